package io.paretoscope.analysis;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.TestSamples;
import io.paretoscope.worker.TinyModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Comparisons of replicas and the slowdowns of groups. A replica's speed is what its steps take, in milliseconds. */
class ReplicaAnalysisTest {
    private static final ModelSource A = TinyModel.synthetic("a");
    private static final ModelSource B = TinyModel.synthetic("b");
    private static final int OUTPUT_TOKENS = 5;
    private static final long MILLI = 1_000_000;

    private final List<PointResult> results = new ArrayList<>();
    private EngineKind engine = EngineKind.GRAPH;

    private static Placement replicas(int count, ReplicaMode mode) {
        return count == 1 && !mode.needsGpu() ? Placement.ALONE : Placement.of(count, mode);
    }

    private Point point(ModelSource model, int batch, Placement placement) {
        return new Point(results.size(), model, batch, 4, OUTPUT_TOKENS, Precision.FP32, DeviceId.cuda(0),
                engine, placement);
    }

    private void add(Point point, PointOutcome outcome) {
        results.add(new PointResult(point, MemoryEstimate.of(point), Instant.EPOCH, outcome));
    }

    /** Three windows of 400 ms, in which the steps of every replica take what {@code stepMillis} has for its part. */
    private void measured(ModelSource model, int batch, Placement placement, long... stepMillis) {
        Point point = point(model, batch, placement);
        List<Integer> parts = point.partOfReplica();
        List<JointWindow> windows = new ArrayList<>();
        for (int repeat = 0; repeat < 3; repeat++) {
            long start = 400 * MILLI * repeat;
            List<TimedWindow> replicas = new ArrayList<>();
            for (int part : parts) {
                replicas.add(window(start, point.parts().get(part).batch(), stepMillis[part]));
            }
            windows.add(new JointWindow(replicas));
        }
        List<ReplicaPlace> places = parts.stream().map(part -> new ReplicaPlace(part, 0, List.of())).toList();
        add(point, PointOutcome.Measured
                .of(TestSamples.decodedBy(EngineUse.as(engine),
                        TestSamples.ofReplicas(windows, places, new Reading.Unavailable("not read")))));
    }

    private static TimedWindow window(long start, int batch, long stepMillis) {
        StepTimes times = new StepTimes(batch, 4L * batch, (long) OUTPUT_TOKENS * batch, stepMillis * MILLI,
                Collections.nCopies(OUTPUT_TOKENS - 1, stepMillis * MILLI), OUTPUT_TOKENS * stepMillis * MILLI);
        return TestSamples.window(start,
                Collections.nCopies(Math.toIntExact(400 / (OUTPUT_TOKENS * stepMillis)), times));
    }

    private List<String> rows(ReplicaComparison.Basis basis) {
        List<String> rows = new ArrayList<>();
        for (ReplicaComparison comparison : ReplicaComparison.of(results, basis)) {
            rows.add(comparison.title() + " " + comparison.batch());
            comparison.rows()
                    .forEach(row -> rows.add("  " + row.point().label() + ": " + row.throughput().text() + ", "
                            + row.itl().text() + ", " + row.energy().text()));
        }
        return rows;
    }

    @Test
    void theSameSequencesOnTheDeviceAreComparedWithOneReplicaOfAll() {
        // 64 × 1 in steps of 10 ms; 32 × 2 at 8 and at 20 ms; 16 × 4 at 5 ms: tokens a second go with batch over step, summed.
        measured(A, 64, replicas(1, ReplicaMode.STREAMS), 10);
        measured(A, 16, replicas(4, ReplicaMode.MPS), 5);
        measured(A, 32, replicas(2, ReplicaMode.MPS), 8);
        measured(A, 32, replicas(2, ReplicaMode.STREAMS), 20);
        assertEquals(
                List.of("a (synthetic) 64", "  a, batch 64: baseline, baseline, baseline",
                        "  a, batch 32, 2 × streams: -50 %, +100 %, unknown",
                        "  a, batch 32, 2 × mps: +25 %, -20 %, unknown",
                        "  a, batch 16, 4 × mps: +100 %, -50 %, unknown"),
                rows(ReplicaComparison.Basis.TOTAL_BATCH));
    }

    @Test
    void replicasOfOneEngineAreNotComparedWithAnother() {
        measured(A, 64, replicas(1, ReplicaMode.STREAMS), 5);
        measured(A, 32, replicas(2, ReplicaMode.MPS), 4);
        engine = EngineKind.TORCHSCRIPT;
        measured(A, 64, replicas(1, ReplicaMode.STREAMS), 10);
        measured(A, 32, replicas(2, ReplicaMode.MPS), 8);
        assertEquals(
                List.of("a (synthetic) 64", "  a, batch 64: baseline, baseline, baseline",
                        "  a, batch 32, 2 × mps: +25 %, -20 %, unknown", "a (synthetic), torchscript 64",
                        "  a, batch 64, torchscript: baseline, baseline, baseline",
                        "  a, batch 32, 2 × mps, torchscript: +25 %, -20 %, unknown"),
                rows(ReplicaComparison.Basis.TOTAL_BATCH));
    }

    @Test
    void theSameBatchForEachIsComparedWithOneReplicaOfIt() {
        measured(A, 32, replicas(1, ReplicaMode.STREAMS), 4);
        measured(A, 32, replicas(2, ReplicaMode.PROCESSES), 8);
        measured(A, 32, replicas(4, ReplicaMode.PROCESSES), 8);
        assertEquals(
                List.of("a (synthetic) 32", "  a, batch 32: baseline, baseline, baseline",
                        "  a, batch 32, 2 × processes: +0 %, not distinguishable, +100 %, unknown",
                        "  a, batch 32, 4 × processes: +100 %, +100 %, unknown"),
                rows(ReplicaComparison.Basis.BATCH_EACH));
    }

    @Test
    void aPlacementWithoutAnotherIsNotCompared() {
        measured(A, 32, replicas(1, ReplicaMode.STREAMS), 4);
        measured(A, 16, replicas(4, ReplicaMode.STREAMS), 4);
        assertEquals(List.of(), rows(ReplicaComparison.Basis.TOTAL_BATCH));
        assertEquals(List.of(), rows(ReplicaComparison.Basis.BATCH_EACH));
    }

    @Test
    void modelsAreNotComparedWithEachOther() {
        measured(B, 32, replicas(1, ReplicaMode.STREAMS), 4);
        measured(A, 32, replicas(1, ReplicaMode.STREAMS), 4);
        measured(A, 16, replicas(2, ReplicaMode.STREAMS), 4);
        measured(B, 16, replicas(2, ReplicaMode.STREAMS), 4);
        assertEquals(List.of("b (synthetic)", "a (synthetic)"),
                ReplicaComparison.of(results, ReplicaComparison.Basis.TOTAL_BATCH)
                        .stream()
                        .map(ReplicaComparison::model)
                        .toList());
    }

    @Test
    void withoutOneReplicaThereIsNoBaseline() {
        measured(A, 16, replicas(2, ReplicaMode.STREAMS), 4);
        measured(A, 8, replicas(4, ReplicaMode.STREAMS), 4);
        ReplicaComparison comparison = ReplicaComparison.of(results, ReplicaComparison.Basis.TOTAL_BATCH).getFirst();
        assertEquals(new Gain.Unknown("one replica was not measured"), comparison.rows().getFirst().throughput());
    }

    @Test
    void oneReplicaUnderMpsIsComparedAndNoBaseline() {
        measured(A, 16, replicas(1, ReplicaMode.STREAMS), 4);
        measured(A, 16, replicas(1, ReplicaMode.MPS), 5);
        assertEquals(
                List.of("a (synthetic) 16", "  a, batch 16: baseline, baseline, baseline",
                        "  a, batch 16, 1 × mps: -20 %, +25 %, unknown"),
                rows(ReplicaComparison.Basis.BATCH_EACH));
    }

    @Test
    void pointsThatWereNotMeasuredAndGroupsAreLeftOut() {
        measured(A, 16, replicas(1, ReplicaMode.STREAMS), 4);
        add(point(A, 8, replicas(2, ReplicaMode.STREAMS)), new PointOutcome.Failed("out of memory"));
        measured(A, 8, group(new Part(B, 8, 1)), 4, 4);
        assertEquals(List.of(), rows(ReplicaComparison.Basis.TOTAL_BATCH));
    }

    private static Placement group(Part companion) {
        return new Placement(1, ReplicaMode.STREAMS, OptionalInt.empty(), List.of(companion));
    }

    @Test
    void everyPartOfAGroupIsComparedWithOneOfItsReplicasAlone() {
        measured(A, 4, Placement.ALONE, 4);
        measured(B, 2, Placement.ALONE, 2);
        measured(A, 4, group(new Part(B, 2, 2)), 8, 4);
        GroupSlowdown slowdown = GroupSlowdown.of(results).getFirst();
        assertEquals(List.of("a:b4x1", "b:b2x2"), slowdown.parts().stream().map(part -> part.part().label()).toList());
        // a: from steps of 4 ms to 8; b: from 2 to 4, each of the two.
        assertEquals(List.of("-50 %", "-50 %"),
                slowdown.parts().stream().map(part -> part.throughput().text()).toList());
        assertEquals(List.of("+100 %", "+100 %"), slowdown.parts().stream().map(part -> part.itl().text()).toList());
    }

    @Test
    void aGroupIsNotComparedWithItsPartsOnAnotherEngine() {
        engine = EngineKind.TORCHSCRIPT;
        measured(A, 4, Placement.ALONE, 4);
        measured(B, 2, Placement.ALONE, 2);
        engine = EngineKind.GRAPH;
        measured(A, 4, group(new Part(B, 2, 2)), 8, 4);
        assertEquals(
                List.of(new Gain.Unknown("it was not measured alone"), new Gain.Unknown("it was not measured alone")),
                GroupSlowdown.of(results)
                        .getFirst()
                        .parts()
                        .stream()
                        .map(GroupSlowdown.PartSlowdown::throughput)
                        .toList());
    }

    @Test
    void theNumbersOfAPartAreThoseOfAllItsReplicas() {
        measured(A, 4, group(new Part(B, 2, 2)), 8, 4);
        GroupSlowdown.PartSlowdown ofB = GroupSlowdown.of(results).getFirst().parts().getLast();
        Reading.Value throughput = assertInstanceOf(Reading.Value.class,
                ofB.metrics().reading(Metric.OUTPUT_THROUGHPUT));
        assertEquals(2 * 2 / 0.004, throughput.value(), 1e-6);
    }

    @Test
    void theRangeOfOneReplicaIsOfOneReplicaToo() {
        measured(A, 4, Placement.ALONE, 4);
        measured(B, 2, Placement.ALONE, 4);
        measured(A, 4, group(new Part(B, 2, 2)), 4, 4);
        Gain.Ratio gain = assertInstanceOf(Gain.Ratio.class,
                GroupSlowdown.of(results).getFirst().parts().getLast().throughput());
        assertEquals(1, gain.ratio(), 1e-9);
        Optional<Gain.Range> range = gain.range();
        assertEquals(1, range.orElseThrow().low(), 1e-9);
        assertEquals(1, range.orElseThrow().high(), 1e-9);
    }

    @Test
    void aPartThatWasNotMeasuredAloneSaysSo() {
        measured(A, 4, Placement.ALONE, 4);
        measured(B, 4, Placement.ALONE, 4);
        measured(A, 4, group(new Part(B, 2, 1)), 4, 4);
        GroupSlowdown slowdown = GroupSlowdown.of(results).getFirst();
        assertEquals("+0 %", slowdown.parts().getFirst().throughput().text().replace(", not distinguishable", ""));
        assertEquals(new Gain.Unknown("it was not measured alone"), slowdown.parts().getLast().throughput());
        assertEquals(new Gain.Unknown("it was not measured alone"), slowdown.parts().getLast().itl());
    }

    @Test
    void aGroupThatFailedAndReplicasOfOneModelAreNoGroups() {
        measured(A, 4, replicas(2, ReplicaMode.STREAMS), 4);
        add(point(A, 4, group(new Part(B, 2, 1))), new PointOutcome.Failed("out of memory"));
        assertEquals(List.of(), GroupSlowdown.of(results));
    }
}
