package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.TestSamples;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Values of a workbench, for tests. The times follow a simple rule, so that charts of them have a shape. */
public final class Samples {
    /** A point in time. */
    public static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

    private static final long GIB = 1L << 30;

    private Samples() {}

    /** A model of the catalogue with synthetic weights. */
    public static ModelSource synthetic(String name) {
        return new ModelSource(OptCatalog.get(name), new WeightsRef.Synthetic(0));
    }

    /** A plan on the CPU, prompt 16 and output 16 tokens. */
    public static SweepPlan plan(List<Integer> batches, String... models) {
        return new SweepPlan(Stream.of(models).map(Samples::synthetic).toList(), batches, 16, 16, Precision.FP32,
                DeviceId.CPU, 0, 3);
    }

    /** The same plan with those replicas. */
    public static SweepPlan with(Replication replication, SweepPlan plan) {
        return new SweepPlan(plan.models(), plan.batchSizes(), plan.promptTokens(), plan.outputTokens(),
                plan.precision(), plan.device(), plan.engines(), plan.seed(), plan.protocol(), replication);
    }

    /** So many replicas in those modes. */
    public static Replication replicas(List<Integer> counts, ReplicaMode... modes) {
        return new Replication(counts, List.of(modes), OptionalInt.empty(), true, List.of());
    }

    /** A processor with 24 GiB, 22 of them free, that offers fp32 and bf16. */
    public static DeviceReport cpu() {
        return new DeviceReport(DeviceId.CPU, "16-core processor", OptionalLong.of(24 * GIB),
                OptionalLong.of(22 * GIB), "libtorch 2.7.1 (cpu)",
                List.of(new PrecisionReport(Precision.FP32, Optional.empty()),
                        new PrecisionReport(Precision.FP16, Optional.of("40 times slower than fp32 on this processor")),
                        new PrecisionReport(Precision.BF16, Optional.empty())),
                Optional.empty());
    }

    /** A GPU that cannot be used. */
    public static DeviceReport deadGpu() {
        return new DeviceReport(DeviceId.cuda(0), "NVIDIA H100", OptionalLong.of(80 * GIB), OptionalLong.empty(), "",
                List.of(), Optional.of("no CUDA build of libtorch: set PYTORCH_LIBRARY_PATH"));
    }

    /** A GPU with 80 GiB that offers everything. */
    public static DeviceReport gpu() {
        return new DeviceReport(DeviceId.cuda(0), "NVIDIA H100", OptionalLong.of(80 * GIB), OptionalLong.of(79 * GIB),
                "libtorch 2.7.1 (cu128)",
                Stream.of(Precision.values()).map(each -> new PrecisionReport(each, Optional.empty())).toList(),
                Optional.empty());
    }

    /** A measured point: step time grows slowly with the batch and with the model, and where replicas share the device. */
    public static PointResult measured(Point point) {
        Reading peak = new Reading.Value(MemoryEstimate.of(point).total() * 0.8, 1);
        if (!point.placement().alone()) {
            PointSamples one = TestSamples.of(List.of(run(point.parts().getFirst(), point)), peak);
            return result(point, PointOutcome.Measured.of(new PointSamples(
                    ReplicaWindows.of(point, part -> step(part), 0), ReplicaWindows.places(point), one.loadNanos(),
                    one.warmUp(), one.memoryBefore(), peak, one.idleWatts(), one.answers(), one.traces(),
                    one.neighbours(), List.of(), Optional.empty(), EngineUse.as(point.engine()))));
        }
        StepTimes run = run(point.parts().getFirst(), point);
        return result(point, PointOutcome.Measured.of(TestSamples.decodedBy(EngineUse.as(point.engine()),
                TestSamples.of(Collections.nCopies(3, run), peak))));
    }

    private static long step(Part part) {
        return Math.round(2e6 + part.model().config().parameters() / 25.0 * (1 + part.batch() / 24.0));
    }

    private static StepTimes run(Part part, Point point) {
        long step = step(part);
        int steps = point.outputTokens() - 1;
        return new StepTimes(part.batch(), (long) part.batch() * point.promptTokens(),
                (long) part.batch() * point.outputTokens(), 3 * step, Collections.nCopies(steps, step),
                (3L + steps) * step);
    }

    /** A point that failed. */
    public static PointResult failed(Point point, String reason) {
        return result(point, new PointOutcome.Failed(reason));
    }

    /** A point that was skipped. */
    public static PointResult skipped(Point point, String reason) {
        return result(point, new PointOutcome.Skipped(reason));
    }

    private static PointResult result(Point point, PointOutcome outcome) {
        return new PointResult(point, MemoryEstimate.of(point), NOON, outcome);
    }

    /** A run with those results. */
    public static StoredRun run(long id, SweepPlan plan, RunStatus status, String message, List<PointResult> results) {
        RunSummary summary = new RunSummary(id, NOON.plusSeconds(3600 * id), status,
                plan.allModels().stream().map(ModelSource::label).toList(), plan.device().toString(),
                plan.precision().label(), plan.engines().stream().map(EngineKind::label).toList(), plan.points().size(),
                count(results, PointOutcome.Measured.class),
                count(results, PointOutcome.Failed.class), count(results, PointOutcome.Skipped.class));
        return new StoredRun(summary, plan, new Conditions(Map.of("device", plan.device().toString()), Map.of()),
                message,
                results);
    }

    /** The same run, measured under those conditions. */
    public static StoredRun under(Conditions conditions, StoredRun run) {
        return new StoredRun(run.summary(), run.plan(), conditions, run.message(), run.results());
    }

    /** A run of which every point was measured. */
    public static StoredRun finished(long id, SweepPlan plan) {
        return run(id, plan, RunStatus.COMPLETED, "", plan.points().stream().map(Samples::measured).toList());
    }

    private static int count(List<PointResult> results, Class<? extends PointOutcome> kind) {
        return (int) results.stream().filter(result -> kind.isInstance(result.outcome())).count();
    }
}
