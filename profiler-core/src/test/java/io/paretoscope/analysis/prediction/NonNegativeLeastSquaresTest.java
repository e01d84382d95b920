package io.paretoscope.analysis.prediction;

import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NonNegativeLeastSquaresTest {
    private static double residual(double[][] rows, double[] target, double[] coefficients) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double predicted = 0;
            for (int j = 0; j < coefficients.length; j++) {
                predicted += rows[i][j] * coefficients[j];
            }
            sum += (predicted - target[i]) * (predicted - target[i]);
        }
        return sum;
    }

    private static double[][] random(Random random, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextGaussian() + 0.3;
            }
        }
        return matrix;
    }

    @Test
    void coefficientsThatMadeTheTargetAreFound() {
        double[][] rows = {{1, 0, 2e9}, {1, 3, 1e9}, {1, 1, 5e9}, {1, 7, 4e9}};
        double[] made = {0.5, 2, 3e-9};
        double[] target = new double[4];
        for (int i = 0; i < 4; i++) {
            target[i] = made[0] * rows[i][0] + made[1] * rows[i][1] + made[2] * rows[i][2];
        }
        double[] found = NonNegativeLeastSquares.solve(rows, target);
        for (int j = 0; j < 3; j++) {
            assertEquals(1, found[j] / made[j], 1e-6);
        }
    }

    /** Kuhn and Tucker: no coefficient is negative, the slope of the residual is 0 where one is positive and not below 0 elsewhere. */
    @Test
    void nothingNearIsBetterOnRandomProblems() {
        Random random = new Random(5);
        for (int problem = 0; problem < 300; problem++) {
            int columns = 1 + random.nextInt(5);
            double[][] rows = random(random, columns + random.nextInt(8), columns);
            double[] target = random.doubles(rows.length, -1, 3).toArray();
            double[] found = NonNegativeLeastSquares.solve(rows, target);
            for (int j = 0; j < columns; j++) {
                double slope = 0;
                for (int i = 0; i < rows.length; i++) {
                    double predicted = 0;
                    for (int k = 0; k < columns; k++) {
                        predicted += rows[i][k] * found[k];
                    }
                    slope += 2 * rows[i][j] * (predicted - target[i]);
                }
                assertTrue(found[j] >= 0, "problem " + problem);
                assertTrue(found[j] > 0 ? Math.abs(slope) < 1e-6 : slope > -1e-6, "problem " + problem + ": " + slope);
            }
        }
    }

    @Test
    void noPointOfAGridIsBetter() {
        Random random = new Random(6);
        for (int problem = 0; problem < 30; problem++) {
            double[][] rows = random(random, 6, 3);
            double[] target = random.doubles(6, -1, 3).toArray();
            double best = residual(rows, target, NonNegativeLeastSquares.solve(rows, target));
            for (double a = 0; a <= 3; a += 0.1) {
                for (double b = 0; b <= 3; b += 0.1) {
                    for (double c = 0; c <= 3; c += 0.1) {
                        assertTrue(best <= residual(rows, target, new double[]{a, b, c}) + 1e-9);
                    }
                }
            }
        }
    }

    @Test
    void ofColumnsThatAreTheSameTheFirstIsUsed() {
        double[][] rows = {{1, 2, 1}, {2, 4, 0}, {3, 6, 2}};
        assertArrayEquals(new double[]{2, 0, 0}, NonNegativeLeastSquares.solve(rows, new double[]{2, 4, 6}), 1e-9);
    }

    @Test
    void aColumnThatOnlyHarmsIsLeftOut() {
        double[][] rows = {{1, -1}, {1, -2}, {1, -3}};
        assertArrayEquals(new double[]{2, 0}, NonNegativeLeastSquares.solve(rows, new double[]{1, 2, 3}), 1e-9);
    }
}
