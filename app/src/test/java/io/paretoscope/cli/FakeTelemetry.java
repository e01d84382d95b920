package io.paretoscope.cli;

import io.paretoscope.telemetry.Fact;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A device that was sampled three times, just now, whenever it is asked. */
final class FakeTelemetry implements LiveTelemetry {
    static final Series POWER = new Series(Quantity.POWER_INSTANT, "the fake's meter");
    static final Series EVENTS = new Series(Quantity.CLOCK_EVENTS, "the fake's clocks");

    private final long opened = System.nanoTime();
    boolean closed;

    @Override
    public Traces cut(long fromNanos, long toNanos) {
        // Later than whenever a watch began.
        long now = opened + 1_000_000_000_000L;
        return new Traces(List.of(
                new Trace(POWER.quantity(), POWER.source(), new long[]{now, now + 1, now + 2},
                        new double[]{100, 200, 600}),
                new Trace(EVENTS.quantity(), EVENTS.source(), new long[]{now, now + 1, now + 2, now + 3},
                        new double[]{0, 4, 4, 5})),
                Map.of(Quantity.ENERGY, "no counter in a fake"));
    }

    @Override
    public List<Series> offered() {
        return List.of(POWER, EVENTS);
    }

    @Override
    public int newest(Quantity quantity, long[] nanos, double[] values) {
        return 0;
    }

    @Override
    public Map<String, Fact> facts() {
        Map<String, Fact> facts = new LinkedHashMap<>();
        facts.put("GPU", new Fact.Known("Fake 9000"));
        facts.put("ECC", new Fact.Unavailable("a fake has none"));
        return facts;
    }

    @Override
    public Processes processes() {
        return new Processes.Listed(List.of(new Processes.OnDevice(42, OptionalLong.empty())));
    }

    @Override
    public SamplerStats sampling() {
        return new SamplerStats(50_000_000, 20, 60_000, 900_000, 110_000, 0.0125);
    }

    @Override
    public void close() {
        closed = true;
    }
}
