package io.paretoscope.sweep;

import java.util.Optional;
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
     * @param interval where the mean over repeats lies; empty for fewer than three repeats and for what is no mean
     * @param source where it comes from, where the same metric has several possible sources
     */
    record Value(double value, int n, Optional<Interval> interval, Optional<String> source) implements Reading {
        /** A value without interval, from the metric's one source. */
        public Value(double value, int n) {
            this(value, n, Optional.empty(), Optional.empty());
        }

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
