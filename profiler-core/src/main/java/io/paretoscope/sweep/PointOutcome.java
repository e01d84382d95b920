package io.paretoscope.sweep;

/** How a point ended. */
public sealed interface PointOutcome {

    /** The word for it in the store, in files and on the screen: {@code measured}, {@code failed}, {@code skipped}. */
    String label();

    /**
     * It was measured.
     *
     * @param samples everything measured, raw
     * @param metrics the numbers computed from it
     * @param verdict whether they can be trusted, computed from it too
     */
    record Measured(PointSamples samples, PointMetrics metrics, Verdict verdict) implements PointOutcome {

        /** {@link #label()} of every measured point. */
        public static final String LABEL = "measured";

        @Override
        public String label() {
            return LABEL;
        }

        /** A measured point with its metrics and its verdict computed. */
        public static Measured of(PointSamples samples) {
            PointMetrics metrics = PointMetrics.of(samples);
            return new Measured(samples, metrics, Verdict.of(samples, metrics));
        }
    }

    /**
     * It was tried and failed; the sweep went on with the next.
     *
     * @param reason what happened, in one line
     */
    record Failed(String reason) implements PointOutcome {
        /** {@link #label()} of every failed point. */
        public static final String LABEL = "failed";

        @Override
        public String label() {
            return LABEL;
        }
    }

    /**
     * It was not tried.
     *
     * @param reason why, such as how much memory is lacking
     */
    record Skipped(String reason) implements PointOutcome {
        /** {@link #label()} of every skipped point. */
        public static final String LABEL = "skipped";

        @Override
        public String label() {
            return LABEL;
        }
    }
}
