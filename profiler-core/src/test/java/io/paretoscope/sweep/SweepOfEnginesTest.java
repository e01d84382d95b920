package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.TinyModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Plans of several engines, and what becomes of an engine that cannot do as it was asked. */
class SweepOfEnginesTest {
    private static final ModelSource A = TinyModel.synthetic("a");
    private static final ModelSource B = TinyModel.synthetic("b");
    private static final DeviceId GPU = DeviceId.cuda(0);
    private static final List<EngineKind> BOTH = List.of(EngineKind.GRAPH, EngineKind.TORCHSCRIPT);

    private final RecordingLog log = new RecordingLog();

    private static SweepPlan plan(DeviceId device, List<EngineKind> engines, Replication replication) {
        return new SweepPlan(List.of(A), List.of(1, 2), 8, 4, Precision.FP32, device, engines, 0, Protocol.of(1),
                replication);
    }

    private static SweepPlan plan(List<EngineKind> engines) {
        return plan(GPU, engines, Replication.NONE);
    }

    private static List<String> labels(SweepPlan plan) {
        return plan.points().stream().map(Point::label).toList();
    }

    private void run(SweepPlan plan, FakeWorkers workers) {
        List<PlannedPoint> points = plan.points()
                .stream()
                .map(point -> new PlannedPoint(point, MemoryEstimate.of(point), Optional.empty()))
                .toList();
        assertEquals(RunStatus.COMPLETED,
                new Sweep(plan, points, new Conditions(Map.of(), Map.of()), OptionalLong.empty(),
                        TestReplicas.of(workers), new SilentTelemetry(), log, _ -> {}, InstantSource.system()).run());
    }

    private static UnaryOperator<EngineUse> refusing(String why) {
        return use -> EngineUse.instead(use.asked(), EngineKind.TORCHSCRIPT, why);
    }

    private static String refusal(DeviceId device, List<EngineKind> engines) {
        return String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> plan(device, engines, Replication.NONE)).getMessage());
    }

    @Test
    void everyBatchOfOneEngineRunsBeforeTheNextEngine() {
        assertEquals(List.of("a, batch 1", "a, batch 2", "a, batch 1, torchscript", "a, batch 2, torchscript"),
                labels(plan(BOTH)));
    }

    @Test
    void everyEngineHasItsReplicas() {
        assertEquals(
                List.of("a, batch 1", "a, batch 2", "a, batch 1, 2 × streams", "a, batch 2, 2 × streams",
                        "a, batch 1, torchscript", "a, batch 2, torchscript", "a, batch 1, 2 × streams, torchscript",
                        "a, batch 2, 2 × streams, torchscript"),
                labels(plan(GPU, BOTH, new Replication(List.of(1, 2), List.of(ReplicaMode.STREAMS),
                        OptionalInt.empty(), true, List.of()))));
    }

    @Test
    void everyEngineHasTheGroupWithItsPartsAlone() {
        Replication group = new Replication(List.of(1), List.of(ReplicaMode.STREAMS), OptionalInt.empty(), true,
                List.of(List.of(new Part(A, 1, 1), new Part(B, 4, 1))));
        assertEquals(
                List.of("b, batch 4", "a:b1x1 + b:b4x1, streams", "b, batch 4, torchscript",
                        "a:b1x1 + b:b4x1, streams, torchscript"),
                labels(plan(GPU, BOTH, group)).subList(4, 8));
    }

    @Test
    void aGpuIsAskedForGraphsUnlessThePlanSaysOtherwise() {
        assertEquals(List.of(EngineKind.GRAPH),
                new SweepPlan(List.of(A), List.of(1), 8, 4, Precision.FP32, GPU, 0, 1).engines());
    }

    @Test
    void graphsOnTheProcessorAreRefused() {
        assertEquals("engine graph needs an NVIDIA GPU; on the CPU choose torchscript", refusal(DeviceId.CPU, BOTH));
    }

    @Test
    void anEngineThatIsListedTwiceIsRefused() {
        assertEquals("an engine is listed twice: [graph, graph]",
                refusal(GPU, List.of(EngineKind.GRAPH, EngineKind.GRAPH)));
    }

    @Test
    void noEngineIsRefused() {
        assertEquals("a sweep needs at least one engine", refusal(GPU, List.of()));
    }

    @Test
    void anotherEngineMeansAnotherLoad() {
        FakeWorkers workers = new FakeWorkers(_ -> {});
        run(plan(BOTH), workers);
        assertEquals(List.of("open a", "open a, torchscript"),
                workers.calls().stream().filter(call -> call.startsWith("open")).toList());
    }

    @Test
    void everyPointSaysWhatDecodedIt() {
        run(plan(BOTH), new FakeWorkers(_ -> {}));
        assertEquals(
                List.of(EngineKind.GRAPH, EngineKind.GRAPH, EngineKind.TORCHSCRIPT, EngineKind.TORCHSCRIPT),
                log.results.stream().map(PointResult::decodedBy).toList());
    }

    @Test
    void anEngineThatCannotDoAsAskedIsANoteWithItsReason() {
        run(plan(List.of(EngineKind.GRAPH)), new FakeWorkers(_ -> {}, refusing("NVRTC is missing")));
        PointOutcome.Measured measured = (PointOutcome.Measured) log.results.getFirst().outcome();
        assertEquals(List.of(new Verdict.Finding(Cause.OTHER_ENGINE,
                "decoded by torchscript instead of graph, since NVRTC is missing")),
                measured.verdict()
                        .findings()
                        .stream()
                        .filter(finding -> finding.cause() == Cause.OTHER_ENGINE)
                        .toList());
        assertEquals(Cause.Gravity.NOTE, Cause.OTHER_ENGINE.gravity());
        assertEquals(EngineKind.TORCHSCRIPT, log.results.getFirst().decodedBy());
    }

    @Test
    void ofReplicasTheOneThatCannotDoAsAskedIsNamed() {
        EngineUse fallen = EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "no room for its scratch");
        assertEquals(EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "replica 2: no room for its scratch"),
                PointRunner.ofReplicas(List.of(EngineUse.as(EngineKind.GRAPH), fallen)));
    }

    @Test
    void aVisitOnWhichTheEngineCouldNotDoAsAskedCountsForThePoint() {
        Take take = new Take(plan(List.of(EngineKind.GRAPH)).points().getFirst());
        EngineUse fallen = EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "no room");
        take.decodedBy(fallen);
        take.decodedBy(EngineUse.as(EngineKind.GRAPH));
        take.loaded(1, List.of(ReplicaPlace.ANYWHERE));
        take.measured(TestSamples.of(List.of(new StepTimes(1, 8, 1, 5, List.of(), 5)),
                new Reading.Value(1, 1)).windows().getFirst());
        assertEquals(fallen, take.samples(new Reading.Value(1, 1), new Reading.Value(1, 1)).engine());
    }

    @Test
    void aGraphKeepsScratchThatTorchScriptDoesNot() {
        List<Point> points = plan(BOTH).points();
        assertTrue(MemoryEstimate.of(points.get(0)).activations() > MemoryEstimate.of(points.get(2)).activations());
    }
}
