package io.paretoscope.window;

import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.Verdict;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EvidenceTest {
    private static final Point POINT = GpuSamples.plan(List.of(8), "opt-125m").points().getFirst();

    private static Evidence of(GpuSamples.Flaw flaw) {
        return new Evidence(PointRow.of(GpuSamples.measured(POINT, flaw)));
    }

    private static Map<String, String> facts(Evidence evidence) {
        return evidence.facts().stream().collect(Collectors.toMap(Evidence.Fact::name, Evidence.Fact::text));
    }

    @Test
    void aThrottledPointIsInvalid() {
        Verdict verdict = of(GpuSamples.Flaw.THROTTLED).verdict().orElseThrow();
        assertEquals(Verdict.Kind.INVALID, verdict.kind());
        assertEquals(Cause.THROTTLED, verdict.findings().getFirst().cause());
    }

    @Test
    void theFactsSayWhatWasCheckedAndWhereEnergyComesFrom() {
        Map<String, String> facts = facts(of(GpuSamples.Flaw.NONE));
        assertEquals("the same as alone: 64 tokens of 4 sequences, 1 of them up to a near tie", facts.get("Answers"));
        assertEquals("4 runs in 1.20 s, then steady", facts.get("Warm-up"));
        assertEquals("energy counter", facts.get("Energy from"));
        assertEquals("graph", facts.get("Engine"));
        assertEquals("71.25 W (n = 30, from energy counter)", facts.get("Idle power"));
    }

    @Test
    void everyWindowHasItsLine() {
        List<Evidence.Window> windows = of(GpuSamples.Flaw.NONE).windows();
        assertEquals(3, windows.size());
        assertEquals("0.000 s", windows.getFirst().start());
        assertEquals("complete", windows.getLast().end());
        assertTrue(windows.getFirst().throughput().startsWith("3,0"), windows.toString());
    }

    @Test
    void everyRawStepIsInTheHistogram() {
        Evidence evidence = of(GpuSamples.Flaw.NONE);
        StepHistogram steps = evidence.steps().orElseThrow();
        int raw = evidence.samples()
                .orElseThrow()
                .windows()
                .stream()
                .flatMap(window -> window.batches().stream())
                .mapToInt(batch -> batch.stepNanos().size())
                .sum();
        assertEquals(raw, steps.steps());
    }

    @Test
    void whatTheDeviceReportedIsDrawnAndTheRestExplained() {
        Evidence evidence = of(GpuSamples.Flaw.NONE);
        assertEquals(List.of(Quantity.POWER_INSTANT, Quantity.SM_CLOCK, Quantity.GPU_UTILISATION, Quantity.SM_ACTIVITY,
                Quantity.TENSOR_ACTIVITY, Quantity.DRAM_BANDWIDTH, Quantity.TEMPERATURE),
                evidence.curves().stream().map(trace -> trace.quantity()).toList());
        assertEquals(List.of("No Host CPU load: this driver does not tell"), evidence.missing());
    }

    @Test
    void whereThereIsNoEnergyItSaysWhy() {
        Evidence evidence = new Evidence(PointRow.of(Samples.measured(POINT)));
        assertTrue(facts(evidence).getOrDefault("Energy from", "").startsWith("n/a: "), facts(evidence).toString());
    }

    @Test
    void aFailedPointHasNoVerdictButAReason() {
        Evidence evidence = new Evidence(PointRow.of(Samples.failed(POINT, "the worker died")));
        assertEquals("failed: the worker died", evidence.state());
        assertTrue(evidence.verdict().isEmpty() && evidence.facts().isEmpty() && evidence.windows().isEmpty());
    }

    private static Evidence ofReplicas(ReplicaMode mode) {
        Point point = Samples.with(Samples.replicas(List.of(2), mode), GpuSamples.plan(List.of(8), "opt-125m"))
                .points()
                .getFirst();
        return new Evidence(PointRow.of(GpuSamples.measured(point, GpuSamples.Flaw.NONE)));
    }

    @Test
    void everyReplicaHasItsOwnNumbersAndItsPlace() {
        List<Evidence.Replica> replicas = ofReplicas(ReplicaMode.PROCESSES).replicas();
        assertEquals(List.of("1 on 0-1 in 1", "2 on 2-3 in 2"),
                replicas.stream()
                        .map(each -> each.number() + " on " + each.cpus() + " in " + each.process())
                        .toList());
        assertNotEquals(replicas.getFirst().throughput(), replicas.getLast().throughput());
    }

    @Test
    void oneReplicaIsNotListed() {
        assertEquals(List.of(), of(GpuSamples.Flaw.NONE).replicas());
        assertFalse(facts(of(GpuSamples.Flaw.NONE)).containsKey("Cores"));
    }

    @Test
    void theFactsSayWhatReplicasShare() {
        Map<String, String> streams = facts(ofReplicas(ReplicaMode.STREAMS));
        assertEquals("pinned to CPUs of its own, each: 0-3 in all", streams.get("Cores"));
        assertEquals("all 2 replicas in one, over one copy of the weights of each model", streams.get("Processes"));
        assertEquals("2, each with its own copy of the weights",
                facts(ofReplicas(ReplicaMode.PROCESSES)).get("Processes"));
        assertTrue(streams.getOrDefault("Fairness", "").startsWith("0.9"), streams.toString());
    }
}
