package io.paretoscope.engine;

import io.paretoscope.opt.Precision;

/**
 * How fast a device multiplies matrices: the roof of the roofline for a precision.
 *
 * @param precision of the factors and of the product
 * @param size rows and columns of both factors
 * @param rounds the products
 */
public record MatrixRate(Precision precision, int size, Rounds rounds) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Floating-point operations in a round: a product of two N × N matrices takes N³ multiplications and as many additions. */
    public double flopPerRound() {
        return 2.0 * size * size * size * rounds.repeats();
    }

    /** Floating-point operations in a second, of the shortest round. */
    public double bestFlopPerSecond() {
        return flopPerRound() / (rounds.bestNanos() / NANOS_PER_SECOND);
    }

    /** The same of the middle round. */
    public double medianFlopPerSecond() {
        return flopPerRound() / (rounds.medianNanos() / NANOS_PER_SECOND);
    }
}
