package io.paretoscope.store;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a user waits for: the list of many runs, and a large run. The store is made for each fork, closed, and opened anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 5)
@Fork(3)
public class StoreBenchmark {
    private static final int RUNS = 10_000;
    private static final int POINTS_OF_A_RUN = 24;
    private static final int POINTS_OF_THE_LARGE_RUN = 1_000;
    private static final int WINDOWS = 3;
    private static final int BATCHES = 32;
    private static final int TOKENS = 16;
    private static final int SAMPLES = 200;
    /** With {@link #SAMPLES} of each, 2,000 samples a point. */
    private static final List<Quantity> QUANTITIES = List.of(Quantity.values()).subList(0, 10);

    private Path folder = Path.of("");
    private RunStore store;
    private long largeRun;

    /** Makes the store. */
    @Setup(Level.Trial)
    public void make() throws IOException, SQLException {
        folder = Files.createTempDirectory("store-benchmark");
        Path file = folder.resolve("runs");
        try (RunStore making = RunStore.open(file)) {
            SweepPlan small = plan(POINTS_OF_A_RUN);
            long id = making.begin(small, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            small.points().forEach(point -> making.append(id, skipped(point)));
            making.finish(id, RunStatus.COMPLETED, "");
            SweepPlan large = plan(POINTS_OF_THE_LARGE_RUN);
            largeRun = making.begin(large, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            large.points().forEach(point -> making.append(largeRun, measured(point)));
            making.finish(largeRun, RunStatus.COMPLETED, "");
        }
        copyFirstRun(file);
        store = RunStore.open(file);
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        store.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** The list of 10,000 runs of 24 points each, every tenth of them tagged and with a note. */
    @Benchmark
    public List<RunSummary> list() {
        return store.runs();
    }

    /** A run of 1,000 points: 3 windows of 32 batches of 16 tokens, and 10 traces of 200 samples each. */
    @Benchmark
    public Optional<StoredRun> open() {
        return store.run(largeRun);
    }

    private static void copyFirstRun(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO runs (id, started_at, finished_at, status, message, plan_hash, models, device, "
                            + "\"PRECISION\", points_planned, note, change_number) OVERRIDING SYSTEM VALUE SELECT x, started_at, "
                            + "finished_at, status, message, plan_hash, models, device, \"PRECISION\", points_planned, "
                            + "CASE WHEN MOD(x, 10) = 0 THEN 'a note of a few words' ELSE '' END, change_number FROM runs, "
                            + "SYSTEM_RANGE(3, " + RUNS + ") WHERE id = 1");
            statement.execute(
                    "INSERT INTO run_texts (run_id, plan, conditions) SELECT x, plan, conditions FROM run_texts, "
                            + "SYSTEM_RANGE(3, " + RUNS + ") WHERE run_id = 1");
            statement.execute("INSERT INTO tags (run_id, tag) SELECT x, 'baseline' FROM SYSTEM_RANGE(3, " + RUNS
                    + ") WHERE MOD(x, 10) = 0");
            statement.execute("INSERT INTO points (run_id, ordinal, model, weights, device, \"PRECISION\", batch, "
                    + "prompt_tokens, output_tokens, estimated_weight_bytes, estimated_kv_cache_bytes, "
                    + "estimated_activation_bytes, estimated_reserve_bytes, finished_at, outcome, reason, change_number) "
                    + "SELECT x, ordinal, model, weights, device, \"PRECISION\", batch, prompt_tokens, output_tokens, "
                    + "estimated_weight_bytes, estimated_kv_cache_bytes, estimated_activation_bytes, "
                    + "estimated_reserve_bytes, finished_at, outcome, reason, change_number FROM points, "
                    + "SYSTEM_RANGE(3, " + RUNS + ") WHERE run_id = 1");
        }
    }

    private static SweepPlan plan(int points) {
        return new SweepPlan(List.of(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(0))),
                IntStream.rangeClosed(1, points).boxed().toList(), TOKENS, TOKENS, Precision.FP16, DeviceId.cuda(0), 0,
                WINDOWS);
    }

    private static PointResult skipped(Point point) {
        return new PointResult(point, MemoryEstimate.of(point), SampleRuns.STARTED_AT,
                new PointOutcome.Skipped("needs 90.1 GiB, cuda:0 has 79.6 GiB"));
    }

    private static PointResult measured(Point point) {
        Random random = new Random(point.ordinal());
        List<TimedWindow> windows = new ArrayList<>();
        long now = 0;
        for (int number = 0; number < WINDOWS; number++) {
            long start = now;
            List<StepTimes> batches = new ArrayList<>();
            for (int batch = 0; batch < BATCHES; batch++) {
                List<Long> steps = random.longs(TOKENS - 1, 9_900_000, 10_300_000).boxed().toList();
                long prefill = random.nextLong(14_000_000, 15_000_000);
                long total = prefill + steps.stream().mapToLong(Long::longValue).sum();
                batches.add(new StepTimes(point.batch(), (long) point.batch() * TOKENS, (long) point.batch() * TOKENS,
                        prefill, steps, total));
                now += total + random.nextLong(50_000);
            }
            windows.add(new TimedWindow(start, now, TimedWindow.End.COMPLETE, batches, 0));
            now += 10_000_000;
        }
        PointSamples samples = new PointSamples(windows.stream().map(JointWindow::of).toList(),
                List.of(ReplicaPlace.ANYWHERE), 2_345_678_901L, new WarmUpRecord(1_200_000_000, 9, true),
                new Reading.Value(1e8, 1), new Reading.Value(1.3e9, 1), new Reading.Value(71.2, 40),
                new AnswerCheck.Agreed(4, 64, 0),
                traces(random, now), new Neighbours(List.of(), Optional.empty()), List.of(), Optional.empty(),
                EngineUse.as(point.engine()));
        return new PointResult(point, MemoryEstimate.of(point), SampleRuns.STARTED_AT,
                PointOutcome.Measured.of(samples));
    }

    private static Traces traces(Random random, long until) {
        List<Trace> traces = new ArrayList<>();
        for (Quantity quantity : QUANTITIES) {
            long[] nanos = new long[SAMPLES];
            double[] values = new double[SAMPLES];
            double sum = 1e5;
            for (int i = 0; i < SAMPLES; i++) {
                nanos[i] = until / SAMPLES * i + random.nextInt(300_000);
                sum += 12 + random.nextInt(4000) / 1000.0;
                values[i] = switch (quantity.kind()) {
                    case COUNTER -> Math.round(sum * 1e3) / 1e3;
                    case GAUGE -> 250 + random.nextInt(2000) / 100.0;
                    case BITS -> 0;
                };
            }
            traces.add(new Trace(quantity, "nvmlDeviceGetFieldValues", nanos, values));
        }
        return new Traces(traces, Map.of(Quantity.SM_ACTIVITY, "GPM is not supported"));
    }
}
