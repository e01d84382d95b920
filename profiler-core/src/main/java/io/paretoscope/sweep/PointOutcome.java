package io.paretoscope.sweep;

/** How a point ended. */
public sealed interface PointOutcome {

    /**
     * It was measured.
     *
     * @param samples raw times
     * @param metrics the numbers computed from them
     */
    record Measured(PointSamples samples, PointMetrics metrics) implements PointOutcome {
        /** A measured point with its metrics computed. */
        public static Measured of(PointSamples samples) {
            return new Measured(samples, PointMetrics.of(samples));
        }
    }

    /**
     * It was tried and failed; the sweep went on with the next.
     *
     * @param reason what happened, in one line
     */
    record Failed(String reason) implements PointOutcome {}

    /**
     * It was not tried.
     *
     * @param reason why, such as how much memory is lacking
     */
    record Skipped(String reason) implements PointOutcome {}
}
