package io.paretoscope.analysis;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Kneedle for a curve that rises and flattens (Satopää, Albrecht, Irwin and Raghavan, 2011): both axes are brought to 0 … 1, and the
 * knee is the first local maximum of y − x that the curve falls from by more than the sensitivity allows.
 */
final class Kneedle {
    /** The paper's S; 1 is its advice for points that are known beforehand. */
    private static final double SENSITIVITY = 1;

    private Kneedle() {}

    /**
     * The index of the knee; empty where there is none.
     *
     * @param x rising
     * @param y as many
     */
    static OptionalInt knee(List<Double> x, List<Double> y) {
        int n = x.size();
        double width = x.getLast() - x.getFirst();
        double lowest = Collections.min(y);
        double height = Collections.max(y) - lowest;
        if (n < 3 || width <= 0 || height <= 0) {
            return OptionalInt.empty();
        }
        double[] difference = new double[n];
        for (int i = 0; i < n; i++) {
            difference[i] = (y.get(i) - lowest) / height - (x.get(i) - x.getFirst()) / width;
        }
        // The mean distance of neighbours on the normalised axis.
        double drop = SENSITIVITY / (n - 1);
        int candidate = -1;
        for (int i = 1; i < n - 1; i++) {
            if (difference[i] >= difference[i - 1] && difference[i] >= difference[i + 1]
                    && (candidate < 0 || difference[i] > difference[candidate])) {
                candidate = i;
            }
            if (candidate >= 0 && difference[i + 1] < difference[candidate] - drop) {
                return OptionalInt.of(candidate);
            }
        }
        return OptionalInt.empty();
    }
}
