package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;

/**
 * One configuration of a sweep.
 *
 * @param ordinal its place in the plan, from 0
 * @param model the model
 * @param batch sequences that run together
 * @param promptTokens tokens of each prompt
 * @param outputTokens tokens that each sequence generates
 * @param precision the format of weights and activations
 * @param device where it runs
 */
public record Point(int ordinal, ModelSource model, int batch, int promptTokens, int outputTokens, Precision precision,
        DeviceId device) {

    /** Tokens that each sequence holds at the end; the KV cache has this many places. */
    public int sequenceTokens() {
        return promptTokens + outputTokens;
    }

    /** A short name for logs and messages, such as {@code opt-125m, batch 4}. */
    public String label() {
        return model.config().name() + ", batch " + batch;
    }
}
