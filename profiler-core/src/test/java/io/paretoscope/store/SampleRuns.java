package io.paretoscope.store;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.TestSamples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<StepTimes> runs = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            List<Long> steps = random.longs(point.outputTokens() - 1L, 1_000_000, 20_000_000).boxed().toList();
            long prefill = random.nextLong(10_000_000, 90_000_000);
            long total = prefill + steps.stream().mapToLong(Long::longValue).sum() + 12_345;
            runs.add(new StepTimes(point.batch(), (long) point.batch() * point.promptTokens(),
                    (long) point.batch() * point.outputTokens(), prefill, steps, total));
        }
        PointSamples samples = TestSamples.of(runs, peakMemory);
        return result(point, PointOutcome.Measured.of(samples));
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
