package io.paretoscope.analysis.rule;

import io.paretoscope.opt.OptCatalog;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static io.paretoscope.analysis.rule.TestRun.numbers;
import static io.paretoscope.analysis.rule.TestRun.within;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which batch and which replicas, at the edges of the rules that say so. */
class ChoiceRulesTest {
    private static final Placement TWO = Placement.of(2, ReplicaMode.STREAMS);

    private static Map<Metric, Reading> throughput(double value) {
        return Map.of(Metric.OUTPUT_THROUGHPUT, within(value, 0.01));
    }

    private static Map<Metric, Reading> advised(double requests, double itlMillis, Reading joules) {
        Map<Metric, Reading> readings = new EnumMap<>(
                numbers(Metric.REQUEST_THROUGHPUT, requests, Metric.ITL_MEAN, itlMillis));
        readings.put(Metric.ENERGY_PER_TOKEN, joules);
        return readings;
    }

    private static TestRun rising(TestRun run, int largest) {
        return run.batch(largest / 4, throughput(100))
                .batch(largest / 2, throughput(200))
                .batch(largest, throughput(400));
    }

    private static String action(Finding.Judged finding) {
        return finding.remedy().orElseThrow().action();
    }

    @Test
    void onlyBatchesThatFitAreProposed() {
        Finding.Judged finding = rising(new TestRun().model("opt-13b"), 256).judged(StillRising.RULE);
        assertEquals(Severity.OK, finding.severity());
        assertEquals(
                "batch 256 has +100 % output throughput for each doubling of the batch before it; twice of it does not "
                        + "fit by estimate",
                finding.evidence());
    }

    @Test
    void whetherLargerBatchesFitIsNotGuessed() {
        Finding.Judged finding = rising(new TestRun().memory("unavailable: no NVML"), 256).judged(StillRising.RULE);
        assertEquals(Severity.WARNING, finding.severity());
        assertTrue(action(finding).contains("whether they fit is not known here"), action(finding));
    }

    @Test
    void memoryInWordsForPeopleIsUnderstood() {
        TestRun run = rising(new TestRun().model("opt-13b").memory("300.5 GiB"), 256);
        assertEquals(
                "paretoscope sweep --model opt-13b --batch 512 --prompt 256 --output 64 --device cuda:0 --precision fp16",
                run.judged(StillRising.RULE).remedy().flatMap(Remedy::command).orElseThrow());
    }

    @Test
    void aLargerBatchThatFailedIsSaid() {
        Finding.Judged finding = rising(new TestRun(), 256).without(512, new PointOutcome.Failed("a crash"))
                .judged(StillRising.RULE);
        assertTrue(finding.evidence().endsWith("; the next larger does not count: failed: a crash"),
                finding.evidence());
    }

    @Test
    void energiesThatCannotBeToldApartAreNoReasonToChange() {
        Finding.Judged finding = new TestRun().batch(1, advised(10, 1, within(0.2, 0.1)))
                .batch(32, advised(300, 1.2, within(0.05, 0.2)))
                .batch(256, advised(900, 4, within(0.04, 0.2)))
                .judged(EnergyOptimum.RULE);
        assertEquals(Severity.OK, finding.severity());
        assertTrue(finding.evidence().endsWith("-20 %, not distinguishable"), finding.evidence());
    }

    @Test
    void energiesWithoutIntervalsAreNotCompared() {
        assertEquals("energies have no intervals, which take three repeats",
                new TestRun().batch(1, advised(10, 1, new Reading.Value(0.2, 1)))
                        .batch(32, advised(300, 1.2, new Reading.Value(0.05, 1)))
                        .batch(256, advised(900, 4, new Reading.Value(0.04, 1)))
                        .ignored(EnergyOptimum.RULE));
    }

    @Test
    void withoutEnergyTheReasonIsGiven() {
        assertEquals("no Energy per token: the counter can be read by root alone",
                new TestRun().batch(1, advised(10, 1, new Reading.Unavailable("the counter can be read by root alone")))
                        .ignored(EnergyOptimum.RULE));
    }

    @Test
    void unusedMemoryNamesTheModelsThatItHolds() {
        Map<Metric, Reading> readings = numbers(Metric.REQUEST_THROUGHPUT, 10, Metric.ITL_MEAN, 1, Metric.PEAK_MEMORY,
                2.0 * (1L << 30));
        String action = action(new TestRun().memory("10.0 GiB").batch(1, readings).judged(MemoryUnused.RULE));
        assertTrue(action.contains("; or one of opt-2.7b, opt-1.3b, opt-350m. Measure"), action);
    }

    @Test
    void replicasAreComparedWithTheBestEngineThatHasNoMoreSequences() {
        Finding.Judged finding = new TestRun().batch(8, throughput(2000))
                .batch(64, throughput(1000))
                .batch(128, throughput(9000))
                .replicas(32, TWO, throughput(1500))
                .judged(ReplicasLose.RULE);
        assertTrue(finding.evidence().contains("one engine at batch 8 2,000: -25 %"), finding.evidence());
    }

    @Test
    void replicasThatRunAtOnceAreNotToldToDoSo() {
        Finding.Judged finding = new TestRun().batch(64, throughput(1000))
                .replicas(32, TWO, throughput(800))
                .judged(ReplicasLose.RULE);
        assertEquals("Serve one engine at batch 64 instead.", action(finding));
        assertTrue(finding.remedy().flatMap(Remedy::command).isEmpty(), finding.toString());
    }

    @Test
    void replicasOfAnotherModelAreNoComparison() {
        TestRun run = new TestRun().batch(64, throughput(1000)).model("opt-350m").replicas(32, TWO, throughput(800));
        assertEquals("no single engine with as many sequences or fewer has numbers that count",
                run.ignored(ReplicasLose.RULE));
    }

    @Test
    void anEngineWhoseNumbersDoNotCountIsNoComparison() {
        TestRun run = new TestRun()
                .add(64, Placement.ALONE, throughput(1000), List.of(new Verdict.Finding(Cause.THROTTLED, "heat")))
                .replicas(32, TWO, throughput(800));
        assertEquals("no single engine with as many sequences or fewer has numbers that count",
                run.ignored(ReplicasLose.RULE));
    }

    @Test
    void unevenReplicasWithoutCoresOfTheirOwnAreToBeGivenSome() {
        Finding.Judged finding = new TestRun().unpinned()
                .replicas(8, TWO, numbers(Metric.FAIRNESS, 0.7))
                .judged(UnevenReplicas.RULE);
        assertEquals("Give each replica cores of its own: leave out --no-pinning.", action(finding));
    }

    @Test
    void everyModelOfARunIsASubjectOfItsOwn() {
        List<Finding> findings = rising(rising(new TestRun(), 16).model("opt-350m"), 16).findings(StillRising.RULE);
        assertEquals(List.of("opt-125m (synthetic)", "opt-350m (synthetic)"),
                findings.stream().map(Finding::subject).toList());
    }

    @Test
    void aCommandNamesWeightsAndPlacementAsTheRunHadThem() {
        Point point = new TestRun().checkpoint("opt-125m", "/models/my own's")
                .replicas(8, new Placement(2, ReplicaMode.MPS, OptionalInt.of(50), List.of()),
                        numbers(Metric.ITL_MEDIAN, 1, Metric.ITL_P99, 9))
                .judged(LongTail.RULE)
                .points()
                .getFirst();
        assertEquals(OptCatalog.get("opt-125m"), point.model().config());
        assertEquals(
                "paretoscope sweep --checkpoint '/models/my own'\\''s' --batch 4,8 --prompt 256 --output 64 --device "
                        + "cuda:0 --precision fp16 --replicas 2 --replica-mode mps --mps-threads 50",
                SweepLine.of(point, List.of(8, 4, 8)));
    }
}
