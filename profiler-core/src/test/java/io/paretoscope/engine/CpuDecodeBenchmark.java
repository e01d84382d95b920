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
 * which counts bytes read and bytes written of all cores together: for the step in Java, and for the same by TorchScript. Copy and
 * steps are measured in turn within one run, so that a busy machine slows all three; prints a table.
 *
 * <pre>{@code
 * mvn -q test-compile -pl profiler-core exec:exec -Dexec.skip=false -Dexec.classpathScope=test -Dexec.args="\
 *     --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector -cp %classpath \
 *     io.paretoscope.engine.CpuDecodeBenchmark opt-125m"
 * }</pre>
 */
public final class CpuDecodeBenchmark {
    private static final int ROUNDS = 25;
    private static final int STEPS = 10;
    private static final int CONTEXT = 64;
    private static final long COPY_BYTES = 1L << 29;
    private static final int COPIES = 3;
    /** Longer than any thread of libtorch or of the step spins before it sleeps. */
    private static final long SPIN_MILLIS = 20;

    private CpuDecodeBenchmark() {}

    /** One way of decoding, over all rounds. */
    private record Way(String name, List<Double> seconds, List<Double> ratios) {
        Way(String name) {
            this(name, new ArrayList<>(), new ArrayList<>());
        }
    }

    /** The models to measure, {@code opt-125m} where none is named. */
    @SuppressWarnings("SystemOut") // its one output
    public static void main(String[] args) throws EngineException, InterruptedException {
        TorchRuntime runtime = TorchRuntime.load(System.getenv());
        int threads = Runtime.getRuntime().availableProcessors();
        System.out.printf("%s, %d threads, Java %s%n", runtime.library(), threads, Runtime.version());
        System.out.printf("%-10s %10s %16s %9s %-11s %8s %8s %8s %14s%n", "model", "weights MB", "copy r+w GB/s",
                "floor ms", "decoded by", "first ms", "step ms", "ratio", "middle half");
        for (String name : args.length == 0 ? List.of("opt-125m") : List.of(args)) {
            measure(runtime, OptCatalog.get(name), threads);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void measure(TorchRuntime runtime, OptConfig config, int threads)
            throws EngineException, InterruptedException {
        double bytes = config.weightBytesPerStep(Precision.FP32);
        List<Double> copies = new ArrayList<>();
        List<Double> firsts = new ArrayList<>();
        List<Way> ways = List.of(new Way("Java"), new Way("TorchScript"));
        try (Arena arena = Arena.ofShared();
                TorchScriptEngine engine = (TorchScriptEngine) runtime.synthetic(config, Precision.FP32, DeviceId.CPU,
                        EngineKind.TORCHSCRIPT,
                        0)) {
            MemorySegment source = arena.allocate(COPY_BYTES).fill((byte) 1);
            MemorySegment target = arena.allocate(COPY_BYTES).fill((byte) 2);
            engine.configure(1, CONTEXT + STEPS);
            for (int round = -2; round < ROUNDS; round++) {
                Thread.sleep(SPIN_MILLIS);
                double copyRate = bytesReadAndWrittenPerSecond(source, target, threads);
                for (Way way : ways) {
                    engine.useScriptAlone(way.equals(ways.getLast()));
                    Thread.sleep(SPIN_MILLIS);
                    List<Double> steps = stepSeconds(engine, config);
                    if (round == -2) {
                        firsts.add(steps.getFirst());
                    }
                    if (round >= 0) {
                        way.seconds.add(median(steps));
                        way.ratios.add(median(steps) / (bytes / copyRate));
                    }
                }
                if (round >= 0) {
                    copies.add(copyRate);
                }
            }
        }
        for (int i = 0; i < ways.size(); i++) {
            Way way = ways.get(i);
            System.out.printf(Locale.ROOT, "%-10s %10.1f %16.1f %9.2f %-11s %8.1f %8.2f %8.2f %6.2f to %4.2f%n",
                    config.name(), bytes / 1e6, median(copies) / 1e9, 1e3 * bytes / median(copies), way.name(),
                    1e3 * firsts.get(i), 1e3 * median(way.seconds), median(way.ratios), quantile(way.ratios, 0.25),
                    quantile(way.ratios, 0.75));
        }
    }

    /** Twice the bytes copied, over the time that all cores take together; the median of some. */
    private static double bytesReadAndWrittenPerSecond(MemorySegment source, MemorySegment target, int threads) {
        long part = COPY_BYTES / threads;
        List<Double> rates = new ArrayList<>();
        for (int copy = 0; copy < COPIES; copy++) {
            long start = System.nanoTime();
            IntStream.range(0, threads)
                    .parallel()
                    .forEach(i -> MemorySegment.copy(source, i * part, target, i * part, part));
            rates.add(2.0 * part * threads / ((System.nanoTime() - start) / 1e9));
        }
        return median(rates);
    }

    private static List<Double> stepSeconds(InferenceEngine engine, OptConfig config) throws EngineException {
        engine.prefill(Prompts.seeded(0, 1, CONTEXT, config.vocabulary()));
        List<Double> seconds = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            long start = System.nanoTime();
            engine.decode();
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        return seconds;
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double part) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) (part * sorted.size()));
    }
}
