package io.paretoscope.store;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Neighbours;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.WarmUpRecord;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Plans, conditions and results with which stores and exports are tested. */
public final class SampleRuns {
    /** A start with nanoseconds, which a store could lose. */
    public static final Instant STARTED_AT = Instant.parse("2026-11-23T08:15:30.123456789Z");

    /** A model that no catalogue knows, with every switch away from its default. */
    public static final OptConfig UNUSUAL = new OptConfig("my \"own\" opt, é", 3, 24, 4, 56, 999, 777, 12, true, false,
            false, false, false);

    private SampleRuns() {}

    /** A synthetic model of the catalogue, a stored one, and a stored one of unusual shape; two batch sizes. */
    public static SweepPlan plan() {
        return new SweepPlan(
                List.of(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(Long.MIN_VALUE)),
                        new ModelSource(OptCatalog.get("opt-350m"), new WeightsRef.Stored("facebook/opt-350m")),
                        new ModelSource(UNUSUAL, new WeightsRef.Stored("/models/my own, \"opt\""))),
                List.of(4, 1), 16, 8, Precision.BF16, DeviceId.cuda(3), 42, 3);
    }

    /** Two replica counts in three modes, one of them under MPS with a percentage, and a group with a stored model. */
    public static SweepPlan replicaPlan() {
        ModelSource small = new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(7));
        return new SweepPlan(List.of(small), List.of(4), 16, 8, Precision.FP16, DeviceId.cuda(0), 1,
                Protocol.of(3),
                new Replication(List.of(1, 2), List.of(ReplicaMode.STREAMS, ReplicaMode.MPS), OptionalInt.of(50),
                        false, List.of(List.of(new Part(small, 4, 2),
                                new Part(new ModelSource(UNUSUAL, new WeightsRef.Stored("/models/own")), 1, 3)))));
    }

    /** A measured point with a window, a place and numbers of its own for each replica. */
    public static PointResult measuredReplicas(Point point) {
        Random random = new Random(point.ordinal());
        List<Integer> parts = point.partOfReplica();
        List<JointWindow> windows = new ArrayList<>();
        long start = 0;
        for (int number = 0; number < 3; number++) {
            List<TimedWindow> replicas = new ArrayList<>();
            for (int part : parts) {
                replicas.add(window(point, point.parts().get(part).batch(), random, start + random.nextLong(9_000),
                        replicas.size() % 2));
            }
            windows.add(new JointWindow(replicas));
            start = windows.getLast().replicas().stream().mapToLong(TimedWindow::endNanos).max().orElseThrow();
        }
        boolean processes = point.placement().mode().separateProcesses();
        List<ReplicaPlace> places = IntStream.range(0, parts.size())
                .mapToObj(i -> new ReplicaPlace(parts.get(i), processes ? i : 0, List.of(2 * i, 2 * i + 1)))
                .toList();
        PointSamples some = ((PointOutcome.Measured) measured(point, new Reading.Value(8e9, 1)).outcome()).samples();
        return result(point, PointOutcome.Measured.of(new PointSamples(windows, places, some.loadNanos(),
                some.warmUp(), new Reading.Value(1.5e9, 3), some.peakMemory(), some.idleWatts(), some.answers(),
                some.traces(), some.neighbours(), some.workerErrors(), some.notCooled(), some.engine())));
    }

    /** One result for each point of {@link #replicaPlan()}; the last but one has failed. */
    public static List<PointResult> replicaResults() {
        List<Point> points = replicaPlan().points();
        return points.stream()
                .map(point -> point.ordinal() == points.size() - 2
                        ? result(point, new PointOutcome.Failed("replica 2 of 5 (opt-125m): out of memory"))
                        : measuredReplicas(point))
                .toList();
    }

    /** A plan of many points on the CPU. */
    public static SweepPlan plan(int points) {
        List<Integer> batches = IntStream.rangeClosed(1, points).boxed().toList();
        return new SweepPlan(List.of(new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(0))), batches,
                16, 128, Precision.FP32, DeviceId.CPU, 0, 3);
    }

    /** Conditions of which the order is not that of the alphabet. */
    public static Conditions conditions() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("device", "NVIDIA H200, 139 GiB");
        values.put("app", "0.1.0");
        values.put("a \"quoted\" name", "line\nbreak, é, 漢");
        return new Conditions(values, Map.of("host load", "12 %"));
    }

    /** One result a point of {@link #plan()}: measured, failed and skipped ones, with and without peak memory. */
    public static List<PointResult> results() {
        List<Point> points = plan().points();
        return List.of(measured(points.get(0), new Reading.Value(1.23456789E9, 1)),
                measured(points.get(1), new Reading.Unavailable("the driver, \"nvml\", does not tell")),
                result(points.get(2), new PointOutcome.Failed("out of memory: 3.2 GiB wanted, \"1.0 GiB\" free")),
                result(points.get(3), new PointOutcome.Skipped("needs 9.1 GiB, cuda:3 has 8.0 GiB")),
                measured(points.get(4), new Reading.Value(0.1 + 0.2, 7)),
                measured(points.get(5), new Reading.Unavailable("no reading")));
    }

    /** A measured point with samples that depend on nothing but the point. */
    public static PointResult measured(Point point, Reading peakMemory) {
        Random random = new Random(point.ordinal());
        List<TimedWindow> windows = new ArrayList<>();
        long start = 0;
        for (int number = 0; number < 3; number++) {
            TimedWindow window = window(point, point.batch(), random, start, point.ordinal() % 4);
            windows.add(window);
            start = window.endNanos() + random.nextLong(1_000_000, 9_000_000);
        }
        PointSamples samples = new PointSamples(windows.stream().map(JointWindow::of).toList(),
                List.of(ReplicaPlace.ANYWHERE), 1_234_567_891L + point.ordinal(),
                new WarmUpRecord(987_654_321, 2 + point.ordinal(), point.ordinal() % 2 == 0),
                point.ordinal() % 3 == 1 ? new Reading.Unavailable("no memory") : new Reading.Value(12_345, 1),
                peakMemory,
                idleWatts(point.ordinal()), answers(point.ordinal()), traces(point.ordinal(), random, start),
                neighbours(point.ordinal()),
                point.ordinal() % 5 == 2 ? List.of("an \"error\", é", "another") : List.of(),
                point.ordinal() % 5 == 3 ? Optional.of("61 °C after 300 s; 50 °C was asked for") : Optional.empty(),
                engine(point));
        return result(point, PointOutcome.Measured.of(samples));
    }

    /** What decoded a point; now and then another than was asked for. */
    private static EngineUse engine(Point point) {
        return point.engine() == EngineKind.GRAPH && point.ordinal() % 5 == 4
                ? EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT,
                        "a graph of \"that\" batch, é, was refused")
                : EngineUse.as(point.engine());
    }

    /** A measured point of which one quantity alone was sampled. */
    static PointResult withTrace(Point point, Trace trace) {
        PointSamples some = ((PointOutcome.Measured) measured(point, new Reading.Value(1, 1)).outcome()).samples();
        return result(point,
                PointOutcome.Measured
                        .of(new PointSamples(some.windows(), some.places(), some.loadNanos(), some.warmUp(),
                                some.memoryBefore(), some.peakMemory(), some.idleWatts(), some.answers(),
                                new Traces(List.of(trace), Map.of()),
                                some.neighbours(), some.workerErrors(), some.notCooled(), some.engine())));
    }

    private static TimedWindow window(Point point, int size, Random random, long start, int differing) {
        List<StepTimes> batches = new ArrayList<>();
        long now = start;
        for (int batch = 0; batch < 4; batch++) {
            List<Long> steps = random.longs(point.outputTokens() - 1L, 10_000_000, 12_000_000).boxed().toList();
            long prefill = random.nextLong(30_000_000, 50_000_000);
            long total = prefill + steps.stream().mapToLong(Long::longValue).sum() + random.nextLong(20_000);
            batches.add(new StepTimes(size, (long) size * point.promptTokens(), (long) size * point.outputTokens(),
                    prefill, steps, total));
            now += total + random.nextLong(90_000);
        }
        return new TimedWindow(start, now, differing == 1 ? TimedWindow.End.TIME_LIMIT : TimedWindow.End.COMPLETE,
                batches, differing);
    }

    private static Reading idleWatts(int ordinal) {
        return switch (ordinal % 3) {
            case 0 -> new Reading.Value(71.3, 40, Optional.of(new Interval(70.1, 72.5, 3)),
                    Optional.of("energy counter"));
            case 1 -> new Reading.Value(70.9, 12);
            default -> new Reading.Unavailable("the driver, \"nvml\", has no power");
        };
    }

    private static AnswerCheck answers(int ordinal) {
        return switch (ordinal % 3) {
            case 0 -> new AnswerCheck.Agreed(4, 32, 1);
            case 1 -> new AnswerCheck.NotChecked("the batch is 1");
            default -> new AnswerCheck.Differed("sequence 3, output token 5: token 17 instead of 4");
        };
    }

    private static Neighbours neighbours(int ordinal) {
        return switch (ordinal % 3) {
            case 0 -> new Neighbours(List.of(), Optional.empty());
            case 1 -> new Neighbours(List.of("process 4711 with 1.2 GiB", "process 4712"), Optional.empty());
            default -> Neighbours.unknown("the driver does not list processes");
        };
    }

    /** What a device reported every 50 ms, or for every seventh point nothing. */
    private static Traces traces(int ordinal, Random random, long until) {
        if (ordinal % 7 == 5) {
            return Traces.NONE;
        }
        int samples = (int) (until / 50_000_000) + 20;
        long[] nanos = new long[samples];
        double[] watts = new double[samples];
        double[] joules = new double[samples];
        double[] megahertz = new double[samples];
        double[] celsius = new double[samples];
        double energy = 123_456;
        for (int i = 0; i < samples; i++) {
            nanos[i] = (i - 10) * 50_000_000L + random.nextLong(200_000);
            watts[i] = 250 + random.nextInt(2000) / 100.0;
            energy += watts[i] * 0.05;
            joules[i] = Math.round(energy * 1e3) / 1e3;
            megahertz[i] = 1980 - 15 * random.nextInt(3);
            celsius[i] = 40 + i / 30;
        }
        Map<Quantity, String> unavailable = new EnumMap<>(Quantity.class);
        unavailable.put(Quantity.SM_ACTIVITY, "GPM is not supported by \"this\" card");
        unavailable.put(Quantity.HOST_LOAD, "not sampled");
        return new Traces(List.of(new Trace(Quantity.POWER_INSTANT, "NVML_FI_DEV_POWER_INSTANT", nanos, watts),
                new Trace(Quantity.ENERGY, "nvmlDeviceGetTotalEnergyConsumption", nanos, joules),
                new Trace(Quantity.SM_CLOCK, "nvmlDeviceGetClockInfo", nanos, megahertz),
                new Trace(Quantity.TEMPERATURE, "nvmlDeviceGetTemperature", nanos, celsius),
                new Trace(Quantity.CLOCK_EVENTS, "nvmlDeviceGetCurrentClocksEventReasons", nanos,
                        new double[samples])),
                unavailable);
    }

    /** A point of the given outcome. */
    public static PointResult result(Point point, PointOutcome outcome) {
        return new PointResult(point, MemoryEstimate.of(point), STARTED_AT.plusNanos(1_000_000_007L * point.ordinal()),
                outcome);
    }

    /** Begins a run of {@link #plan()} in {@code store} and appends {@link #results()}; gives the run's id. */
    public static long writeAll(RunStore store) {
        long id = store.begin(plan(), conditions(), STARTED_AT);
        results().forEach(result -> store.append(id, result));
        return id;
    }
}
