package io.paretoscope.cuda;

/**
 * The shape of a product {@code Y[m,n] = X[m,k] · W[n,k]ᵀ}, row by row in memory without gaps.
 *
 * @param m rows of X and Y, such as tokens
 * @param n rows of W, the outputs of a layer
 * @param k columns of X and W, its inputs
 */
public record ProductShape(int m, int n, int k) {
    /** Refuses what is no matrix. */
    public ProductShape {
        if (m < 1 || n < 1 || k < 1) {
            throw new IllegalArgumentException("a product of " + m + "×" + k + " by " + k + "×" + n
                    + ": expected at least one row and column of each");
        }
    }
}
