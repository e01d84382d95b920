package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptConfig;

/**
 * A model and where its weights come from: all that a plan needs to know of it.
 *
 * @param config its shape
 * @param weights where the weights come from
 */
public record ModelSource(OptConfig config, WeightsRef weights) {

    /** The model's name, with a mark where its weights are synthetic: results of such a model say nothing of text. */
    public String label() {
        return weights instanceof WeightsRef.Synthetic ? config.name() + " (synthetic)" : config.name();
    }
}
