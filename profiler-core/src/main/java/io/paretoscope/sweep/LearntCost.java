package io.paretoscope.sweep;

/**
 * What something takes, as a fixed price times one amount plus a running price times another; both prices are learnt from what
 * was paid. They are those, neither below 0, by which all that was paid is met best, measured by the squares of the relative
 * errors. A first guess of the running price settles what a single payment leaves open: it counts like one, and less with each
 * that follows, and gives way to any payment that proves it too high. Pure.
 */
final class LearntCost {
    private double guess;
    private double fixedFixed;
    private double fixedRunning;
    private double runningRunning;
    private double fixedSum;
    private double runningSum;
    private int payments;

    /**
     * Nothing has been paid yet.
     *
     * @param guess of the running price, above 0
     */
    LearntCost(double guess) {
        this.guess = guess;
    }

    /** So much was paid for these amounts. */
    void paid(double fixed, double running, double nanos) {
        if (nanos > 0) {
            double relativeFixed = fixed / nanos;
            double relativeRunning = running / nanos;
            fixedFixed += relativeFixed * relativeFixed;
            fixedRunning += relativeFixed * relativeRunning;
            runningRunning += relativeRunning * relativeRunning;
            fixedSum += relativeFixed;
            runningSum += relativeRunning;
            payments++;
            if (running > 0) {
                guess = Math.min(guess, nanos / running);
            }
        }
    }

    /** Whether anything has been paid. */
    boolean known() {
        return payments > 0;
    }

    /** What these amounts will take, in nanoseconds. */
    double nanos(double fixed, double running) {
        double weight = 1.0 / Math.max(1, payments);
        double ofGuess = weight / guess;
        double square = runningRunning + ofGuess * ofGuess;
        double sum = runningSum + weight * ofGuess;
        // The normal equations of least squares; where one price comes out below 0, it is 0 and the other one is alone.
        double determinant = fixedFixed * square - fixedRunning * fixedRunning;
        double fixedPrice = determinant <= 0 ? 0 : (fixedSum * square - sum * fixedRunning) / determinant;
        double runningPrice = determinant <= 0
                ? sum / square
                : (sum * fixedFixed - fixedSum * fixedRunning) / determinant;
        if (fixedPrice < 0) {
            return running * sum / square;
        }
        return runningPrice < 0 ? fixed * fixedSum / fixedFixed : fixed * fixedPrice + running * runningPrice;
    }
}
