package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tries a precision on a device: a tiny OPT generates some tokens, and steps as wide as the smallest OPT are timed
 * against the same in single precision. On a CPU half precision can be a thousand times slower, and native code can abort the
 * process: call this only in a process that may die.
 */
public final class PrecisionProbe {
    /** A precision this many times slower than fp32 is of no use to anyone. */
    private static final double SLOWEST_USEFUL = 4;
    /** As wide as the smallest OPT, so that its products are what takes the time. */
    private static final OptConfig WIDE = new OptConfig("probe", 1, 768, 12, 3072, 512, 64, 768, true, true, true, true,
            true);
    /** A library may have a fast path for one of them alone: on some CPUs a half-precision prefill takes forever. */
    private static final List<Shape> SHAPES = List.of(new Shape("decode step of batch 1", 1, 1),
            new Shape("decode step of batch 8", 8, 1), new Shape("prefill", 1, 32));
    private static final int TRIES = 4;
    static final OptConfig TINY = new OptConfig("probe", 2, 128, 2, 256, 512, 64, 128, true, true, true, true,
            true);

    /** What is timed: a prefill where the prompt is longer than one token, a decode step otherwise. */
    private record Shape(String what, int batch, int prompt) {}

    private PrecisionProbe() {}

    /** Why {@code precision} is of no use on {@code device}; empty where it is. */
    public static Optional<String> obstacle(TorchRuntime runtime, DeviceId device, Precision precision) {
        try (InferenceEngine engine = runtime.synthetic(TINY, precision, device, EngineKind.TORCHSCRIPT, 0)) {
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
            return slower(runtime, device, precision);
        } catch (EngineException e) {
            return Optional.of(precision + " does not run: " + e.getMessage());
        }
    }

    private static Optional<String> slower(TorchRuntime runtime, DeviceId device, Precision precision)
            throws EngineException {
        for (Shape shape : SHAPES) {
            double times = bestNanos(runtime, device, precision, shape)
                    / (double) bestNanos(runtime, device, Precision.FP32, shape);
            if (times > SLOWEST_USEFUL) {
                return Optional.of(String.format(Locale.ROOT, "%s is %.0f times slower than fp32 here, in a %s",
                        precision, times, shape.what()));
            }
        }
        return Optional.empty();
    }

    private static long bestNanos(TorchRuntime runtime, DeviceId device, Precision precision, Shape shape)
            throws EngineException {
        try (InferenceEngine engine = runtime.synthetic(WIDE, precision, device, EngineKind.TORCHSCRIPT, 0)) {
            engine.configure(shape.batch(), shape.prompt() + TRIES);
            List<int[]> prompts = Collections.nCopies(shape.batch(), new int[shape.prompt()]);
            engine.prefill(prompts);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                if (shape.prompt() > 1) {
                    engine.prefill(prompts);
                } else {
                    engine.decode();
                }
                best = Math.min(best, System.nanoTime() - start);
            }
            return best;
        }
    }
}
