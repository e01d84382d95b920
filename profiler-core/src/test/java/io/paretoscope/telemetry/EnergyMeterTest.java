package io.paretoscope.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EnergyMeterTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    @Test
    void theCounterGivesConstantPowerExactlyOverExactlyTheWindow() {
        Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1)));
        for (long from = 1000 * MILLI; from < 1200 * MILLI; from += 7 * MILLI) {
            assertEquals(300 * 6.033, joules(traces, from, from + 6033 * MILLI), 300 * 0.002, "from " + from);
        }
    }

    @Test
    void theCounterFollowsARamp() {
        Traces traces = traces(counter(EnergyMeterTest::ramp, 0, 10, 100, 0, new Random(1)));
        assertEquals(ramp(8.05) - ramp(2.05), joules(traces, 2050 * MILLI, 8050 * MILLI),
                2);
    }

    @Test
    void jitterOfTicksAndSamplesCostsLessThanOneTickSpreadOverTheWindow() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 15, random));
            long from = (long) (SECOND * (1 + random.nextDouble()));
            long to = (long) (SECOND * (7 + random.nextDouble()));
            assertEquals(300 * (to - from) / 1e9, joules(traces, from, to), 300 * 0.011, "seed " + seed);
        }
    }

    @Test
    void adjacentWindowsAddUpToTheWhole() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Traces traces = traces(counter(EnergyMeterTest::ramp, 0, 10, 100, 15, random));
            long from = (long) (SECOND * (1 + random.nextDouble()));
            long middle = (long) (SECOND * (4 + random.nextDouble()));
            long to = (long) (SECOND * (7 + random.nextDouble()));
            assertEquals(joules(traces, from, to), joules(traces, from, middle) + joules(traces, middle, to), 1e-9,
                    "seed " + seed);
        }
    }

    @Test
    void adjacentWindowsOfIntegratedPowerAddUpToo() {
        Traces traces = traces(power(Quantity.POWER_INSTANT, t -> 100 + 20 * t, 50, 20_000));
        long middle = 7_123_456_789L;
        assertEquals(joules(traces, SECOND, 15 * SECOND),
                joules(traces, SECOND, middle) + joules(traces, middle, 15 * SECOND), 1e-9);
    }

    @Test
    void aCounterThatMovesAtEverySampleIsTakenAtTheSamplesTimes() {
        Traces traces = traces(counter(EnergyMeterTest::ramp, 0, 250, 1, 0, new Random(1)));
        assertEquals(ramp(8) - ramp(2), joules(traces, 2 * SECOND, 8 * SECOND), 0.5);
    }

    @Test
    void theCounterNamesItselfAndItsTicks() {
        Energy.Joules energy = assertInstanceOf(Energy.Joules.class,
                EnergyMeter.energy(traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1))),
                        1050 * MILLI,
                        3050 * MILLI));
        assertEquals(List.of(Energy.Source.COUNTER, 20), List.of(energy.source(), energy.samples()));
    }

    @Test
    void aWindowShorterThanTenTicksIsUnavailable() {
        Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1)));
        assertReason("0 ticks of the counter in a window of 50 ms, 10 needed",
                EnergyMeter.counted(traces, 1020 * MILLI, 1070 * MILLI));
    }

    @Test
    void aWindowThatBeginsBeforeTheFirstTickIsUnavailable() {
        Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1)));
        assertReason("no tick of the counter before the window", EnergyMeter.counted(traces, 1, 5 * SECOND));
    }

    @Test
    void aWindowThatEndsAfterTheLastTickIsUnavailable() {
        Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1)));
        assertReason("no tick of the counter after the window",
                EnergyMeter.counted(traces, 5 * SECOND, 10 * SECOND));
    }

    @Test
    void aCounterThatFallsIsUnavailableAndNotNegative() {
        Trace counter = counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1));
        long[] times = new long[counter.size()];
        double[] values = counter.values();
        for (int i = 0; i < times.length; i++) {
            times[i] = counter.nanos(i);
            values[i] -= times[i] > 5 * SECOND ? 1500 : 0;
        }
        Energy energy = EnergyMeter.counted(traces(new Trace(Quantity.ENERGY, "test", times, values)), 1 * SECOND,
                9 * SECOND);
        assertTrue(assertInstanceOf(Energy.Unavailable.class, energy).reason().startsWith("the counter fell from "),
                energy::toString);
    }

    @Test
    void aHoleInTheCounterAtAnEndIsNotInterpolatedOver() {
        Trace counter = counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1));
        List<long[]> kept = new ArrayList<>();
        for (int i = 0; i < counter.size(); i++) {
            if (counter.nanos(i) < 4 * SECOND || counter.nanos(i) > 7 * SECOND) {
                kept.add(new long[]{counter.nanos(i), Double.doubleToLongBits(counter.value(i))});
            }
        }
        Trace holed = new Trace(Quantity.ENERGY, "test", kept.stream().mapToLong(sample -> sample[0]).toArray(),
                kept.stream().mapToDouble(sample -> Double.longBitsToDouble(sample[1])).toArray());
        assertInstanceOf(Energy.Unavailable.class, EnergyMeter.counted(traces(holed), SECOND, 5 * SECOND));
    }

    @Test
    void instantPowerStandsInForTheCounter() {
        Traces traces = traces(power(Quantity.POWER_INSTANT, t -> 100 + 20 * t, 50, 20_000));
        Energy.Joules energy = assertInstanceOf(Energy.Joules.class,
                EnergyMeter.energy(traces, 2030 * MILLI, 9030 * MILLI));
        assertEquals(ramp(9.03) - ramp(2.03), energy.joules(), 1e-6);
        assertEquals(Energy.Source.INTEGRATED_INSTANT, energy.source());
    }

    @Test
    void averagePowerStandsInForInstantPower() {
        Traces traces = traces(power(Quantity.POWER_AVERAGE, t -> 250, 100, 20_000));
        Energy.Joules energy = assertInstanceOf(Energy.Joules.class, EnergyMeter.energy(traces, SECOND, 11 * SECOND));
        assertEquals(2500, energy.joules(), 1e-6);
        assertEquals(Energy.Source.INTEGRATED_AVERAGE, energy.source());
    }

    @Test
    void powerIsNotIntegratedOverAShortWindow() {
        Traces traces = traces(power(Quantity.POWER_INSTANT, t -> 250, 10, 20_000));
        assertReason("a window of 4999 ms is too short to integrate power; 5000 ms would do",
                EnergyMeter.integrated(traces, Energy.Source.INTEGRATED_INSTANT, SECOND, 5999 * MILLI));
    }

    @Test
    void powerIsNotIntegratedOverAGap() {
        Traces traces = traces(new Trace(Quantity.POWER_INSTANT, "test", gappedTimes(), new double[140]));
        assertReason("no sample for 1100 ms, 1000 ms is the longest gap to bridge",
                EnergyMeter.integrated(traces, Energy.Source.INTEGRATED_INSTANT, SECOND, 12 * SECOND));
    }

    @Test
    void allReasonsAreGivenWhereThereIsNothing() {
        Traces none = new Traces(List.of(), Map.of(Quantity.ENERGY, "no counter on this device"));
        assertReason("energy counter: no counter on this device; integrated instant power: not sampled;"
                + " integrated average power: not sampled", EnergyMeter.energy(none, 0, SECOND));
    }

    @Test
    void meanPowerIsEnergyByTime() {
        Traces traces = traces(counter(EnergyMeterTest::constant, 0, 10, 100, 0, new Random(1)));
        Watts.Known mean = assertInstanceOf(Watts.Known.class, EnergyMeter.mean(traces, SECOND, 8 * SECOND));
        assertEquals(300, mean.watts(), 0.5);
        assertEquals("energy counter", mean.source());
    }

    @Test
    void peakPowerIsTheHighestSampleInTheWindow() {
        Traces traces = traces(power(Quantity.POWER_INSTANT, t -> 100 + 20 * t, 50, 20_000));
        assertEquals(new Watts.Known(300, "test"), EnergyMeter.peak(traces, SECOND, 10 * SECOND));
    }

    @Test
    void aWindowWithoutLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EnergyMeter.energy(Traces.NONE, SECOND, SECOND));
    }

    /** Energy up to a time in seconds at 300 W. */
    private static double constant(double seconds) {
        return 300 * seconds;
    }

    /** Energy up to a time in seconds where power is 100 W at first and grows by 20 W a second. */
    private static double ramp(double seconds) {
        return 100 * seconds + 10 * seconds * seconds;
    }

    private static void assertReason(String expected, Energy energy) {
        assertEquals(new Energy.Unavailable(expected), energy);
    }

    private static double joules(Traces traces, long from, long to) {
        return assertInstanceOf(Energy.Joules.class, EnergyMeter.energy(traces, from, to)).joules();
    }

    private static Traces traces(Trace trace) {
        return new Traces(List.of(trace), Map.of());
    }

    /** Ten seconds of a counter that moves every {@code tickMillis}, give or take, and is looked at every {@code pollMillis}. */
    private static Trace counter(DoubleUnaryOperator energy, double offset, long pollMillis, long tickMillis,
            long jitterMillis, Random random) {
        List<Long> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        long lastTick = 0;
        long nextTick = tickMillis * MILLI;
        for (long due = 0; due <= 10 * SECOND; due += pollMillis * MILLI) {
            long now = due + (jitterMillis == 0 ? 0 : random.nextLong(pollMillis * MILLI / 2));
            while (nextTick <= now) {
                lastTick = nextTick;
                nextTick += tickMillis * MILLI + (jitterMillis == 0
                        ? 0
                        : random.nextLong(2 * jitterMillis * MILLI) - jitterMillis * MILLI);
            }
            times.add(now);
            values.add(offset + energy.applyAsDouble(lastTick / 1e9));
        }
        return new Trace(Quantity.ENERGY, "test", times.stream().mapToLong(Long::longValue).toArray(),
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Trace power(Quantity quantity, DoubleUnaryOperator watts, long periodMillis, long endMillis) {
        int samples = (int) (endMillis / periodMillis) + 1;
        long[] times = new long[samples];
        double[] values = new double[samples];
        for (int i = 0; i < samples; i++) {
            times[i] = i * (periodMillis * MILLI);
            values[i] = watts.applyAsDouble(times[i] / 1e9);
        }
        return new Trace(quantity, "test", times, values);
    }

    private static long[] gappedTimes() {
        long[] times = new long[140];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * (100 * MILLI) + (i > 50 ? SECOND : 0);
        }
        return times;
    }
}
