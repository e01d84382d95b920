package io.paretoscope.engine;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.StoredTensor;
import java.io.IOException;

/** The two origins of weights. */
final class WeightSources {
    /** OPT's {@code init_std}. */
    private static final double INITIAL_DEVIATION = 0.02;

    private WeightSources() {}

    /** Normal weights of OPT's initial deviation, no biases, and norms that leave their input alone. */
    static OptWeights.Source synthetic(DeviceTensors tensors) {
        return spec -> Native.call(spec.name(), () -> {
            if (spec.name().endsWith("layer_norm.weight")) {
                return tensors.full(spec.shape(), 1);
            }
            if (spec.name().endsWith(".bias")) {
                return tensors.full(spec.shape(), 0);
            }
            return tensors.normal(spec.shape(), INITIAL_DEVIATION);
        });
    }

    /** Weights from files: each tensor goes from its mapping straight to the device and is converted there. */
    static OptWeights.Source stored(Checkpoint checkpoint, DeviceTensors tensors) {
        return spec -> {
            StoredTensor stored;
            try {
                stored = checkpoint.tensor(spec);
            } catch (IOException e) {
                throw new EngineException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
            }
            return Native.call(spec.name() + " of " + stored.file(), () -> tensors.of(stored));
        };
    }
}
