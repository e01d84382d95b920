package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VerdictTest {
    private static final long MILLI = 1_000_000;

    /** One sequence, a prefill and nine steps of the given time. */
    private static StepTimes batch(long stepMillis) {
        return new StepTimes(1, 4, 10, stepMillis * MILLI, Collections.nCopies(9, stepMillis * MILLI),
                10 * stepMillis * MILLI);
    }

    private static PointSamples steady() {
        return TestSamples.of(List.of(batch(10), batch(10), batch(10)), new Reading.Value(1, 1));
    }

    private static PointSamples with(PointSamples samples, Quantity quantity, double... values) {
        long[] nanos = new long[values.length];
        long end = samples.windows().getLast().endNanos();
        for (int i = 0; i < values.length; i++) {
            nanos[i] = end * (2L * i + 1) / (2L * values.length);
        }
        return with(samples, new Traces(List.of(new Trace(quantity, "test", nanos, values)), Map.of()));
    }

    private static PointSamples with(PointSamples s, Traces traces) {
        return new PointSamples(s.windows(), s.places(), s.loadNanos(), s.warmUp(), s.memoryBefore(), s.peakMemory(),
                s.idleWatts(), s.answers(),
                traces, s.neighbours(), s.workerErrors(), s.notCooled(), s.engine());
    }

    private static PointSamples with(PointSamples s, AnswerCheck answers) {
        return new PointSamples(s.windows(), s.places(), s.loadNanos(), s.warmUp(), s.memoryBefore(), s.peakMemory(),
                s.idleWatts(), answers,
                s.traces(), s.neighbours(), s.workerErrors(), s.notCooled(), s.engine());
    }

    private static PointSamples with(PointSamples s, Neighbours neighbours, List<String> errors) {
        return new PointSamples(s.windows(), s.places(), s.loadNanos(), s.warmUp(), s.memoryBefore(), s.peakMemory(),
                s.idleWatts(), s.answers(),
                s.traces(), neighbours, errors, s.notCooled(), s.engine());
    }

    private static Verdict verdict(PointSamples samples) {
        return Verdict.of(samples, PointMetrics.of(samples));
    }

    /** The verdict and its findings without notes of what a silent device does not tell. */
    private static String told(PointSamples samples) {
        Verdict verdict = verdict(samples);
        List<String> lines = new ArrayList<>(List.of(verdict.kind().label()));
        verdict.findings()
                .stream()
                .filter(finding -> finding.cause() != Cause.NO_ENERGY)
                .forEach(finding -> lines.add(finding.cause().key() + ": " + finding.evidence()));
        return String.join(" | ", lines);
    }

    @Test
    void aSteadyPointIsValid() {
        assertEquals("VALID", told(steady()));
    }

    @Test
    void whatIsOnlyANoteLeavesAPointValid() {
        assertTrue(verdict(steady()).findings().stream().anyMatch(found -> found.cause() == Cause.NO_ENERGY));
    }

    @Test
    void wrongTokensVoidIt() {
        assertEquals("INVALID | wrong_answers: sequence 3: token 5 instead of 7",
                told(with(steady(), new AnswerCheck.Differed("sequence 3: token 5 instead of 7"))));
    }

    @Test
    void batchesThatDifferAmongThemselvesVoidIt() {
        List<TimedWindow> windows = new ArrayList<>(TestSamples.windows(List.of(batch(10), batch(10), batch(10))));
        TimedWindow last = windows.removeLast();
        windows.add(new TimedWindow(last.startNanos(), last.endNanos(), last.end(), last.batches(), 1));
        assertEquals("INVALID | wrong_answers: 1 of 3 batches of the same prompts gave other tokens than the first",
                told(TestSamples.of(windows, new Reading.Value(1, 1), Traces.NONE)));
    }

    @ParameterizedTest
    @CsvSource({"8, hardware slowdown", "32, software thermal slowdown", "64, hardware thermal slowdown",
        "128, power brake"})
    void aThrottledDeviceVoidsIt(int bit, String name) {
        assertEquals("INVALID | throttled: " + name + " in 25 % of the samples",
                told(with(steady(), Quantity.CLOCK_EVENTS, 1, bit | 1, 0, 4096)));
    }

    @Test
    void thePowerLimitIsAConditionAndNoFault() {
        assertEquals("VALID | power_cap: in 50 % of the samples",
                told(with(steady(), Quantity.CLOCK_EVENTS, 4, 0, 4, 0)));
    }

    @Test
    void throttlingOutsideTheWindowsDoesNotCount() {
        Traces traces = new Traces(List.of(new Trace(Quantity.CLOCK_EVENTS, "test", new long[]{-5, 301 * MILLI},
                new double[]{8, 64})), Map.of());
        assertEquals("VALID", told(with(steady(), traces)));
    }

    @Test
    void aForeignProcessVoidsIt() {
        assertEquals("INVALID | foreign_process: process 4711 with 1.0 GiB",
                told(with(steady(), new Neighbours(List.of("process 4711 with 1.0 GiB"), Optional.empty()),
                        List.of())));
    }

    @Test
    void nothingIsValidWithAnErrorInItsLog() {
        assertEquals("INVALID | worker_error: 2 lines, the first: cublas failed",
                told(with(steady(), new Neighbours(List.of(), Optional.empty()), List.of("cublas failed", "again"))));
    }

    @Test
    void windowsFarApartAreUnstable() {
        assertEquals(
                "UNSTABLE | no_steady_state: throughput differs by 17 %, latency differs by 17 % between the last 3 "
                        + "windows; at most 10.0 % is steady".replace("10.0", "10"),
                told(TestSamples.of(List.of(batch(10), batch(12), batch(10)), new Reading.Value(1, 1))));
    }

    @Test
    void onlyTheLastThreeWindowsMustBeSteady() {
        assertEquals("VALID", told(TestSamples.of(List.of(batch(20), batch(10), batch(10), batch(10)),
                new Reading.Value(1, 1))));
    }

    @Test
    void aSingleWindowIsJudgedByThirdsOfItsBatches() {
        List<StepTimes> batches = List.of(batch(10), batch(10), batch(10), batch(10), batch(15), batch(15));
        assertTrue(told(TestSamples.of(List.of(TestSamples.window(0, batches)), new Reading.Value(1, 1), Traces.NONE))
                .startsWith("UNSTABLE | no_steady_state: throughput differs by 33 %"));
    }

    @Test
    void twoBatchesAreTooFewToTell() {
        assertEquals("UNSTABLE | too_short: 2 batches measured; telling whether they are steady takes 3",
                told(TestSamples.of(List.of(batch(10), batch(10)), new Reading.Value(1, 1))));
    }

    @Test
    void aClockThatMovesIsDrift() {
        assertEquals(
                "UNSTABLE | clock_drift: median SM clock 1980 MHz in the first window, 1800 MHz in the last; at most "
                        + "5.0 % is steady",
                told(with(steady(), Quantity.SM_CLOCK, 1980, 1900, 1800)));
    }

    @Test
    void aClockThatStaysIsNone() {
        assertEquals("VALID", told(with(steady(), Quantity.SM_CLOCK, 1980, 1965, 1950)));
    }

    @Test
    void theGravestFindingComesFirst() {
        PointSamples samples = with(TestSamples.of(List.of(batch(10), batch(20), batch(10)), new Reading.Value(1, 1)),
                new AnswerCheck.Differed("wrong"));
        assertEquals(List.of(Cause.WRONG_ANSWERS, Cause.NO_STEADY_STATE, Cause.NO_ENERGY),
                verdict(samples).findings().stream().map(Verdict.Finding::cause).toList());
    }
}
