package io.paretoscope.analysis.rule;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.paretoscope.analysis.rule.TestRun.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What bounds a step, at the edges of the rules that say so. */
class StepRulesTest {
    private static Map<Metric, Reading> step(double millis) {
        return numbers(Metric.ITL_MEAN, millis);
    }

    private static Map<Metric, Reading> step(double millis, double smActivity) {
        return numbers(Metric.ITL_MEAN, millis, Metric.SM_ACTIVITY, smActivity);
    }

    private static List<Integer> batches(Finding.Judged finding) {
        return finding.points().stream().map(Point::batch).toList();
    }

    @Test
    void onTheCpuNothingIsLaunched() {
        assertEquals("on the CPU nothing is launched",
                new TestRun().on(DeviceId.CPU, Precision.FP32).batch(1, step(9)).ignored(LaunchBound.RULE));
    }

    @Test
    void aStepThatGrowsWithTheBatchIsNotBoundByLaunching() {
        assertEquals(Severity.OK,
                new TestRun().batch(1, step(1.5)).batch(8, step(1.7)).judged(LaunchBound.RULE).severity());
    }

    @Test
    void aTenthMoreIsNoGrowth() {
        assertEquals(List.of(1, 8),
                batches(new TestRun().batch(1, step(1.5)).batch(8, step(1.65)).judged(LaunchBound.RULE)));
    }

    @Test
    void neighboursLessThanTwiceApartTellNothing() {
        assertEquals("it takes two batches, one at least twice the other",
                new TestRun().batch(4, step(1.5)).batch(7, step(1.5)).ignored(LaunchBound.RULE));
    }

    @Test
    void aBusyDeviceDoesNotWaitForLaunchingHoweverFlatItsSteps() {
        TestRun run = new TestRun().batch(64, step(3, 60)).batch(128, step(3, 90));
        assertEquals(Severity.OK, run.judged(LaunchBound.RULE).severity());
        assertEquals(List.of(64, 128), batches(run.judged(KernelsAboveLeast.RULE)));
    }

    @Test
    void anIdleDeviceHasNoKernelsToBlame() {
        TestRun run = new TestRun().batch(1, step(1.5, 59.9)).batch(8, step(1.5, 10));
        assertEquals(List.of(1, 8), batches(run.judged(LaunchBound.RULE)));
        assertEquals(Severity.OK, run.judged(KernelsAboveLeast.RULE).severity());
    }

    @Test
    void theLargestBatchThatTakesAsLongIsTheOneToServe() {
        // Batch 96 itself grows from 48 on, but costs no more than batch 32.
        Finding.Judged finding = new TestRun().batch(32, step(2, 20)).batch(96, step(1.9, 70)).judged(LaunchBound.RULE);
        assertEquals(List.of(32), batches(finding));
        assertTrue(finding.remedy().orElseThrow().action().startsWith("Serve batch 96 rather than"),
                finding.toString());
    }

    private static Remedy remedy(TestRun run) {
        return run.batch(8, step(2, 20)).batch(32, step(2, 20)).judged(LaunchBound.RULE).remedy().orElseThrow();
    }

    @Test
    void whereTorchScriptLaunchesTheGraphEngineWouldGain() {
        Remedy remedy = remedy(new TestRun().engine(EngineKind.TORCHSCRIPT));
        assertTrue(remedy.action().contains("The graph engine, which replays captured CUDA graphs, could take at most"),
                remedy.action());
        assertEquals("paretoscope sweep --model opt-125m --batch 8,32 --prompt 256 --output 64 --device cuda:0 "
                + "--precision fp16 --engine graph,torchscript", remedy.command().orElseThrow());
    }

    @Test
    void whereTheGraphEngineDecodesNobodyIsToldToTakeIt() {
        Remedy remedy = remedy(new TestRun().engine(EngineKind.GRAPH));
        assertTrue(remedy.action().contains("The graph engine launches it at once already"), remedy.action());
        assertTrue(remedy.command().orElseThrow().contains(" --replicas "), remedy.toString());
    }

    @Test
    void whereTheGraphEngineCouldNotBeUsedTheReasonIsTold() {
        Remedy remedy = remedy(new TestRun().fallingBack("NVRTC is missing"));
        assertTrue(remedy.action().contains("could not be used: NVRTC is missing;"), remedy.action());
    }

    @Test
    void pointsOfDifferentEnginesAreNoSeries() {
        TestRun run = new TestRun().engine(EngineKind.GRAPH)
                .batch(1, step(1.5))
                .engine(EngineKind.TORCHSCRIPT)
                .batch(8, step(1.5));
        assertEquals(List.of("it takes two batches, one at least twice the other",
                "it takes two batches, one at least twice the other"),
                run.findings(LaunchBound.RULE)
                        .stream()
                        .map(finding -> ((Finding.Ignored) finding).reason())
                        .toList());
    }

    @Test
    void pointsThatAreNotValidDoNotCount() {
        TestRun run = new TestRun().batch(1, step(1.5))
                .add(8, Placement.ALONE, step(1.5), List.of(new Verdict.Finding(Cause.TOO_SHORT, "1 batch")));
        assertEquals("it takes two batches, one at least twice the other", run.ignored(LaunchBound.RULE));
    }

    @Test
    void aModelOnASingleReplicaUnderMpsIsNotLookedAtTwice() {
        TestRun run = new TestRun().batch(1, step(1.5))
                .replicas(1, Placement.of(1, ReplicaMode.MPS), step(1.5));
        assertEquals("opt-125m (synthetic)", run.judged(DramBound.RULE).subject());
    }

    @Test
    void aSingleReplicaUnderMpsStandsForItsModelWhereThereIsNoOther() {
        TestRun run = new TestRun().replicas(1, Placement.of(1, ReplicaMode.MPS), step(1.5));
        assertEquals("opt-125m (synthetic), 1 × mps", run.judged(DramBound.RULE).subject());
    }

    @Test
    void withoutAFullSelfTestNothingIsKnownOfBounds() {
        String brief = """
                {"self_test_version": 1, "form": "brief", "device": "cuda:0", "started_at": "2026-11-23T07:00:00Z",
                 "took_seconds": 1, "verdict": "pass", "checks": []}""";
        assertEquals("the device's ceilings are not known: the run's self-test is the short form, which measures no "
                + "ceilings", new TestRun().selfTest(brief).batch(1, step(1)).ignored(DramBound.RULE));
    }

    @Test
    void memoryThatWaitsForSinglePrecisionIsHelpedByHalf() {
        Finding.Judged finding = new TestRun().model("opt-13b")
                .on(DeviceId.cuda(0), Precision.FP32)
                .batch(1, step(15))
                .judged(DramBound.RULE);
        assertEquals("paretoscope sweep --model opt-13b --batch 1 --prompt 256 --output 64 --device cuda:0 --precision "
                + "fp16", finding.remedy().flatMap(Remedy::command).orElseThrow());
    }

    @Test
    void stepsThatOnlySmallBatchesWaitForMemoryInDoNotDoSoFromThereOn() {
        String evidence = new TestRun().model("opt-13b")
                .batch(1, step(10))
                .batch(8, step(11))
                .batch(64, step(30))
                .judged(DramBound.RULE)
                .evidence();
        assertTrue(evidence.startsWith("at batch 1 reading takes"), evidence);
    }

    @Test
    void theKvCacheIsWeighedWithoutASelfTest() {
        assertEquals("at batch 64 a step reads 2.75 times as many bytes of KV cache as of weights; equal at batch 24",
                new TestRun().selfTest(null).batch(64, Map.of()).judged(KvDominates.RULE).evidence());
    }
}
