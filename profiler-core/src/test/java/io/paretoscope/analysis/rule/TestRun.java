package io.paretoscope.analysis.rule;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.selftest.Check;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.TestReplicas;
import io.paretoscope.sweep.Verdict;
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
import org.jspecify.annotations.Nullable;

/**
 * A run for tests of rules: points that have just the numbers that a test gives them, all of them VALID unless it says otherwise. Without
 * more, on an H200 whose ceilings are known.
 */
final class TestRun {
    private static final double GIB = 1L << 30;

    private final List<PointResult> results = new ArrayList<>();
    private final Map<String, String> settled = new LinkedHashMap<>(
            Map.of("memory", "150754820096 bytes", "power limit enforced", "700.0 W"));
    private ModelSource model = new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(0));
    private DeviceId device = DeviceId.cuda(0);
    private Precision precision = Precision.FP16;
    private Optional<EngineKind> asked = Optional.empty();
    private Optional<String> fallback = Optional.empty();
    private int promptTokens = 256;
    private int outputTokens = 64;
    private int repeats = 3;
    private boolean pinned = true;
    private Optional<String> selfTest = Optional.of(selfTestJson(Check.Verdict.PASS));

    /** The self-test of an H200 as JSON: the rates are those of docs/benchmarks/h200-energy.md. */
    static String selfTestJson(Check.Verdict ofTimer) {
        return """
                {"self_test_version": 1, "form": "full", "device": "cuda:0", "libtorch": "2.5.1",
                 "started_at": "2026-11-23T07:00:00Z", "took_seconds": 18, "verdict": "pass", "checks": [
                 {"check": "timer", "verdict": "%s", "sentence": "steps of 20 ns", "figures": {"median_step_ns": 20}},
                 {"check": "copy_rate", "verdict": "note", "sentence": "busy", "figures": {"best_gb_per_s": 4266}},
                 {"check": "matrix_rate_fp32", "verdict": "pass", "sentence": "steady",
                  "figures": {"best_tflop_per_s": 51.4}},
                 {"check": "matrix_rate_fp16", "verdict": "pass", "sentence": "steady",
                  "figures": {"best_tflop_per_s": 660}}]}
                """.formatted(ofTimer.label());
    }

    /** Numbers of a point, by metric. */
    static Map<Metric, Reading> numbers(Metric metric, double value) {
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        readings.put(metric, new Reading.Value(value, 3));
        return readings;
    }

    /** Two numbers of a point. */
    static Map<Metric, Reading> numbers(Metric one, double value, Metric other, double otherValue) {
        Map<Metric, Reading> readings = numbers(one, value);
        readings.put(other, new Reading.Value(otherValue, 3));
        return readings;
    }

    /** Three numbers of a point. */
    static Map<Metric, Reading> numbers(Metric one, double value, Metric second, double secondValue, Metric third,
            double thirdValue) {
        Map<Metric, Reading> readings = numbers(one, value, second, secondValue);
        readings.put(third, new Reading.Value(thirdValue, 3));
        return readings;
    }

    /** A value whose interval reaches so far to both sides, as a share of it, over three repeats. */
    static Reading within(double value, double share) {
        return new Reading.Value(value, 3,
                Optional.of(new Interval(value * (1 - share), value * (1 + share), 3)), Optional.empty());
    }

    TestRun model(String name) {
        model = new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(0));
        return this;
    }

    TestRun checkpoint(String name, String location) {
        model = new ModelSource(OptCatalog.get(name), new WeightsRef.Stored(location));
        return this;
    }

    TestRun on(DeviceId other, Precision in) {
        device = other;
        precision = in;
        return this;
    }

    /** Points from now on ask for that engine, not for the device's own. */
    TestRun engine(EngineKind kind) {
        asked = Optional.of(kind);
        return this;
    }

    /** Points from now on ask for graphs and are decoded by TorchScript. */
    TestRun fallingBack(String why) {
        asked = Optional.of(EngineKind.GRAPH);
        fallback = Optional.of(why);
        return this;
    }

    TestRun tokens(int prompt, int output) {
        promptTokens = prompt;
        outputTokens = output;
        return this;
    }

    TestRun repeats(int count) {
        repeats = count;
        return this;
    }

    TestRun unpinned() {
        pinned = false;
        return this;
    }

    TestRun memory(@Nullable String text) {
        settled.remove("memory");
        if (text != null) {
            settled.put("device memory", text);
        }
        return this;
    }

    TestRun selfTest(@Nullable String json) {
        selfTest = Optional.ofNullable(json);
        return this;
    }

    /** A batch of one engine alone. */
    TestRun batch(int batch, Map<Metric, Reading> readings) {
        return add(batch, Placement.ALONE, readings, List.of());
    }

    /** Replicas. */
    TestRun replicas(int batch, Placement placement, Map<Metric, Reading> readings) {
        return add(batch, placement, readings, List.of());
    }

    /** A batch with findings against it. */
    TestRun troubled(int batch, Cause cause, String evidence) {
        return add(batch, Placement.ALONE, Map.of(), List.of(new Verdict.Finding(cause, evidence)));
    }

    /** Any measured point. */
    TestRun add(int batch, Placement placement, Map<Metric, Reading> readings, List<Verdict.Finding> findings) {
        Point point = point(batch, placement);
        return add(point, samples(point, new Reading.Value(0, 1), Traces.NONE), readings, findings);
    }

    /** A batch beside which the device reported these clock events. */
    TestRun clockEvents(int batch, Map<Metric, Reading> readings, double... samples) {
        Point point = point(batch, Placement.ALONE);
        long[] nanos = new long[samples.length];
        for (int i = 0; i < samples.length; i++) {
            nanos[i] = i;
        }
        return add(point, samples(point, new Reading.Value(0, 1), new Traces(
                List.of(new Trace(Quantity.CLOCK_EVENTS, "nvml", nanos, samples)), Map.of())), readings, List.of());
    }

    /** A batch that took so many GiB of the device, of which so many were in use before; estimated as the product does. */
    TestRun memoryUse(int batch, double peakGib, Reading before) {
        Point point = point(batch, Placement.ALONE);
        return add(point, samples(point, before, Traces.NONE), numbers(Metric.PEAK_MEMORY, peakGib * GIB), List.of());
    }

    private TestRun add(Point point, PointSamples samples, Map<Metric, Reading> readings,
            List<Verdict.Finding> findings) {
        Verdict.Kind kind = findings.stream().map(finding -> switch (finding.cause().gravity()) {
            case INVALID -> Verdict.Kind.INVALID;
            case UNSTABLE -> Verdict.Kind.UNSTABLE;
            case NOTE -> Verdict.Kind.VALID;
        }).max(Verdict.Kind::compareTo).orElse(Verdict.Kind.VALID);
        PointMetrics metrics = readings.isEmpty()
                ? PointMetrics.unavailable("not measured")
                : new PointMetrics(readings);
        return add(point, new PointOutcome.Measured(samples, metrics, new Verdict(kind, findings)));
    }

    private PointSamples samples(Point point, Reading before, Traces traces) {
        StepTimes times = new StepTimes(point.batch(), point.batch(), point.batch(), 1_000, List.of(), 1_000);
        PointSamples some = TestReplicas.samples(point, 1, _ -> times, new Reading.Unavailable("not read"));
        return new PointSamples(some.windows(), some.places(), some.loadNanos(), some.warmUp(), before,
                some.peakMemory(), some.idleWatts(), some.answers(), traces, some.neighbours(), some.workerErrors(),
                some.notCooled(), fallback
                        .map(why -> EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, why))
                        .orElse(some.engine()));
    }

    TestRun without(int batch, PointOutcome outcome) {
        return add(point(batch, Placement.ALONE), outcome);
    }

    private TestRun add(Point point, PointOutcome outcome) {
        results.add(new PointResult(point, MemoryEstimate.of(point), Instant.EPOCH, outcome));
        return this;
    }

    private Point point(int batch, Placement placement) {
        return new Point(results.size(), model, batch, promptTokens, outputTokens, precision, device,
                asked.orElse(EngineKind.defaultFor(device)),
                placement);
    }

    private SweepPlan plan() {
        List<Integer> batches = results.stream().map(result -> result.point().batch()).distinct().toList();
        return new SweepPlan(List.of(model), batches.isEmpty() ? List.of(1) : batches, promptTokens, outputTokens,
                precision, device, 0, Protocol.of(repeats),
                new Replication(Replication.NONE.counts(), Replication.NONE.modes(),
                        Replication.NONE.mpsThreadPercentage(), pinned, List.of()));
    }

    /** What all rules say. */
    Findings findings() {
        return Findings.of(plan(), new Conditions(settled, Map.of()), results, selfTest);
    }

    /** What one rule says. */
    List<Finding> findings(Rule rule) {
        return rule.apply(RunEvidence.of(plan(), new Conditions(settled, Map.of()), results, selfTest));
    }

    /** The one finding of a rule, which could tell. */
    Finding.Judged judged(Rule rule) {
        List<Finding> findings = findings(rule);
        if (findings.size() == 1 && findings.getFirst() instanceof Finding.Judged judged) {
            return judged;
        }
        throw new AssertionError("not one judgement: " + findings);
    }

    /** Why the rule could not tell. */
    String ignored(Rule rule) {
        List<Finding> findings = findings(rule);
        if (findings.size() == 1 && findings.getFirst() instanceof Finding.Ignored(var _, var _, String reason)) {
            return reason;
        }
        throw new AssertionError("not one that is ignored: " + findings);
    }
}
