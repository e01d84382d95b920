package io.paretoscope.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.StoredTensor;
import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two origins of weights, as tensors on the device. */
final class TensorSources {
    /** OPT's {@code init_std}. */
    private static final float INITIAL_DEVIATION = 0.02f;

    private TensorSources() {}

    /** Normal weights of OPT's initial deviation, norms that leave their input alone; drawn on the device. */
    static OptWeights.TensorSource synthetic() {
        return (manager, spec, type) -> Native.call(spec.name(), () -> {
            Shape shape = shape(spec);
            if (spec.name().endsWith("layer_norm.weight")) {
                return manager.ones(shape, type);
            }
            if (spec.name().endsWith(".bias")) {
                return manager.zeros(shape, type);
            }
            return manager.randomNormal(0, INITIAL_DEVIATION, shape, type);
        });
    }

    /** Weights from files: each tensor is read from its mapping straight to the device and converted there. */
    static OptWeights.TensorSource stored(Checkpoint checkpoint) {
        return (manager, spec, type) -> {
            StoredTensor stored;
            try {
                stored = checkpoint.tensor(spec);
            } catch (IOException e) {
                throw new EngineException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
            }
            return Native.call(spec.name() + " of " + stored.file(), () -> copy(manager, stored, type));
        };
    }

    private static NDArray copy(NDManager manager, StoredTensor stored, DataType type) {
        ByteBuffer bytes = stored.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        Shape shape = shape(stored.spec());
        NDArray raw = manager.create(bytes, shape, dataType(stored.precision()));
        if (raw.getDataType() != type) {
            try (raw) {
                return raw.toType(type, true);
            }
        }
        if (manager.getDevice().isGpu()) {
            return raw;
        }
        // On the CPU it is a view of the mapped file, which must not outlive the mapping.
        try (raw) {
            return raw.duplicate();
        }
    }

    static DataType dataType(Precision precision) {
        return switch (precision) {
            case FP32 -> DataType.FLOAT32;
            case FP16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
        };
    }

    private static Shape shape(TensorSpec spec) {
        return new Shape(spec.shape().stream().mapToLong(Long::longValue).toArray());
    }
}
