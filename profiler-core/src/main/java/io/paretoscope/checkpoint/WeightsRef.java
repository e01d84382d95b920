package io.paretoscope.checkpoint;

/** Where weights come from, in words that can travel to a worker; nothing is opened yet. */
public sealed interface WeightsRef {

    /** How results name this origin, such as {@code synthetic, seed 0} or the checkpoint's location. */
    String describe();

    /**
     * Random weights made on the device. Timings do not need trained ones.
     *
     * @param seed the same seed gives the same weights on the same kind of device
     */
    record Synthetic(long seed) implements WeightsRef {
        @Override
        public String describe() {
            return "synthetic, seed " + seed;
        }
    }

    /**
     * A checkpoint, as the machine of the worker finds it.
     *
     * @param location a folder in Hugging Face's layout, or a model name such as {@code facebook/opt-125m} that is
     *     looked up in the Hugging Face cache
     */
    record Stored(String location) implements WeightsRef {
        @Override
        public String describe() {
            return location;
        }
    }
}
