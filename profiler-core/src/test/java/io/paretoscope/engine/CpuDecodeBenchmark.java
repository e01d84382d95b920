package io.paretoscope.engine;

import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How near a decode step on the CPU at batch 1 comes to the time that reading its weights once takes at the machine's copy rate,
 * which is bytes copied in a second by all cores together. The same with bytes read and bytes written both counted stands
 * beside it. Copies and steps are measured in turn within one run, so that a busy machine slows both; prints a table.
 *
 * <pre>{@code
 * THP_MEM_ALLOC_ENABLE=1 mvn -q test-compile -pl profiler-core exec:exec -Dexec.skip=false -Dexec.classpathScope=test \
 *     -Dexec.args="--enable-native-access=ALL-UNNAMED -cp %classpath io.paretoscope.engine.CpuDecodeBenchmark opt-125m"
 * }</pre>
 */
public final class CpuDecodeBenchmark {
    private static final int ROUNDS = 15;
    private static final int STEPS = 20;
    private static final int CONTEXT = 64;
    private static final long COPY_BYTES = 1L << 29;

    private CpuDecodeBenchmark() {}

    /** The models to measure, {@code opt-125m} where none is named. */
    @SuppressWarnings("SystemOut") // its one output
    public static void main(String[] args) throws EngineException {
        TorchRuntime runtime = TorchRuntime.load(System.getenv());
        int threads = Runtime.getRuntime().availableProcessors();
        System.out.printf("%s, %d threads, Java %s%n", runtime.library(), threads, Runtime.version());
        System.out.printf("%-10s %12s %14s %12s %12s %8s %18s%n", "model", "weights MB", "copied GB/s", "floor ms",
                "step ms", "ratio", "read+write ratio");
        for (String name : args.length == 0 ? List.of("opt-125m") : List.of(args)) {
            measure(runtime, OptCatalog.get(name), threads);
        }
    }

    private static void measure(TorchRuntime runtime, OptConfig config, int threads) throws EngineException {
        double bytes = config.weightBytesPerStep(Precision.FP32);
        List<Double> copies = new ArrayList<>();
        List<Double> steps = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (Arena arena = Arena.ofShared();
                InferenceEngine engine = runtime.synthetic(config, Precision.FP32, DeviceId.CPU, 0)) {
            MemorySegment source = arena.allocate(COPY_BYTES).fill((byte) 1);
            MemorySegment target = arena.allocate(COPY_BYTES).fill((byte) 2);
            engine.configure(1, CONTEXT + STEPS);
            for (int round = -2; round < ROUNDS; round++) {
                double copyRate = copyBytesPerSecond(source, target, threads);
                double step = medianStepSeconds(engine, config);
                if (round >= 0) {
                    copies.add(copyRate);
                    steps.add(step);
                    ratios.add(step / (bytes / copyRate));
                }
            }
        }
        System.out.printf(Locale.ROOT, "%-10s %12.1f %14.2f %12.2f %12.2f %8.2f %18.2f%n", config.name(), bytes / 1e6,
                median(copies) / 1e9, 1e3 * bytes / median(copies), 1e3 * median(steps), median(ratios),
                2 * median(ratios));
    }

    /** Bytes copied, over the time that all cores take together. */
    private static double copyBytesPerSecond(MemorySegment source, MemorySegment target, int threads) {
        long part = COPY_BYTES / threads;
        long start = System.nanoTime();
        IntStream.range(0, threads)
                .parallel()
                .forEach(i -> MemorySegment.copy(source, i * part, target, i * part, part));
        return (double) part * threads / ((System.nanoTime() - start) / 1e9);
    }

    private static double medianStepSeconds(InferenceEngine engine, OptConfig config) throws EngineException {
        engine.prefill(Prompts.seeded(0, 1, CONTEXT, config.vocabulary()));
        List<Double> seconds = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            long start = System.nanoTime();
            engine.decode();
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        return median(seconds);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
