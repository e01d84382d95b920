package io.paretoscope.selftest;

import io.paretoscope.selftest.Check.Verdict;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.worker.ClockReading;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.paretoscope.selftest.Reports.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InstrumentChecksTest {
    private static Check check(SelfTestReport.Instrument instrument, String key) {
        return InstrumentChecks.of(instrument).stream().filter(one -> one.key().equals(key)).findFirst().orElseThrow();
    }

    private static SelfTestReport.Instrument counter(Finding<Updates> counter) {
        SelfTestReport.Instrument well = Reports.instrument();
        return new SelfTestReport.Instrument(well.timer(), counter, well.power(), well.sampling(), well.workerClock());
    }

    private static Check sampling(long rounds, long p99, double share) {
        SelfTestReport.Instrument well = Reports.instrument();
        return check(new SelfTestReport.Instrument(well.timer(), well.energyCounter(), well.power(),
                new Finding.Found<>(new SamplerStats(50 * MILLI, rounds, p99 / 10, p99, MILLI, share)),
                well.workerClock()), "sampling");
    }

    @Test
    void allIsWellOnAMachineThatIs() {
        assertEquals(Verdict.PASS, Check.worst(InstrumentChecks.of(Reports.instrument())));
    }

    @ParameterizedTest
    @CsvSource({"30, 0, PASS", "1000, 0, PASS", "1001, 0, NOTE", "86000, 0, NOTE", "86001, 0, FAIL", "30, 1, FAIL"})
    void aTimerIsAsGoodAsItsStepIsShortAgainstTheShortestDecodeStep(double step, int falls, Verdict verdict) {
        SelfTestReport.Instrument well = Reports.instrument();
        Check timer = check(new SelfTestReport.Instrument(new TimerReading(1000, 10, step, 25, falls),
                well.energyCounter(), well.power(), well.sampling(), well.workerClock()), "timer");
        assertEquals(verdict, timer.verdict(), timer.toString());
    }

    @ParameterizedTest
    @CsvSource({"20, PASS", "100, PASS", "110, PASS", "111, NOTE", "500, NOTE", "501, NOTE"})
    void aCounterIsAsGoodAsItsTicksAreShortAgainstAWindow(long millis, Verdict verdict) {
        Check check = check(counter(
                new Finding.Found<>(new Updates("c", 100, 10_000, Collections.nCopies(4, millis * MILLI)))),
                "energy_counter");
        assertEquals(verdict, check.verdict(), check.toString());
    }

    @Test
    void aCounterThatSometimesWaitsTooLongIsNoted() {
        Check check = check(counter(new Finding.Found<>(
                new Updates("c", 100, 10_000, List.of(100 * MILLI, 100 * MILLI, 501 * MILLI)))), "energy_counter");
        assertEquals("with up to 501 ms between ticks a window of 5 s may have fewer than the 10 that its energy needs",
                check.sentence());
        assertEquals(Verdict.NOTE, check.verdict());
    }

    @Test
    void aCounterThatMovesAtEachAnswerIsFine() {
        Check check = check(counter(new Finding.Found<>(new Updates("c", 100, 600 * MILLI, List.of(600 * MILLI)))),
                "energy_counter");
        assertEquals(Verdict.PASS, check.verdict(), check.toString());
    }

    @Test
    void whatADeviceDoesNotHaveIsNotedWithItsReasonAndNoFigure() {
        Check check = check(counter(new Finding.Unavailable<>("there is no RAPL")), "energy_counter");
        assertEquals(new Check("energy_counter", List.of(), Verdict.NOTE,
                "unavailable: there is no RAPL"), check);
    }

    @Test
    void whatWentWrongFails() {
        assertEquals(Verdict.FAIL, check(counter(new Finding.Failed<>("it broke")), "energy_counter").verdict());
    }

    @ParameterizedTest
    @CsvSource({"400, 300000, 0.004, PASS", "400, 50000001, 0.004, NOTE", "400, 1000000001, 0.004, FAIL",
        "400, 300000, 0.021, NOTE"})
    void samplingIsToBePunctualAndCheap(long rounds, long p99, double share, Verdict verdict) {
        Check check = sampling(rounds, p99, share);
        assertEquals(verdict, check.verdict(), check.toString());
    }

    @Test
    void samplingThatHasNotHappenedHasNoFigures() {
        Check check = sampling(0, 0, 0);
        assertEquals(List.of(), check.figures());
        assertEquals(Verdict.NOTE, check.verdict());
    }

    @ParameterizedTest
    @CsvSource({"120000, PASS", "5000000, PASS", "5000002, NOTE", "220000002, FAIL"})
    void aWorkersTimesAreToBeKnownFinelyAgainstAWindow(long roundTrip, Verdict verdict) {
        SelfTestReport.Instrument well = Reports.instrument();
        Check check = check(new SelfTestReport.Instrument(well.timer(), well.energyCounter(), well.power(),
                well.sampling(), new Finding.Found<>(new ClockReading(0, roundTrip))), "worker_clock");
        assertEquals(verdict, check.verdict(), check.toString());
    }

    @Test
    void everyCheckSaysWhy() {
        assertTrue(InstrumentChecks.of(Reports.instrument()).stream().noneMatch(check -> check.sentence().isBlank()));
    }
}
