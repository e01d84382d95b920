package io.paretoscope.telemetry;

/** What is known of the energy that a device took over a window. */
public sealed interface Energy {

    /** Where a figure comes from, the best first (R18). */
    enum Source {
        COUNTER("energy counter"),
        INTEGRATED_INSTANT("integrated instant power"),
        INTEGRATED_AVERAGE("integrated average power");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** Its name beside a number. */
        public String label() {
            return label;
        }
    }

    /**
     * A figure.
     *
     * @param joules energy over the window
     * @param source where it comes from
     * @param samples ticks of the counter, or samples of power, within the window
     */
    record Joules(double joules, Source source, int samples) implements Energy {}

    /** None, and why. */
    record Unavailable(String reason) implements Energy {}
}
