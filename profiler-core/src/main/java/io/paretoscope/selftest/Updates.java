package io.paretoscope.selftest;

import io.paretoscope.telemetry.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How often a device renews one of its numbers, seen by asking for it as fast as it answers. A renewal that does not change the
 * number is not seen, so a power that stands still for a moment makes an interval look longer; the median is hardly moved by that.
 *
 * @param source the call or file that the number comes from
 * @param samples how often it was asked for
 * @param askingNanos median time between two answers
 * @param intervalsNanos times between two changes in a row, at least one. A change is timed half way between the answer before
 *     it and the answer that shows it, so each is right to within the time between two answers
 */
public record Updates(String source, int samples, double askingNanos, List<Long> intervalsNanos) {

    private static final double NANOS_PER_SECOND = 1e9;

    public Updates {
        intervalsNanos = List.copyOf(intervalsNanos);
        if (intervalsNanos.isEmpty()) {
            throw new IllegalArgumentException("no interval between changes");
        }
    }

    /** The changes in {@code trace}, or why there are too few. */
    static Finding<Updates> of(Trace trace) {
        List<Long> changes = new ArrayList<>();
        List<Long> asking = new ArrayList<>();
        for (int i = 1; i < trace.size(); i++) {
            long gap = trace.nanos(i) - trace.nanos(i - 1);
            asking.add(gap);
            if (trace.value(i) != trace.value(i - 1)) {
                changes.add(trace.nanos(i - 1) + gap / 2);
            }
        }
        if (changes.size() < 2) {
            double seconds = trace.size() == 0
                    ? 0
                    : (trace.nanos(trace.size() - 1) - trace.nanos(0)) / NANOS_PER_SECOND;
            return new Finding.Unavailable<>(String.format(Locale.ROOT,
                    "it changed %s in %.1f s of asking, two changes are needed", changes.isEmpty() ? "never" : "once",
                    seconds));
        }
        List<Long> intervals = new ArrayList<>();
        for (int i = 1; i < changes.size(); i++) {
            intervals.add(changes.get(i) - changes.get(i - 1));
        }
        return new Finding.Found<>(new Updates(trace.source(), trace.size(), median(asking), intervals));
    }

    /** Whether it changed about as often as it was asked for, so that it may be renewed more often still. */
    public boolean finerThanAsked() {
        return medianNanos() < 2 * askingNanos;
    }

    /** The median interval. */
    public double medianNanos() {
        return median(intervalsNanos);
    }

    /** The shortest interval. */
    public long shortestNanos() {
        return Collections.min(intervalsNanos);
    }

    /** The longest interval. */
    public long longestNanos() {
        return Collections.max(intervalsNanos);
    }

    /** Changes in a second, from the first to the last. */
    public double perSecond() {
        return intervalsNanos.size() * NANOS_PER_SECOND
                / intervalsNanos.stream().mapToLong(Long::longValue).sum();
    }

    private static double median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
    }
}
