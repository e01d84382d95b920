package io.paretoscope.window;

import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.window.ReplicaFindings.Cell;
import io.paretoscope.window.ReplicaFindings.Column;
import io.paretoscope.window.ReplicaFindings.Section;
import io.paretoscope.window.ReplicaFindings.Table;
import io.paretoscope.window.ReplicaFindings.Tone;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplicaFindingsTest {
    private static final SweepPlan ON_CPU = Samples.with(
            Samples.replicas(List.of(1, 2), ReplicaMode.STREAMS, ReplicaMode.PROCESSES),
            Samples.plan(List.of(4, 8), "opt-125m"));
    private static final SweepPlan ON_GPU = Samples.with(Samples.replicas(List.of(1, 2), ReplicaMode.STREAMS,
            ReplicaMode.MPS), GpuSamples.plan(List.of(16, 32), "opt-125m"));

    private static ReplicaFindings onCpu() {
        return ReplicaFindings.of(ON_CPU, ON_CPU.points().stream().map(Samples::measured).toList(),
                RunStatus.COMPLETED);
    }

    private static ReplicaFindings onGpu() {
        return ReplicaFindings.of(ON_GPU,
                ON_GPU.points().stream().map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE)).toList(),
                RunStatus.COMPLETED);
    }

    private static Table table(ReplicaFindings findings, String title) {
        return findings.sections()
                .stream()
                .flatMap(section -> section.tables().stream())
                .filter(table -> table.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static Cell cell(Table table, String row, String column) {
        int index = table.columns().stream().map(Column::name).toList().indexOf(column);
        return table.rows()
                .stream()
                .filter(cells -> cells.getFirst().text().equals(row))
                .findFirst()
                .orElseThrow()
                .get(index);
    }

    @Test
    void equalTotalBatchComesBeforeEqualBatchEach() {
        assertEquals(List.of("Equal total batch: the same sequences on the device",
                "Equal batch each: more replicas, more sequences"),
                onCpu().sections().stream().map(Section::title).toList());
    }

    @Test
    void aTotalBatchIsComparedWithOneReplica() {
        Table table = table(onCpu(), "opt-125m (synthetic), 8 sequences in all");
        assertEquals(List.of("1", "2 × streams", "2 × processes"),
                table.rows().stream().map(row -> row.getFirst().text()).toList());
        assertEquals("", cell(table, "1", "Output").gain());
        Cell streams = cell(table, "2 × streams", "Output");
        assertEquals(Tone.WORSE, streams.tone());
        assertTrue(streams.gain().matches("-\\d+ %"), streams.gain());
        assertTrue(streams.explanation().contains("against one replica: " + streams.gain()), streams.explanation());
    }

    @Test
    void theSameBatchEachIsMoreInAll() {
        Cell streams = cell(table(onCpu(), "opt-125m (synthetic), batch 4 each"), "2 × streams", "Output");
        assertEquals(Tone.BETTER, streams.tone());
        assertTrue(streams.gain().startsWith("+"), streams.gain());
    }

    @Test
    void whatMayBeNoDifferenceIsMarkedAndTheSignExplained() {
        Cell same = cell(table(onGpu(), "opt-125m (synthetic), 32 sequences in all"), "1 × mps", "Output");
        assertEquals("≈ ±0 %", same.gain());
        assertEquals(Tone.PLAIN, same.tone());
        assertTrue(same.explanation().endsWith(": not distinguishable"), same.explanation());
        assertTrue(onGpu().signs().startsWith("≈ not distinguishable"), onGpu().signs());
        assertFalse(onCpu().signs().contains("≈"), onCpu().signs());
    }

    @Test
    void aTotalBatchWithoutOneReplicaSaysWhy() {
        Cell streams = cell(table(onCpu(), "opt-125m (synthetic), 16 sequences in all"), "2 × streams", "Output");
        assertEquals("n/a", streams.gain());
        assertTrue(streams.explanation().endsWith("n/a, one replica was not measured"), streams.explanation());
    }

    @Test
    void whatNoPointTellsHasNoColumn() {
        List<String> columns = table(onCpu(), "opt-125m (synthetic), batch 4 each").columns()
                .stream()
                .map(Column::name)
                .toList();
        assertEquals(List.of("Replicas", "", "Batch", "Output", "ITL median", "Memory", "Fairness"), columns);
        assertTrue(table(onGpu(), "opt-125m (synthetic), batch 16 each").columns()
                .stream()
                .map(Column::name)
                .toList()
                .containsAll(List.of("Energy", "Power")));
    }

    @Test
    void theChartBeginsWithTheLargestTotalThatOneReplicaReached() {
        assertEquals(List.of(8, 16), onCpu().totals());
        assertEquals(OptionalInt.of(8), onCpu().telling());
    }

    @Test
    void partsOfAGroupAreComparedWithThemselvesAlone() {
        SweepPlan plan = Samples.with(new Replication(List.of(1), List.of(ReplicaMode.STREAMS), OptionalInt.empty(),
                true, List.of(List.of(new Part(Samples.synthetic("opt-125m"), 8, 2),
                        new Part(Samples.synthetic("opt-350m"), 4, 1)))),
                Samples.plan(List.of(4), "opt-350m"));
        Table table = table(
                ReplicaFindings.of(plan, plan.points().stream().map(Samples::measured).toList(), RunStatus.COMPLETED),
                "opt-125m:b8x2 + opt-350m:b4x1, streams");
        assertEquals(Tone.WORSE, cell(table, "opt-350m:b4x1", "Output").tone());
        assertEquals(List.of("opt-125m:b8x2", "opt-350m:b4x1", "all of it"),
                table.rows().stream().map(row -> row.getFirst().text()).toList());
    }

    @Test
    void withoutReplicasItSaysWhatToChoose() {
        SweepPlan plan = Samples.plan(List.of(1, 2), "opt-125m");
        ReplicaFindings findings = ReplicaFindings.of(plan, plan.points().stream().map(Samples::measured).toList(),
                RunStatus.COMPLETED);
        assertEquals(List.of(), findings.sections());
        assertEquals(
                "This run has one replica of each model, so there is nothing to compare. To compare, enter counts such "
                        + "as 1, 2, 4 under Replicas on the left, and start a sweep.",
                findings.absence());
    }

    @Test
    void beforeTwoPointsDifferThereIsNothingYet() {
        List<PointResult> one = List.of(Samples.measured(ON_CPU.points().getFirst()));
        assertEquals("Nothing to compare yet: it takes two measured points that differ in their replicas alone.",
                ReplicaFindings.of(ON_CPU, one, RunStatus.RUNNING).absence());
        assertEquals("No two points were measured that differ in their replicas alone: the points below say how each "
                + "ended.", ReplicaFindings.of(ON_CPU, one, RunStatus.STOPPED).absence());
    }

    @Test
    void aRunThatHasOnlyTwoReplicasSaysSo() {
        SweepPlan plan = Samples.with(Samples.replicas(List.of(2), ReplicaMode.PROCESSES),
                Samples.plan(List.of(4), "opt-125m"));
        assertTrue(ReplicaFindings.of(plan, List.of(), RunStatus.COMPLETED)
                .absence()
                .startsWith("This run has 2 × processes at every point, so there is nothing to compare."));
    }
}
