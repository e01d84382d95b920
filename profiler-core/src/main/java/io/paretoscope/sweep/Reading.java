package io.paretoscope.sweep;

import java.util.OptionalDouble;

/** What is known of a metric: a value and from how many samples, or why there is none. */
public sealed interface Reading {

    /** The value where there is one. */
    OptionalDouble asDouble();

    /**
     * A value.
     *
     * @param value in the metric's unit
     * @param n samples it was computed from
     */
    record Value(double value, int n) implements Reading {
        @Override
        public OptionalDouble asDouble() {
            return OptionalDouble.of(value);
        }
    }

    /**
     * No value.
     *
     * @param reason why, in a few words that a user can act on
     */
    record Unavailable(String reason) implements Reading {
        @Override
        public OptionalDouble asDouble() {
            return OptionalDouble.empty();
        }
    }
}
