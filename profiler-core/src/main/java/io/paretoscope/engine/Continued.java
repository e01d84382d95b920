package io.paretoscope.engine;

import org.jspecify.annotations.Nullable;

/** Sequences that the script prefilled and that are decoded by other means from then on. */
final class Continued implements Decoding {
    private final Steps steps;
    private @Nullable Decoding prefilled;
    private int context;

    /** The other means. */
    interface Steps {
        /** One more token of each sequence. */
        int[] next();

        /** The logits of the last step, {@code [batch * vocabulary]}. */
        float[] logits();
    }

    /**
     * Goes on after a prefill.
     *
     * @param prefilled closed with this, or with the first step
     */
    Continued(Decoding prefilled, Steps steps) {
        this.prefilled = prefilled;
        this.steps = steps;
        context = prefilled.context();
    }

    @Override
    public int context() {
        return context;
    }

    @Override
    public int[] step() {
        int[] tokens = steps.next();
        context++;
        close();
        return tokens;
    }

    @Override
    public float[] logits() {
        return prefilled == null ? steps.logits() : prefilled.logits();
    }

    @Override
    public void close() {
        if (prefilled != null) {
            prefilled.close();
            prefilled = null;
        }
    }
}
