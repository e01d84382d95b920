package io.paretoscope.cli;

import io.paretoscope.telemetry.ClockEvent;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Trace;
import java.util.EnumMap;
import java.util.Map;

/** What was sampled of one quantity, summed up as it comes in. */
final class TelemetrySummary {
    private final Series series;
    private final Map<ClockEvent, Long> events = new EnumMap<>(ClockEvent.class);
    private long after;
    private long samples;
    private double sum;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /** A summary of the samples from {@code from} on. */
    TelemetrySummary(Series series, long from) {
        this.series = series;
        after = from - 1;
    }

    /** Takes in those samples that are newer than the ones before. */
    void add(Trace trace) {
        for (int i = trace.firstAtOrAfter(after + 1); i < trace.size(); i++) {
            double value = trace.value(i);
            samples++;
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
            ClockEvent.of(value).forEach(event -> events.merge(event, 1L, Long::sum));
            after = trace.nanos(i);
        }
    }

    Series series() {
        return series;
    }

    /** When the last sample was. */
    long lastNanos() {
        return after;
    }

    long samples() {
        return samples;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    double mean() {
        return sum / samples;
    }

    /** Of a quantity of bits: in what share of the samples each event was there. */
    Map<ClockEvent, Double> eventShares() {
        Map<ClockEvent, Double> shares = new EnumMap<>(ClockEvent.class);
        events.forEach((event, count) -> shares.put(event, (double) count / samples));
        return shares;
    }
}
