package io.paretoscope.sweep;

import io.paretoscope.telemetry.Energy;
import io.paretoscope.telemetry.EnergyMeter;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a sweep asks of the device's telemetry, and the waiting that goes with it. Of the sweep's thread alone. */
final class DeviceWatch {
    /** Over which the idle device is measured: long enough for 30 ticks of the slowest known counter. */
    private static final Duration IDLE = Duration.ofSeconds(3);
    /** A counter ticks every 100 ms at the slowest known. */
    private static final Duration FIRST_SAMPLES = Duration.ofMillis(500);
    private static final Duration LAST_TICK = Duration.ofMillis(500);
    private static final Duration MOST_COOL_DOWN = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(20);
    /** How far the samples kept with a point reach beyond its windows. */
    private static final long MARGIN_NANOS = 500_000_000L;

    private final Telemetry telemetry;
    private final BooleanSupplier stopped;
    private long sampledTo;

    /**
     * A watch.
     *
     * @param stopped whether waiting is to end
     */
    DeviceWatch(Telemetry telemetry, BooleanSupplier stopped) {
        this.telemetry = telemetry;
        this.stopped = stopped;
    }

    /** Whether the device tells its energy or power; waits for the first samples. */
    boolean tellsPower() {
        Traces first = telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE);
        if (power(first).isEmpty() && first.find(Quantity.ENERGY).isEmpty()) {
            return false;
        }
        waitFor(FIRST_SAMPLES, () -> power(telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE))
                .or(() -> telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE).find(Quantity.ENERGY))
                .filter(trace -> trace.size() > 0)
                .isPresent());
        return true;
    }

    private static Optional<Trace> power(Traces traces) {
        return traces.find(Quantity.POWER_INSTANT).or(() -> traces.find(Quantity.POWER_AVERAGE));
    }

    /** The power of the device as it is now, in watts, over some seconds. */
    Reading idlePower() {
        long start = System.nanoTime();
        waitFor(IDLE, () -> false);
        long end = System.nanoTime();
        waitForTickAfter(end);
        return switch (EnergyMeter.energy(telemetry.cut(start - MARGIN_NANOS, System.nanoTime()), start, end)) {
            case Energy.Joules joules -> new Reading.Value(joules.joules() / ((end - start) / 1e9), joules.samples(),
                    Optional.empty(), Optional.of(joules.source().label()));
            case Energy.Unavailable(String reason) -> new Reading.Unavailable(reason);
        };
    }

    /** Memory in use on the device now, in bytes. */
    Reading memoryInUse() {
        Traces all = telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE);
        Optional<Trace> used = all.find(Quantity.MEMORY_USED);
        if (used.isEmpty()) {
            return new Reading.Unavailable(all.whyNot(Quantity.MEMORY_USED));
        }
        waitFor(FIRST_SAMPLES, () -> lastOf(Quantity.MEMORY_USED).isPresent());
        return lastOf(Quantity.MEMORY_USED).<Reading>map(bytes -> new Reading.Value(bytes, 1))
                .orElse(new Reading.Unavailable("no sample of the device's memory came in time"));
    }

    private Optional<Double> lastOf(Quantity quantity) {
        return telemetry.cut(Long.MIN_VALUE, Long.MAX_VALUE)
                .find(quantity)
                .filter(trace -> trace.size() > 0)
                .map(trace -> trace.value(trace.size() - 1));
    }

    /** Why the device gives no energy at all. */
    String noPower() {
        Traces traces = telemetry.cut(0, 0);
        return traces.whyNot(Quantity.ENERGY);
    }

    Processes processes() {
        return telemetry.processes();
    }

    /**
     * Waits until the device is at most so warm.
     *
     * @return why it is not; empty where it is
     */
    Optional<String> coolDown(int celsius) {
        if (telemetry.cut(0, 0).find(Quantity.TEMPERATURE).isEmpty()) {
            return Optional.of("the device's temperature is unavailable: "
                    + telemetry.cut(0, 0).whyNot(Quantity.TEMPERATURE));
        }
        waitFor(MOST_COOL_DOWN, () -> temperature().orElse(Double.MAX_VALUE) <= celsius);
        OptionalDouble now = temperature();
        if (now.isEmpty()) {
            return Optional.of("the device's temperature cannot be read any more");
        }
        return now.getAsDouble() <= celsius
                ? Optional.empty()
                : Optional.of(Math.round(now.getAsDouble()) + " °C after " + MOST_COOL_DOWN.toSeconds() + " s, not "
                        + celsius + " °C");
    }

    private OptionalDouble temperature() {
        long now = System.nanoTime();
        return telemetry.cut(now - Duration.ofSeconds(2).toNanos(), now)
                .find(Quantity.TEMPERATURE)
                .filter(trace -> trace.size() > 0)
                .map(trace -> OptionalDouble.of(trace.value(trace.size() - 1)))
                .orElse(OptionalDouble.empty());
    }

    /** Begins to collect samples, from a little before now on. */
    void collect() {
        sampledTo = Math.max(sampledTo, System.nanoTime() - MARGIN_NANOS);
    }

    /** The samples since {@link #collect} or since the last call. */
    Traces soFar() {
        long now = System.nanoTime();
        Traces traces = telemetry.cut(sampledTo, now);
        sampledTo = now + 1;
        return traces;
    }

    /** The same, once the counter has ticked after {@code end}, so that energy up to there is known. */
    Traces upTo(long end) {
        waitForTickAfter(end);
        return soFar();
    }

    private void waitForTickAfter(long end) {
        Traces now = telemetry.cut(end, Long.MAX_VALUE);
        if (now.find(Quantity.ENERGY).isPresent()) {
            waitFor(LAST_TICK, () -> ticked(telemetry.cut(end, Long.MAX_VALUE)));
        } else if (power(now).isPresent()) {
            waitFor(LAST_TICK, () -> power(telemetry.cut(end, Long.MAX_VALUE))
                    .filter(trace -> trace.size() > 0)
                    .isPresent());
        }
    }

    private static boolean ticked(Traces traces) {
        return traces.find(Quantity.ENERGY)
                .filter(trace -> trace.size() > 1 && trace.value(trace.size() - 1) > trace.value(0))
                .isPresent();
    }

    private void waitFor(Duration atMost, BooleanSupplier done) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean() && !stopped.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
