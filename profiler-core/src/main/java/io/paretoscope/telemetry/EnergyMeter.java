package io.paretoscope.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Energy and power of a window, from samples. Pure: the same traces and the same window give the same figure, bit for bit. Give
 * it traces that reach somewhat beyond the window at both ends, for it interpolates there.
 *
 * <p>The best source first: the energy counter; else instant power, integrated; else the device's average power, integrated.
 *
 * <p>The counter stands still between its ticks, so a sample of it is the energy up to the last tick. Its value at an end of the
 * window is therefore interpolated linearly between the two ticks around that end, which makes adjacent windows add up to the
 * whole. A tick is timed half way between the sample before it and the sample that shows it; where the counter moves at every
 * sample, it is finer than the sampling, and the sample's own time holds.
 *
 * <p>Power is integrated by the trapezoid rule. The device's average power is a mean over a time of its own (one second on recent
 * NVIDIA devices), so its integral is smeared by that at both ends; what it misses is small over the {@link #SHORTEST_INTEGRAL}.
 */
public final class EnergyMeter {
    /** Raised whenever the same samples would give another figure. */
    public static final int VERSION = 1;

    /** The fewest ticks of the counter, or samples of power, in a window. */
    public static final int FEWEST_SAMPLES = 10;

    /**
     * The shortest window over which power may be integrated, in nanoseconds: devices publish the mean of a part of the time
     * only (25 of every 100 ms on an H100), which needs repetition to average out.
     */
    public static final long SHORTEST_INTEGRAL = 5_000_000_000L;

    /** The longest time between two samples of power that the trapezoid rule may bridge, in nanoseconds. */
    public static final long LONGEST_GAP = 1_000_000_000L;

    /** The longest time between the two ticks around an end of the window, as a share of the window. */
    private static final double LONGEST_TICK_SHARE = 0.2;

    private static final double NANOS_PER_SECOND = 1e9;

    private EnergyMeter() {}

    /**
     * The energy of a window.
     *
     * @throws IllegalArgumentException where the window has no length
     */
    public static Energy energy(Traces traces, long fromNanos, long toNanos) {
        requireLength(fromNanos, toNanos);
        List<String> reasons = new ArrayList<>();
        Energy counted = counted(traces, fromNanos, toNanos);
        if (!(counted instanceof Energy.Unavailable(String noCounter))) {
            return counted;
        }
        reasons.add(Energy.Source.COUNTER.label() + ": " + noCounter);
        Energy instant = integrated(traces, Quantity.POWER_INSTANT, Energy.Source.INTEGRATED_INSTANT, fromNanos,
                toNanos);
        if (!(instant instanceof Energy.Unavailable(String noInstant))) {
            return instant;
        }
        reasons.add(Energy.Source.INTEGRATED_INSTANT.label() + ": " + noInstant);
        Energy average = integrated(traces, Quantity.POWER_AVERAGE, Energy.Source.INTEGRATED_AVERAGE, fromNanos,
                toNanos);
        if (!(average instanceof Energy.Unavailable(String noAverage))) {
            return average;
        }
        reasons.add(Energy.Source.INTEGRATED_AVERAGE.label() + ": " + noAverage);
        return new Energy.Unavailable(String.join("; ", reasons));
    }

    /** The energy of a window by the energy counter alone. */
    public static Energy counted(Traces traces, long fromNanos, long toNanos) {
        requireLength(fromNanos, toNanos);
        Optional<Trace> counter = traces.find(Quantity.ENERGY);
        if (counter.isEmpty()) {
            return new Energy.Unavailable(traces.whyNot(Quantity.ENERGY));
        }
        return Ticks.of(counter.get()).energy(fromNanos, toNanos);
    }

    /** The energy of a window by one of the power quantities alone. */
    public static Energy integrated(Traces traces, Energy.Source source, long fromNanos, long toNanos) {
        return switch (source) {
            case COUNTER -> throw new IllegalArgumentException("the counter is not integrated");
            case INTEGRATED_INSTANT -> integrated(traces, Quantity.POWER_INSTANT, source, fromNanos, toNanos);
            case INTEGRATED_AVERAGE -> integrated(traces, Quantity.POWER_AVERAGE, source, fromNanos, toNanos);
        };
    }

    /** Mean power of a window: its energy divided by its length. */
    public static Watts mean(Traces traces, long fromNanos, long toNanos) {
        return switch (energy(traces, fromNanos, toNanos)) {
            case Energy.Joules(double joules, Energy.Source source, int _) ->
                new Watts.Known(joules / ((toNanos - fromNanos) / NANOS_PER_SECOND), source.label());
            case Energy.Unavailable(String reason) -> new Watts.Unavailable(reason);
        };
    }

    /** The highest sample of instant power in a window; of the device's average power where there is none. */
    public static Watts peak(Traces traces, long fromNanos, long toNanos) {
        requireLength(fromNanos, toNanos);
        Watts instant = highest(traces, Quantity.POWER_INSTANT, fromNanos, toNanos);
        if (!(instant instanceof Watts.Unavailable(String noInstant))) {
            return instant;
        }
        Watts average = highest(traces, Quantity.POWER_AVERAGE, fromNanos, toNanos);
        if (!(average instanceof Watts.Unavailable(String noAverage))) {
            return average;
        }
        return new Watts.Unavailable(noInstant.equals(noAverage)
                ? "power: " + noInstant
                : "instant power: " + noInstant + "; average power: " + noAverage);
    }

    private static Watts highest(Traces traces, Quantity power, long from, long to) {
        Optional<Trace> trace = traces.find(power).map(all -> all.between(from, to));
        if (trace.isEmpty()) {
            return new Watts.Unavailable(traces.whyNot(power));
        }
        if (trace.get().size() == 0) {
            return new Watts.Unavailable("no sample in the window");
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < trace.get().size(); i++) {
            highest = Math.max(highest, trace.get().value(i));
        }
        return new Watts.Known(highest, trace.get().source());
    }

    private static Energy integrated(Traces traces, Quantity power, Energy.Source source, long from, long to) {
        requireLength(from, to);
        Optional<Trace> found = traces.find(power);
        if (found.isEmpty()) {
            return new Energy.Unavailable(traces.whyNot(power));
        }
        if (to - from < SHORTEST_INTEGRAL) {
            return new Energy.Unavailable("a window of " + millis(to - from) + " is too short to integrate power; "
                    + millis(SHORTEST_INTEGRAL) + " would do");
        }
        return integral(found.get(), source, from, to);
    }

    private static Energy integral(Trace trace, Energy.Source source, long from, long to) {
        int within = trace.firstAtOrAfter(from);
        int end = trace.firstAtOrAfter(to);
        if (end - within < FEWEST_SAMPLES) {
            return new Energy.Unavailable((end - within) + " samples in the window, " + FEWEST_SAMPLES + " needed");
        }
        int first = trace.nanos(within) == from ? within : within - 1;
        if (first < 0) {
            return new Energy.Unavailable("no sample before the window");
        }
        if (end == trace.size()) {
            return new Energy.Unavailable("no sample after the window");
        }
        double joules = 0;
        for (int i = first; i < end; i++) {
            long left = trace.nanos(i);
            long right = trace.nanos(i + 1);
            if (right - left > LONGEST_GAP) {
                return new Energy.Unavailable("no sample for " + millis(right - left) + ", "
                        + millis(LONGEST_GAP) + " is the longest gap to bridge");
            }
            long start = Math.max(left, from);
            long stop = Math.min(right, to);
            if (stop > start) {
                joules += (powerAt(trace, i, start) + powerAt(trace, i, stop)) / 2 * ((stop - start)
                        / NANOS_PER_SECOND);
            }
        }
        return new Energy.Joules(joules, source, end - within);
    }

    private static double powerAt(Trace trace, int i, long time) {
        return between(time, trace.nanos(i), trace.value(i), trace.nanos(i + 1), trace.value(i + 1));
    }

    private static double between(long time, long left, double leftValue, long right, double rightValue) {
        double share = (double) (time - left) / (right - left);
        return leftValue + share * (rightValue - leftValue);
    }

    private static void requireLength(long from, long to) {
        if (to <= from) {
            throw new IllegalArgumentException("a window from " + from + " to " + to + " has no length");
        }
    }

    private static String millis(long nanos) {
        return Math.round(nanos / 1e6) + " ms";
    }

    /** The changes of a counter's value: when each happened, and the value from then on. */
    private record Ticks(Trace trace) {
        /** A trace of the ticks alone, under their own times. */
        static Ticks of(Trace counter) {
            long[] times = new long[counter.size()];
            double[] values = new double[counter.size()];
            int ticks = 0;
            boolean stood = true;
            for (int i = 1; i < counter.size(); i++) {
                boolean moved = counter.value(i) != counter.value(i - 1);
                if (moved) {
                    long before = counter.nanos(i - 1);
                    long after = counter.nanos(i);
                    times[ticks] = stood ? before + (after - before) / 2 : after;
                    values[ticks] = counter.value(i);
                    ticks++;
                }
                stood = !moved;
            }
            return new Ticks(new Trace(counter.quantity(), counter.source(), Arrays.copyOf(times, ticks),
                    Arrays.copyOf(values, ticks)));
        }

        Energy energy(long from, long to) {
            int within = trace.firstAtOrAfter(from);
            int end = trace.firstAtOrAfter(to);
            if (end - within < FEWEST_SAMPLES) {
                return new Energy.Unavailable((end - within) + " ticks of the counter in a window of "
                        + millis(to - from) + ", " + FEWEST_SAMPLES + " needed");
            }
            int first = trace.nanos(within) == from ? within : within - 1;
            if (first < 0) {
                return new Energy.Unavailable("no tick of the counter before the window");
            }
            if (end == trace.size()) {
                return new Energy.Unavailable("no tick of the counter after the window");
            }
            for (int i = first; i < end; i++) {
                if (trace.value(i + 1) < trace.value(i)) {
                    return new Energy.Unavailable("the counter fell from " + trace.value(i) + " to "
                            + trace.value(i + 1) + " J, as after a restart of the driver");
                }
            }
            long widest = Math.max(trace.nanos(first + 1) - trace.nanos(first), trace.nanos(end) - trace.nanos(end
                    - 1));
            if (widest > LONGEST_TICK_SHARE * (to - from)) {
                return new Energy.Unavailable(millis(widest) + " between the ticks around an end of a window of "
                        + millis(to - from) + ", too long to interpolate");
            }
            double start = valueAt(first, from);
            double stop = valueAt(end - 1, to);
            return new Energy.Joules(stop - start, Energy.Source.COUNTER, end - within);
        }

        private double valueAt(int i, long time) {
            return between(time, trace.nanos(i), trace.value(i), trace.nanos(i + 1), trace.value(i + 1));
        }
    }
}
