package io.paretoscope.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tries a precision on a device: a tiny OPT generates some tokens, and a matrix product is timed against the same in single
 * precision. On a CPU half precision can be a thousand times slower than single, and can abort the process: call this only in
 * a process that may die.
 */
public final class PrecisionProbe {
    /** A precision this many times slower than fp32 is of no use to anyone. */
    private static final double SLOWEST_USEFUL = 4;
    /** The smallest OPT's width, and batches of one and of several: a library may have a fast path for either alone. */
    private static final int SIDE = 768;
    private static final List<Integer> BATCHES = List.of(1, 8);
    private static final int TRIES = 3;
    private static final OptConfig TINY = new OptConfig("probe", 2, 128, 2, 256, 512, 64, 128, true, true, true, true,
            true);

    private PrecisionProbe() {}

    /** Why {@code precision} is of no use on {@code device}; empty where it is. */
    public static Optional<String> obstacle(TorchRuntime runtime, DeviceId device, Precision precision) {
        try (InferenceEngine engine = runtime.synthetic(TINY, precision, device, 0)) {
            engine.configure(2, 16);
            engine.prefill(List.of(new int[]{5, 6, 7}, new int[]{8, 9}));
            engine.decode();
            for (float logit : engine.lastLogits()[1]) {
                if (!Float.isFinite(logit)) {
                    return Optional.of(precision + " gives logits that are not finite numbers");
                }
            }
            if (precision == Precision.FP32) {
                return Optional.empty();
            }
            for (int batch : BATCHES) {
                double slower = productNanos(runtime, device, precision, batch)
                        / (double) productNanos(runtime, device, Precision.FP32, batch);
                if (slower > SLOWEST_USEFUL) {
                    return Optional.of(String.format(Locale.ROOT, "%s is %.0f times slower than fp32 here at batch %d",
                            precision, slower, batch));
                }
            }
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(precision + " does not run: " + e.getMessage());
        }
    }

    private static long productNanos(TorchRuntime runtime, DeviceId device, Precision precision, int batch)
            throws EngineException {
        DataType type = TensorSources.dataType(precision);
        try (PtNDManager manager = runtime.manager(device)) {
            NDArray a = manager.randomNormal(0, 1, new Shape(batch, SIDE), type);
            NDArray b = manager.randomNormal(0, 1, new Shape(SIDE, SIDE), type).transpose();
            long best = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                try (NDArray product = a.matMul(b); NDArray corner = product.get("0:1, 0:1")) {
                    corner.toType(DataType.FLOAT32, true).toFloatArray();
                }
                best = Math.min(best, System.nanoTime() - start);
            }
            return best;
        }
    }
}
