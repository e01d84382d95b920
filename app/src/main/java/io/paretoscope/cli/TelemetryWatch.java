package io.paretoscope.cli;

import io.paretoscope.telemetry.Energy;
import io.paretoscope.telemetry.EnergyMeter;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.RecordingWriter;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Watches a device for some time and sums up what was sampled. */
final class TelemetryWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** Left out at each end of the energy's window, so that samples lie beyond it. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final LiveTelemetry telemetry;
    private final CountDownLatch stop;
    private final Map<Quantity, TelemetrySummary> summaries = new EnumMap<>(Quantity.class);
    private Traces last = Traces.NONE;
    private long began;
    private long ended;

    /**
     * A watch.
     *
     * @param stop ends it before its time
     */
    TelemetryWatch(LiveTelemetry telemetry, CountDownLatch stop) {
        this.telemetry = telemetry;
        this.stop = stop;
    }

    /**
     * Watches for that long.
     *
     * @param record where every sample is written
     */
    void run(String device, Duration time, Optional<Path> record) throws IOException, InterruptedException {
        began = System.nanoTime();
        for (Series series : telemetry.offered()) {
            summaries.put(series.quantity(), new TelemetrySummary(series, began));
        }
        if (record.isPresent()) {
            Traces now = telemetry.cut(began, began);
            try (RecordingWriter writer = new RecordingWriter(record.get(), device, Instant.now(), began,
                    telemetry.facts(), telemetry.offered(), now.unavailable())) {
                watch(time, writer::append);
            }
        } else {
            watch(time, traces -> {});
        }
    }

    /** Takes samples, of which it has seen some before. */
    @FunctionalInterface
    private interface Taker {
        void take(Traces traces) throws IOException;
    }

    private void watch(Duration time, Taker taker) throws IOException, InterruptedException {
        long end = began + time.toNanos();
        boolean stopped = false;
        while (!stopped && System.nanoTime() < end) {
            stopped = stop.await(Math.min(BETWEEN_LOOKS.toNanos(), end - System.nanoTime()), TimeUnit.NANOSECONDS);
            look(taker);
        }
        ended = System.nanoTime();
        look(taker);
    }

    private void look(Taker taker) throws IOException {
        long from = summaries.values().stream().mapToLong(TelemetrySummary::lastNanos).min().orElse(began);
        last = telemetry.cut(from, Long.MAX_VALUE);
        for (Trace trace : last.traces()) {
            TelemetrySummary summary = summaries.get(trace.quantity());
            if (summary != null) {
                summary.add(trace);
            }
        }
        taker.take(last);
    }

    /** What was sampled of {@code quantity}; empty where nothing was. */
    Optional<TelemetrySummary> summary(Quantity quantity) {
        return Optional.ofNullable(summaries.get(quantity)).filter(summary -> summary.samples() > 0);
    }

    /** Why {@code quantity} is not there, or no longer. */
    Optional<String> whyNot(Quantity quantity) {
        return Optional.ofNullable(last.unavailable().get(quantity))
                .or(() -> summary(quantity).isPresent() ? Optional.empty() : Optional.of("no sample in this time"));
    }

    /** How long it was. */
    Duration time() {
        return Duration.ofNanos(ended - began);
    }

    /** The window of {@link #energy}. */
    Duration energyWindow() {
        return time().minus(MARGIN.multipliedBy(2));
    }

    /** Energy over the time of the watch less a margin at both ends, by that source. */
    Energy energy(Energy.Source source) {
        if (energyWindow().compareTo(Duration.ZERO) <= 0) {
            return new Energy.Unavailable("too short a time");
        }
        Traces traces = telemetry.cut(began, Long.MAX_VALUE);
        long from = began + MARGIN.toNanos();
        long to = ended - MARGIN.toNanos();
        return source == Energy.Source.COUNTER
                ? EnergyMeter.counted(traces, from, to)
                : EnergyMeter.integrated(traces, source, from, to);
    }
}
