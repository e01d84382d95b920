package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Point;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the rules say of the sweeps of an H200 that are kept in docs/benchmarks. */
class H200FindingsTest {
    private static final String SWEEP = "2026-11-23-h200-fp16-prompt256-output64.csv";
    private static final String ENERGY = "2026-11-23-h200-energy.csv";

    private static List<Integer> batches(Finding.Judged finding) {
        return finding.points().stream().map(Point::batch).toList();
    }

    private static List<Integer> batches(String file, String model, Rule rule) throws IOException {
        return batches(BenchmarkRun.of(file, model).judged(rule));
    }

    private static Severity severity(String file, String model, Rule rule) throws IOException {
        return BenchmarkRun.of(file, model).judged(rule).severity();
    }

    @Test
    void smallBatchesOfTheSmallestModelWaitForLaunching() throws IOException {
        assertEquals(List.of(1, 8, 32, 64, 128), batches(SWEEP, "opt-125m", LaunchBound.RULE));
        assertEquals(List.of(1, 8, 64), batches(ENERGY, "opt-125m", LaunchBound.RULE));
        assertEquals(Severity.WARNING, severity(SWEEP, "opt-125m", LaunchBound.RULE));
    }

    @Test
    void theLargestModelsDoNotWaitForLaunching() throws IOException {
        assertEquals(Severity.OK, severity(SWEEP, "opt-6.7b", LaunchBound.RULE));
        assertEquals(Severity.OK, severity(SWEEP, "opt-13b", LaunchBound.RULE));
    }

    @Test
    void theLargestModelsWaitForMemory() throws IOException {
        assertEquals(List.of(1, 8, 32, 64), batches(SWEEP, "opt-13b", DramBound.RULE));
        assertEquals(List.of(1, 8, 32, 64), batches(SWEEP, "opt-6.7b", DramBound.RULE));
        assertEquals(Severity.OK, severity(SWEEP, "opt-1.3b", DramBound.RULE));
    }

    @Test
    void noDecodeStepIsBoundByArithmetic() throws IOException {
        assertEquals(Severity.OK, severity(SWEEP, "opt-13b", ComputeBound.RULE));
    }

    @Test
    void atLargeBatchesTheKernelsDoMoreThanTheyMust() throws IOException {
        assertEquals(List.of(64, 256), batches(ENERGY, "opt-1.3b", KernelsAboveLeast.RULE));
        assertEquals(List.of(256), batches(ENERGY, "opt-125m", KernelsAboveLeast.RULE));
        assertEquals(List.of(128, 256), batches(SWEEP, "opt-13b", KernelsAboveLeast.RULE));
    }

    @ParameterizedTest
    @CsvSource({"opt-125m, 24", "opt-1.3b, 47", "opt-6.7b, 89", "opt-13b, 109"})
    void theBatchFromWhichTheKvCacheOutweighsTheWeightsGrowsWithTheModel(String model, int crossing)
            throws IOException {
        assertTrue(BenchmarkRun.of(SWEEP, model)
                .judged(KvDominates.RULE)
                .evidence()
                .contains("equal at batch " + crossing + ";"));
    }

    @Test
    void theLastDoublingIsPastTheKneeOfLargerModelsAndNotOfTheSmallest() throws IOException {
        assertEquals(List.of(512), batches(SWEEP, "opt-1.3b", PastTheKnee.RULE));
        assertEquals(Severity.OK, severity(SWEEP, "opt-125m", PastTheKnee.RULE));
        assertEquals(List.of(512), batches(SWEEP, "opt-125m", StillRising.RULE));
    }

    @Test
    void aSweepThatMemoryEndsIsNotToBeWidened() throws IOException {
        Finding.Judged finding = BenchmarkRun.of(SWEEP, "opt-13b").judged(StillRising.RULE);
        assertEquals(Severity.OK, finding.severity());
        assertEquals("memory ends the sweep at batch 256: the next larger was skipped: needs 170.7 GiB, cuda:0 has "
                + "139.3 GiB", finding.evidence());
    }

    @Test
    void prefillTakesNearlyHalfOfARequestOfTheLargestModel() throws IOException {
        assertEquals(List.of(128, 256), batches(SWEEP, "opt-13b", PrefillDominates.RULE));
        assertEquals(Severity.OK, severity(SWEEP, "opt-1.3b", PrefillDominates.RULE));
    }

    @Test
    void utilisationMisleadsWhereTheDocumentSaysThatItDoes() throws IOException {
        assertEquals(List.of(1, 8), batches(ENERGY, "opt-125m", UtilisationMisleads.RULE));
    }

    @Test
    void theLeastEnergyIsBeyondTheAdvisedBatch() throws IOException {
        assertEquals(List.of(256, 64), batches(ENERGY, "opt-1.3b", EnergyOptimum.RULE));
    }

    @Test
    void theEstimateOfMemoryHoldsOnEveryModel() throws IOException {
        for (String model : List.of("opt-125m", "opt-350m", "opt-1.3b", "opt-2.7b", "opt-6.7b", "opt-13b")) {
            assertEquals(Severity.OK, severity(SWEEP, model, MemoryEstimateOff.RULE), model);
        }
    }

    @Test
    void replicasOfOneRepeatAreNotCompared() throws IOException {
        Set<String> reasons = BenchmarkRun.of("2026-11-23-h200-replicas-opt-1.3b.csv", "opt-1.3b")
                .findings(ReplicasLose.RULE)
                .stream()
                .map(finding -> ((Finding.Ignored) finding).reason())
                .collect(Collectors.toSet());
        assertEquals(Set.of("throughputs have no intervals, which take three repeats"), reasons);
    }

    @Test
    void oneOfFourStreamsWasSlow() throws IOException {
        Finding.Judged finding = BenchmarkRun.of("2026-11-23-h200-replicas-opt-1.3b.csv", "opt-1.3b")
                .judged(UnevenReplicas.RULE);
        assertEquals(List.of("opt-1.3b, batch 32, 4 × streams, torchscript"),
                finding.points().stream().map(Point::label).toList());
    }
}
