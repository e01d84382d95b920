package io.paretoscope.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The telemetry of a device that tells nothing. */
public final class SilentTelemetry implements LiveTelemetry {
    /** Why it does not. */
    public static final String REASON = "a silent device";

    /** Without any quantity. */
    public static final Traces TRACES = new Traces(List.of(),
            Arrays.stream(Quantity.values()).collect(Collectors.toMap(Function.identity(), _ -> REASON)));

    @Override
    public Traces cut(long fromNanos, long toNanos) {
        return TRACES;
    }

    @Override
    public List<Series> offered() {
        return List.of();
    }

    @Override
    public int newest(Quantity quantity, long[] nanos, double[] values) {
        return 0;
    }

    @Override
    public Map<String, Fact> facts() {
        return Map.of();
    }

    @Override
    public Processes processes() {
        return new Processes.Unavailable(REASON);
    }

    @Override
    public SamplerStats sampling() {
        return new SamplerStats(50_000_000, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
