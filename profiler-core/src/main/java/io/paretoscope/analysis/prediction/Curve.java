package io.paretoscope.analysis.prediction;

import io.paretoscope.statistics.Repeatability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A fitted quantity and how far it was off each sample when that was left out of the fit.
 *
 * @param samples what it was fitted to
 * @param model fitted to all of them
 * @param leftOut for each sample, ln(predicted / measured) by a fit to all others
 * @param otherSize the same by a fit to the samples of all other models; empty where there are fewer than three models
 */
record Curve(List<Sample> samples, TermModel model, List<Double> leftOut, List<Double> otherSize) {

    /** Fewer models tell nothing of how much another would differ from them. */
    static final int FEWEST_MODELS = 3;
    /** Where fewer of the samples are like what is asked for, all of them tell how far off it may be. */
    private static final int FEWEST_ALIKE = 5;
    private static final double LEVEL = 0.95;
    private static final double UPPER_TAIL = 0.975;

    Curve {
        samples = List.copyOf(samples);
        leftOut = List.copyOf(leftOut);
        otherSize = List.copyOf(otherSize);
    }

    /**
     * Fitted.
     *
     * @param samples at least two
     * @param exponent how much the terms overlap
     */
    static Curve fit(List<Sample> samples, List<Term> terms, double exponent) {
        List<Double> leftOut = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            List<Sample> others = new ArrayList<>(samples);
            Sample left = others.remove(i);
            leftOut.add(TermModel.error(TermModel.fit(others, terms, exponent).at(left.model(), left.cost()),
                    left.value()));
        }
        return new Curve(samples, TermModel.fit(samples, terms, exponent), leftOut,
                otherSizes(samples, terms, exponent));
    }

    private static List<Double> otherSizes(List<Sample> samples, List<Term> terms, double exponent) {
        if (models(samples).size() < FEWEST_MODELS) {
            return List.of();
        }
        Double[] errors = new Double[samples.size()];
        for (String model : models(samples)) {
            TermModel others = TermModel.fit(
                    samples.stream().filter(sample -> !sample.model().equals(model)).toList(), terms,
                    exponent);
            for (int i = 0; i < errors.length; i++) {
                Sample sample = samples.get(i);
                if (sample.model().equals(model)) {
                    errors[i] = TermModel.error(others.at(sample.cost()), sample.value());
                }
            }
        }
        return List.of(errors);
    }

    private static List<String> models(List<Sample> samples) {
        return samples.stream().map(Sample::model).distinct().toList();
    }

    /** Whether launches are the larger part of it. */
    boolean launchBound(Cost cost) {
        return model.share(Term.LAUNCHES, cost) > 0.5;
    }

    /**
     * How far off, as a logarithm, 95 of 100 values within what was measured are: by the left-out samples that, like it, are or
     * are not bound by launching.
     *
     * @param known whether samples of its model are among those fitted; otherwise there must be three models
     */
    double halfWidth(Cost cost, boolean known) {
        List<Double> errors = known ? leftOut : otherSize;
        boolean bound = launchBound(cost);
        List<Double> alike = IntStream.range(0, errors.size())
                .filter(i -> launchBound(samples.get(i).cost()) == bound)
                .mapToObj(errors::get)
                .toList();
        return halfWidth(alike.size() < FEWEST_ALIKE ? errors : alike);
    }

    /**
     * The ⌈0.95 (n + 1)⌉-th smallest absolute error, below which the next one lies with at least 95 % chance if it is like these;
     * of fewer than 19, among which there is none, t(0.975, n − 1) · √(Σ e² / n).
     */
    static double halfWidth(List<Double> errors) {
        int n = errors.size();
        int rank = (int) Math.ceil(LEVEL * (n + 1));
        if (rank > n) {
            double square = errors.stream().mapToDouble(error -> error * error).average().orElseThrow();
            double degrees = Math.max(n, Repeatability.FEWEST) - 1.0;
            return TDistribution.of(degrees).inverseCumulativeProbability(UPPER_TAIL) * Math.sqrt(square);
        }
        List<Double> sizes = new ArrayList<>(errors.stream().map(Math::abs).toList());
        Collections.sort(sizes);
        return sizes.get(rank - 1);
    }
}
