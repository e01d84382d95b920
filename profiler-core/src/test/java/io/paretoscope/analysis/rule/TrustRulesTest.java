package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether numbers can be trusted, and what a run's conditions tell, at the edges of the rules that say so. */
class TrustRulesTest {
    private static final Reading NOTHING = new Reading.Value(0, 1);

    @Test
    void everyCauseIsAFindingOfItsOwn() {
        List<Finding> findings = new TestRun().troubled(1, Cause.THROTTLED, "heat")
                .troubled(2, Cause.WRONG_ANSWERS, "token 17 instead of 4")
                .troubled(4, Cause.THROTTLED, "power brake")
                .findings(UntrustedPoints.INVALID);
        assertEquals(List.of(
                "wrong tokens, 1 of 3 measured points; opt-125m, batch 2: token 17 instead of 4",
                "the device was throttled, 2 of 3 measured points; opt-125m, batch 1: heat"),
                findings.stream().map(finding -> ((Finding.Judged) finding).evidence()).toList());
    }

    @Test
    void whatToDoAboutACauseIsItsOwnAdvice() {
        assertEquals("End it and measure again.",
                new TestRun().troubled(1, Cause.FOREIGN_PROCESS, "process 4711")
                        .judged(UntrustedPoints.INVALID)
                        .remedy()
                        .orElseThrow()
                        .action());
    }

    @Test
    void aMachineOnWhichHalfOfThePointsAreUnstableIsToBeWarnedOf() {
        assertEquals(Severity.WARNING,
                new TestRun().batch(1, Map.of())
                        .troubled(2, Cause.CLOCK_DRIFT, "1980 MHz, then 1700 MHz")
                        .judged(UntrustedPoints.UNSTABLE)
                        .severity());
    }

    @Test
    void notesCountAgainstNothing() {
        TestRun run = new TestRun().troubled(1, Cause.POWER_CAP, "in 100 % of the samples");
        assertEquals(Severity.OK, run.judged(UntrustedPoints.INVALID).severity());
        assertEquals(Severity.OK, run.judged(UntrustedPoints.UNSTABLE).severity());
    }

    @Test
    void aPeakThatALargerPointLeftBehindIsNotHeldAgainstTheEstimate() {
        Finding.Judged finding = new TestRun().memoryUse(512, 9, NOTHING)
                .memoryUse(1, 9, NOTHING)
                .judged(MemoryEstimateOff.RULE);
        assertEquals(Severity.OK, finding.severity(), finding.evidence());
    }

    @Test
    void anEstimateThatIsTooHighSkipsWhatWouldRun() {
        Finding.Judged finding = new TestRun().memoryUse(512, 5, NOTHING).judged(MemoryEstimateOff.RULE);
        assertEquals(Severity.WARNING, finding.severity());
        assertTrue(finding.remedy().orElseThrow().action().startsWith("Do not take"), finding.toString());
    }

    @Test
    void lessThanAGibibyteIsNoDifference() {
        assertEquals(Severity.OK, new TestRun().memoryUse(1, 0.5, NOTHING).judged(MemoryEstimateOff.RULE).severity());
    }

    @Test
    void repeatsAreAskedForAsManyAsWouldDoAndNoMoreThanFifty() {
        Finding.Judged finding = new TestRun()
                .batch(8, Map.of(Metric.OUTPUT_THROUGHPUT, TestRun.within(1000, 0.9)))
                .batch(16, Map.of(Metric.OUTPUT_THROUGHPUT, TestRun.within(1000, 0.01)))
                .judged(WideIntervals.RULE);
        assertTrue(finding.remedy().flatMap(Remedy::command).orElseThrow().endsWith("--repeats 50"),
                finding.toString());
    }

    @Test
    void notesOfTheSelfTestAreToldWithoutCounting() {
        assertEquals("none of 4 checks failed; notes: Copy rate",
                new TestRun().judged(SelfTestNotPassed.RULE).evidence());
    }

    @ParameterizedTest
    @CsvSource({"memory, 1024 bytes, 1024", "device memory, 1.5 GiB, 1610612736", "device memory, 12 MiB, 12582912"})
    void memoryIsReadFromTheConditions(String name, String text, double bytes) {
        assertEquals(new Knowledge.Known<>(bytes),
                DeviceLimits.of(new Conditions(Map.of(name, text), Map.of())).memoryBytes());
    }

    @Test
    void theDriversExactFigureComesFirst() {
        Conditions both = new Conditions(Map.of("memory", "1024 bytes", "device memory", "1.5 GiB"), Map.of());
        assertEquals(new Knowledge.Known<>(1024.0), DeviceLimits.of(both).memoryBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unavailable: no permission", "unknown", "1.2.3 GiB", "700 V", ""})
    void whatIsNoFigureIsUnknown(String text) {
        DeviceLimits limits = DeviceLimits.of(
                new Conditions(Map.of("device memory", text, "power limit enforced", text), Map.of()));
        assertInstanceOf(Knowledge.Unknown.class, limits.memoryBytes());
        assertInstanceOf(Knowledge.Unknown.class, limits.powerWatts());
    }
}
