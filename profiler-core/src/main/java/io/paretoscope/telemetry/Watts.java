package io.paretoscope.telemetry;

/** What is known of the power that a device took over a window. */
public sealed interface Watts {
    /**
     * A figure.
     *
     * @param watts power
     * @param source where it comes from, for the reader
     */
    record Known(double watts, String source) implements Watts {}

    /** None, and why. */
    record Unavailable(String reason) implements Watts {}
}
