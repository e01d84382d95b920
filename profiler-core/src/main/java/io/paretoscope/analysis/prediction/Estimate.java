package io.paretoscope.analysis.prediction;

import java.util.function.DoubleUnaryOperator;

/** What a model says of something that was not measured: a value and how far off it may be, or why there is none. */
public sealed interface Estimate {

    /**
     * A value.
     *
     * @param value in its unit
     * @param low where the interval begins
     * @param high where it ends
     */
    record Value(double value, double low, double high) implements Estimate {

        /** The value with an interval of {@code halfWidth} on the scale of its logarithm. */
        static Value within(double value, double halfWidth) {
            return new Value(value, value * Math.exp(-halfWidth), value * Math.exp(halfWidth));
        }

        /** The same of what rises with this one. */
        public Value rising(DoubleUnaryOperator function) {
            return new Value(function.applyAsDouble(value), function.applyAsDouble(low),
                    function.applyAsDouble(high));
        }

        /** The same of what falls as this one rises. */
        public Value falling(DoubleUnaryOperator function) {
            return new Value(function.applyAsDouble(value), function.applyAsDouble(high),
                    function.applyAsDouble(low));
        }
    }

    /**
     * No value.
     *
     * @param reason why, in a few words that a user can act on
     */
    record Unavailable(String reason) implements Estimate {}
}
