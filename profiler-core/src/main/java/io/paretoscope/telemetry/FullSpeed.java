package io.paretoscope.telemetry;

import io.paretoscope.engine.DeviceId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one quantity of a device as fast as the device answers, to find out how often it is renewed there. Keeps a core busy for
 * the time, so it is not for watching.
 */
public final class FullSpeed {
    private static final int FIRST_CAPACITY = 1 << 14;

    private FullSpeed() {}

    /**
     * Reads {@code quantity} again and again on this thread.
     *
     * @param time how long; ends early where the device says that it never will give the quantity
     * @return its trace, or why there is none
     */
    public static Traces read(DeviceId device, Quantity quantity, Duration time) {
        try (TelemetrySource source = device.isCpu() ? CpuSource.open() : NvmlSource.open(device)) {
            return read(source, quantity, time);
        }
    }

    static Traces read(TelemetrySource source, Quantity quantity, Duration time) {
        for (Probe probe : source.probes()) {
            for (int i = 0; i < probe.series().size(); i++) {
                if (probe.series().get(i).quantity() == quantity) {
                    return read(probe, i, time);
                }
            }
        }
        return none(quantity, source.unavailable().getOrDefault(quantity, "not a quantity of this device"));
    }

    private static Traces read(Probe probe, int series, Duration time) {
        Series read = probe.series().get(series);
        Readings readings = new Readings(probe.series().size());
        long[] nanos = new long[FIRST_CAPACITY];
        double[] values = new double[FIRST_CAPACITY];
        int samples = 0;
        Optional<String> gap = Optional.empty();
        long begun = System.nanoTime();
        long now = begun;
        while (now - begun < time.toNanos() && !readings.hopeless()) {
            long before = now;
            readings.clear();
            try {
                probe.read(readings);
            } catch (RuntimeException | LinkageError e) {
                readings.allAbsent(e.toString());
            }
            now = System.nanoTime();
            if (!readings.given(series)) {
                gap = Optional.ofNullable(readings.reason(series));
                continue;
            }
            if (samples == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * samples);
                values = Arrays.copyOf(values, 2 * samples);
            }
            nanos[samples] = before + (now - before) / 2;
            values[samples] = readings.value(series);
            samples++;
        }
        if (samples == 0) {
            return none(read.quantity(), gap.orElse("the device gave no value"));
        }
        return new Traces(List.of(new Trace(read.quantity(), read.source(), Arrays.copyOf(nanos, samples),
                Arrays.copyOf(values, samples))), Map.of());
    }

    private static Traces none(Quantity quantity, String reason) {
        return new Traces(List.of(), Map.of(quantity, reason));
    }
}
