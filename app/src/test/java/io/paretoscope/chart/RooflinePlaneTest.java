package io.paretoscope.chart;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RooflinePlaneTest {
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 8, 64), "opt-125m");
    private static final List<PointResult> RESULTS = PLAN.points()
            .stream()
            .map(point -> point.ordinal() == 1
                    ? Samples.failed(point, "no memory")
                    : GpuSamples.measured(point, GpuSamples.Flaw.NONE))
            .toList();
    private static final String SELF_TEST = """
            {"self_test_version": 1, "form": "full", "device": "cuda:0", "libtorch": "2.5.1",
             "started_at": "2026-11-23T07:00:00Z", "took_seconds": 18, "verdict": "pass", "checks": [
             {"check": "copy_rate", "verdict": "pass", "sentence": "steady", "figures": {"best_gb_per_s": 2000}},
             {"check": "matrix_rate_fp16", "verdict": "pass", "sentence": "steady",
              "figures": {"best_tflop_per_s": 600}}]}
            """;

    private static Plane of(String selfTest) {
        return RooflinePlane.of("run 1", PLAN, RESULTS, Optional.of(selfTest));
    }

    @Test
    void pointsStandWhereTheAnalysisPlacesThem() {
        Roofline roofline = Roofline.of(RESULTS, new Roofline.Ceilings(2e12, 6e14));
        Roofline.Place.Placed last = (Roofline.Place.Placed) roofline.places().getLast();
        Plane.Spot spot = of(SELF_TEST).spots().getLast();
        assertEquals(List.of(last.intensity(), last.achieved() / 1e9), List.of(spot.x().value(), spot.y().value()));
    }

    @Test
    void theCeilingsMeetAtTheRidge() {
        List<Plane.Ceiling> ceilings = of(SELF_TEST).ceilings();
        assertEquals(new Plane.Corner(300, 600_000), ceilings.getFirst().corners().getLast());
        assertEquals(ceilings.getFirst().corners().getLast(), ceilings.getLast().corners().getFirst());
        assertEquals("memory: 2,000 GB/s copied", ceilings.getFirst().name());
    }

    @Test
    void theMemoryCeilingIsAsSteepAsTheCopyRate() {
        Plane.Corner left = of(SELF_TEST).ceilings().getFirst().corners().getFirst();
        assertEquals(2000, left.y() / left.x(), 1e-9);
    }

    @Test
    void aPointThatHasNoPlaceIsCountedWithTheReason() {
        assertEquals(List.of("1 point not placed: failed: no memory"), of(SELF_TEST).remarks());
    }

    @Test
    void whatBoundsAStepIsSaid() {
        assertTrue(of(SELF_TEST).spots().getFirst().said().startsWith("bound by memory: a step takes "));
    }

    @Test
    void withoutASelfTestThereIsAReasonAndAWayOut() {
        String absence = RooflinePlane.of("run 1", PLAN, RESULTS, Optional.empty()).absence();
        assertTrue(absence.startsWith("n/a: no self-test went with this run"), absence);
        assertTrue(absence.endsWith("measures them for runs that begin after it."), absence);
    }

    @Test
    void aSelfTestInAnotherPrecisionIsNotTaken() {
        assertTrue(of(SELF_TEST.replace("fp16", "fp32")).absence()
                .startsWith("n/a: the self-test of this run has not measured both ceilings in fp16"));
    }

    @Test
    void aSelfTestThatCannotBeReadIsSaidToBe() {
        assertTrue(of("{").absence().startsWith("n/a: the self-test of this run cannot be read: "));
    }
}
