package io.paretoscope.window;

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
}
