package io.paretoscope.analysis.prediction;

/**
 * Least squares with coefficients that may not be negative: min ‖A c − b‖² over c ≥ 0.
 *
 * <p>Every set of columns is tried: the solution has some positive coefficients, and on just those columns it is the ordinary
 * one. With the few columns that a model of steps has, that is exact, and has none of the stopping rules of an active-set
 * method.
 */
final class NonNegativeLeastSquares {
    private static final int MOST_COLUMNS = 10;
    /** Columns that others make up to this share of their length are left out: they say nothing of their own. */
    private static final double DEPENDENT = 1e-10;
    /** What a larger set must gain of ‖b‖² to be taken: less is rounding. */
    private static final double GAIN = 1e-12;

    private final double[][] products;
    private final double[] right;
    private final double[] lengths;
    private final double square;

    private NonNegativeLeastSquares(double[][] rows, double[] target) {
        int columns = rows[0].length;
        lengths = new double[columns];
        products = new double[columns][columns];
        right = new double[columns];
        double sum = 0;
        for (double b : target) {
            sum += b * b;
        }
        square = sum;
        for (double[] row : rows) {
            for (int i = 0; i < columns; i++) {
                lengths[i] += row[i] * row[i];
            }
        }
        for (int i = 0; i < columns; i++) {
            lengths[i] = Math.sqrt(lengths[i]);
        }
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < columns; i++) {
                right[i] += unit(rows[r][i], i) * target[r];
                for (int j = 0; j < columns; j++) {
                    products[i][j] += unit(rows[r][i], i) * unit(rows[r][j], j);
                }
            }
        }
    }

    private double unit(double value, int column) {
        return lengths[column] > 0 ? value / lengths[column] : 0;
    }

    /**
     * The coefficients, one a column. Where columns depend on each other, those further to the left are used.
     *
     * @param rows A, at least one row, at most ten columns
     * @param target b, as many as rows
     */
    static double[] solve(double[][] rows, double[] target) {
        if (rows[0].length > MOST_COLUMNS) {
            throw new IllegalArgumentException(rows[0].length + " columns: at most " + MOST_COLUMNS);
        }
        return new NonNegativeLeastSquares(rows, target).best();
    }

    private double[] best() {
        int columns = right.length;
        double[] best = new double[columns];
        double least = square;
        for (int set = 1; set < 1 << columns; set++) {
            double[] tried = onlyWith(set);
            if (tried.length == columns) {
                double residual = residual(tried);
                if (residual < least - GAIN * square) {
                    least = residual;
                    best = tried;
                }
            }
        }
        for (int i = 0; i < columns; i++) {
            best[i] = unit(best[i], i);
        }
        return best;
    }

    /** The ordinary solution on the columns of {@code set}, by Cholesky; of no length where it is negative or not the only one. */
    private double[] onlyWith(int set) {
        int[] chosen = new int[Integer.bitCount(set)];
        for (int column = 0, n = 0; column < right.length; column++) {
            if ((set >> column & 1) == 1) {
                chosen[n++] = column;
            }
        }
        int n = chosen.length;
        double[][] lower = new double[n][n];
        double[] half = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = products[chosen[i]][chosen[j]];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                if (i == j && sum < DEPENDENT) {
                    return new double[0];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
            double sum = right[chosen[i]];
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * half[k];
            }
            half[i] = sum / lower[i][i];
        }
        double[] solution = new double[right.length];
        for (int i = n - 1; i >= 0; i--) {
            double sum = half[i];
            for (int k = i + 1; k < n; k++) {
                sum -= lower[k][i] * solution[chosen[k]];
            }
            double value = sum / lower[i][i];
            if (value < 0) {
                return new double[0];
            }
            solution[chosen[i]] = value;
        }
        return solution;
    }

    private double residual(double[] coefficients) {
        double residual = square;
        for (int i = 0; i < right.length; i++) {
            residual -= 2 * coefficients[i] * right[i];
            for (int j = 0; j < right.length; j++) {
                residual += coefficients[i] * products[i][j] * coefficients[j];
            }
        }
        return residual;
    }
}
