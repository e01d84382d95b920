package io.paretoscope.workbench;

import io.paretoscope.telemetry.Fact;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that has been sampled for a minute whenever it is asked, with made-up values of some quantities. */
public final class MovingTelemetry implements LiveTelemetry {
    /** Why the other quantities are not there. */
    public static final String REASON = "not supported by this device";

    private static final long PERIOD = 50_000_000L;
    private static final int SAMPLES = 1100;

    private final Map<Quantity, Double> levels = new EnumMap<>(Quantity.class);
    private final AtomicInteger reads = new AtomicInteger();

    /** A GPU without performance counters of its memory. */
    public static MovingTelemetry gpu() {
        return new MovingTelemetry().with(Quantity.POWER_INSTANT, 412)
                .with(Quantity.SM_CLOCK, 1755)
                .with(Quantity.GPU_UTILISATION, 97)
                .with(Quantity.SM_ACTIVITY, 71)
                .with(Quantity.TEMPERATURE, 58)
                .with(Quantity.HOST_LOAD, 12);
    }

    /** A CPU that does not tell its energy. */
    public static MovingTelemetry cpu() {
        return new MovingTelemetry().with(Quantity.HOST_LOAD, 64)
                .with(Quantity.HOST_FREQUENCY, 3250)
                .with(Quantity.HOST_MEMORY_USED, 7.5 * (1L << 30));
    }

    private MovingTelemetry with(Quantity quantity, double level) {
        levels.put(quantity, level);
        return this;
    }

    /** How often samples were asked for. */
    public int reads() {
        return reads.get();
    }

    @Override
    public List<Series> offered() {
        return levels.keySet().stream().map(quantity -> new Series(quantity, "made up")).toList();
    }

    @Override
    public int newest(Quantity quantity, long[] nanos, double[] values) {
        reads.incrementAndGet();
        Double level = levels.get(quantity);
        if (level == null) {
            return 0;
        }
        int count = Math.min(SAMPLES, nanos.length);
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
            double busy = (i / 180) % 3 == 0 ? 0.2 : 1 - 0.04 * Math.abs(Math.sin(i / 9.0));
            nanos[i] = now - (count - i) * PERIOD;
            values[i] = level * (quantity == Quantity.TEMPERATURE ? 0.8 + 0.2 * busy : busy);
        }
        return count;
    }

    @Override
    public Traces cut(long fromNanos, long toNanos) {
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        Arrays.stream(Quantity.values())
                .filter(quantity -> !levels.containsKey(quantity))
                .forEach(quantity -> reasons.put(quantity, REASON));
        return new Traces(levels.keySet()
                .stream()
                .map(quantity -> new Trace(quantity, "made up", new long[0], new double[0]))
                .toList(), reasons);
    }

    @Override
    public Map<String, Fact> facts() {
        return Map.of();
    }

    @Override
    public Processes processes() {
        return new Processes.Listed(List.of());
    }

    @Override
    public SamplerStats sampling() {
        return new SamplerStats(PERIOD, 1200, 60_000, 900_000, 110_000, 0.0034);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
