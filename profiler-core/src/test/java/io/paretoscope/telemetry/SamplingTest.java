package io.paretoscope.telemetry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sampling by hand, and by the sampling thread. */
class SamplingTest {
    private static final Series POWER = new Series(Quantity.POWER_INSTANT, "a test");

    private record OneProbe(Series only, Consumer<Readings> reading) implements Probe {
        @Override
        public Pace pace() {
            return Pace.POWER;
        }

        @Override
        public List<Series> series() {
            return List.of(only);
        }

        @Override
        public void read(Readings into) {
            reading.accept(into);
        }
    }

    private static final class OneSource implements TelemetrySource {
        private final Probe probe;
        volatile boolean closed;

        OneSource(Consumer<Readings> reading) {
            this(POWER, reading);
        }

        OneSource(Series series, Consumer<Readings> reading) {
            probe = new OneProbe(series, reading);
        }

        @Override
        public List<Probe> probes() {
            return List.of(probe);
        }

        @Override
        public Map<Quantity, String> unavailable() {
            return Map.of();
        }

        @Override
        public Map<String, Fact> facts() {
            return Map.of("name", new Fact.Known("test"));
        }

        @Override
        public Processes processes() {
            return new Processes.Unavailable("a test");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Traces all(Sampling sampling) {
        return sampling.cut(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static void take(Sampling sampling) {
        sampling.slots().forEach(sampling::take);
    }

    @Test
    void aSampleBearsTheMiddleOfItsCall() {
        Deque<Long> clock = new ArrayDeque<>(List.of(1000L, 1400L));
        Sampling sampling = new Sampling(List.of(new OneSource(into -> into.value(0, 7))), SamplingPeriods.DEFAULT,
                clock::remove);
        take(sampling);
        assertEquals(new Trace(Quantity.POWER_INSTANT, "a test", new long[]{1200}, new double[]{7}),
                all(sampling).traces().getFirst());
    }

    @Test
    void aProbeThatThrowsIsAGapWithAReason() {
        Sampling sampling = new Sampling(List.of(new OneSource(into -> {
            throw new IllegalStateException("broken");
        })), SamplingPeriods.DEFAULT, System::nanoTime);
        take(sampling);
        assertEquals("broken", all(sampling).whyNot(Quantity.POWER_INSTANT));
        assertEquals(List.of(), sampling.offered());
    }

    @Test
    void whatIsNotANumberIsNotASample() {
        Sampling sampling = new Sampling(List.of(new OneSource(into -> into.value(0, Double.NaN))),
                SamplingPeriods.DEFAULT, System::nanoTime);
        take(sampling);
        assertEquals("the device gave NaN", all(sampling).whyNot(Quantity.POWER_INSTANT));
    }

    @Test
    void ofTwoSourcesOfAQuantityTheFirstGivesIt() {
        Sampling sampling = new Sampling(List.of(new OneSource(into -> into.value(0, 1)),
                new OneSource(new Series(Quantity.POWER_INSTANT, "another"), into -> into.value(0, 2))),
                SamplingPeriods.DEFAULT, System::nanoTime);
        take(sampling);
        assertEquals(List.of(POWER), sampling.offered());
        assertEquals(1, all(sampling).traces().getFirst().value(0));
    }

    @Test
    void aQuarterOfAnHourIsHeldAtTheDefaultPeriods() {
        long[] now = {0};
        Sampling sampling = new Sampling(List.of(new OneSource(into -> into.value(0, (double) now[0]))),
                SamplingPeriods.DEFAULT, () -> now[0]);
        int quarter = 15 * 60 * 20;
        for (int i = 0; i <= 2 * quarter; i++) {
            take(sampling);
            now[0]++;
        }
        assertTrue(all(sampling).traces().getFirst().size() >= quarter);
    }

    @Test
    void aCutReachesBackAsFarAsItIsAskedTo() {
        long[] now = {0};
        Sampling sampling = new Sampling(List.of(new OneSource(into -> into.value(0, (double) now[0]))),
                SamplingPeriods.DEFAULT, () -> now[0]);
        for (int i = 0; i < 10_000; i++) {
            take(sampling);
            now[0]++;
        }
        Trace trace = sampling.cut(3, 7_000).traces().getFirst();
        assertEquals(List.of(3L, 7_000L, 6_998L), List.of(trace.nanos(0), trace.nanos(trace.size() - 1),
                (long) trace.size()));
    }

    @Test
    void theThreadSamplesUntilItIsClosed() throws InterruptedException {
        CountDownLatch five = new CountDownLatch(5);
        OneSource source = new OneSource(into -> {
            five.countDown();
            into.value(0, 100);
        });
        try (DeviceTelemetry telemetry = DeviceTelemetry.of(List.of(source),
                SamplingPeriods.around(Duration.ofMillis(1)))) {
            five.await();
            assertTrue(telemetry.newest(Quantity.POWER_INSTANT, new long[4], new double[4]) == 4);
            assertEquals(Map.of("name", new Fact.Known("test")), telemetry.facts());
        }
        assertTrue(source.closed);
    }

    @Test
    void theThreadTellsWhatItCosts() throws InterruptedException {
        CountDownLatch many = new CountDownLatch(50);
        try (DeviceTelemetry telemetry = DeviceTelemetry.of(List.of(new OneSource(into -> {
            many.countDown();
            into.value(0, 100);
        })), SamplingPeriods.around(Duration.ofMillis(1)))) {
            many.await();
            SamplerStats stats = telemetry.sampling();
            assertEquals(1_000_000, stats.periodNanos());
            assertTrue(stats.rounds() >= 48 && stats.roundMedianNanos() > 0
                    && stats.latenessMedianNanos() <= stats.latenessP99Nanos() && stats.cpuShare() > 0,
                    stats::toString);
        }
    }

    @Test
    void theThreadGivesUpWhatWillNeverBe() {
        try (DeviceTelemetry telemetry = DeviceTelemetry.of(
                List.of(new OneSource(into -> into.never(0, "not on this device"))), SamplingPeriods.DEFAULT)) {
            assertEquals("not on this device",
                    telemetry.cut(0, Long.MAX_VALUE).whyNot(Quantity.POWER_INSTANT));
            assertEquals(0, telemetry.sampling().rounds());
        }
    }

    @Test
    void closingTwiceClosesOnceAndLeavesTheSamples() {
        DeviceTelemetry telemetry = DeviceTelemetry.of(List.of(new OneSource(into -> into.value(0, 3))),
                SamplingPeriods.DEFAULT);
        telemetry.close();
        telemetry.close();
        assertFalse(telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE).traces().isEmpty());
        assertEquals(Map.of(), telemetry.facts());
    }

    @Test
    void thePeriodOfPowerDrawsTheOthersAlong() {
        assertEquals(new SamplingPeriods(Duration.ofMillis(10), Duration.ofMillis(200), Duration.ofMillis(200),
                Duration.ofMillis(250)), SamplingPeriods.around(Duration.ofMillis(200)));
    }

    @Test
    void aPeriodOfNothingIsRefused() {
        assertEquals("a period of 0 ms: must be from 1 to 60000 ms",
                assertThrows(IllegalArgumentException.class, () -> SamplingPeriods.around(Duration.ZERO))
                        .getMessage());
    }

    @Test
    void clockEventsHaveTheirShareOfTheSamples() {
        assertEquals(Map.of(ClockEvent.GPU_IDLE, 0.25, ClockEvent.SW_POWER_CAP, 0.5, ClockEvent.SW_THERMAL, 0.25),
                ClockEvent.shares(0, 4, 4, 0x21));
    }
}
