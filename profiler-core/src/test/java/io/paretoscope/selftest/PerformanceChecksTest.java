package io.paretoscope.selftest;

import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.Rounds;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.Check.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.paretoscope.selftest.Reports.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PerformanceChecksTest {
    private static Check copy(Rounds rounds) {
        SelfTestReport.Performance well = Reports.performance();
        return PerformanceChecks.of(new SelfTestReport.Performance(well.library(),
                new Finding.Found<>(new CopyRate(1 << 20, rounds)), well.matrixRates(), well.workload())).getFirst();
    }

    private static Check workload(List<Double> throughput, int differing, long checksumAfter) {
        SelfTestReport.Performance well = Reports.performance();
        return PerformanceChecks.of(new SelfTestReport.Performance(well.library(), well.copyRate(), well.matrixRates(),
                new Finding.Found<>(new Workload("opt-125m", Precision.FP16,
                        EngineUse.as(EngineKind.GRAPH), 8, 32, 32, throughput, 30, differing,
                        0xcafe, checksumAfter))))
                .getLast();
    }

    @Test
    void allIsWellOnADeviceThatIs() {
        List<Check> checks = PerformanceChecks.of(Reports.performance());
        assertEquals(Verdict.PASS, Check.worst(checks), checks.toString());
    }

    @Test
    void eachOfferedPrecisionHasItsMatrixRate() {
        SelfTestReport.Performance well = Reports.performance();
        List<Check> checks = PerformanceChecks.of(new SelfTestReport.Performance(well.library(), well.copyRate(),
                Map.of(Precision.FP16, new Finding.Failed<MatrixRate>("out of device memory")), well.workload()));
        assertEquals(new Check("matrix_rate_fp16", List.of(), Verdict.FAIL,
                "out of device memory"), checks.get(1));
    }

    @Test
    void aRateThatNeverBecameSteadyIsNoted() {
        Check check = copy(new Rounds(1, List.of(100 * MILLI, 101 * MILLI, 102 * MILLI), 9, false));
        assertEquals(Verdict.NOTE, check.verdict());
        assertTrue(check.sentence().startsWith("not steady after the warm-up"), check.sentence());
    }

    @ParameterizedTest
    @CsvSource({"111, PASS", "112, NOTE"})
    void aRateWhoseMedianIsATenthBelowItsBestIsNoted(long medianMillis, Verdict verdict) {
        Check check = copy(new Rounds(1, List.of(100 * MILLI, medianMillis * MILLI, 120 * MILLI), 3, true));
        assertEquals(verdict, check.verdict(), check.toString());
    }

    @Test
    void ratesComeInTheUnitsOfTheirNames() {
        Check check = copy(new Rounds(1000, List.of(1 * MILLI, 2 * MILLI, 2 * MILLI), 3, true));
        // 1000 copies of 2^20 bytes, each read and written, in a thousandth of a second.
        assertEquals(new Check.Figure("best", 2 * 1000.0 * (1 << 20) * 1000 / 1e9, Check.Unit.GIGABYTES_PER_SECOND),
                check.figures().getFirst());
    }

    @ParameterizedTest
    @CsvSource({"100, 105, 110, PASS", "100, 105.5, 111, NOTE", "100, 150, 160, FAIL"})
    void aWorkloadIsToRepeatItself(double first, double second, double third, Verdict verdict) {
        Check check = workload(List.of(first, second, third), 0, 0xcafe);
        assertEquals(verdict, check.verdict(), check.toString());
    }

    @Test
    void aBatchWithOtherTokensFails() {
        Check check = workload(List.of(100.0, 100.0, 100.0), 2, 0xcafe);
        assertEquals(Verdict.FAIL, check.verdict());
        assertEquals("the same prompts gave other tokens: 2 of 30 batches differ", check.sentence());
    }

    @Test
    void otherTokensAfterTheWindowsThanBeforeThemFail() {
        assertEquals(Verdict.FAIL, workload(List.of(100.0, 100.0, 100.0), 0, 0xbeef).verdict());
    }
}
