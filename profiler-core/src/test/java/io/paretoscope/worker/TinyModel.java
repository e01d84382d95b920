package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.opt.OptConfig;

/** Models so small that a real engine runs them in no time. */
public final class TinyModel {
    private TinyModel() {}

    /** Random weights, two layers, 64 positions. */
    public static ModelSource synthetic(String name) {
        return new ModelSource(new OptConfig(name, 2, 64, 4, 128, 256, 64, 64, true, true, true, true, true),
                new WeightsRef.Synthetic(1));
    }
}
