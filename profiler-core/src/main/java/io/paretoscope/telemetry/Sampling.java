package io.paretoscope.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads probes and keeps what they give. When a probe is read is for others to say: a sampling thread, or a recording that is
 * played. {@link #take} belongs to one thread at a time; all else to any.
 */
final class Sampling {
    /** How far back samples are held at least, at the periods asked for. */
    private static final long HELD_NANOS = 15 * 60 * 1_000_000_000L;
    private static final int FEWEST_HELD = 1024;

    private final LongSupplier clock;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Quantity, Channel> channels = new EnumMap<>(Quantity.class);
    private final Map<Quantity, String> unavailable = new EnumMap<>(Quantity.class);

    /** A probe with its channels. */
    static final class Slot {
        private final Probe probe;
        private final Readings readings;
        private final List<@Nullable Channel> channels = new ArrayList<>();

        private Slot(Probe probe) {
            this.probe = probe;
            readings = new Readings(probe.series().size());
        }

        Pace pace() {
            return probe.pace();
        }

        /** Whether reading it again makes no sense. */
        boolean hopeless() {
            return readings.hopeless();
        }
    }

    /**
     * Sampling of all that {@code sources} give; where two give the same quantity, the first does.
     *
     * @param clock nanoseconds of a monotonic clock
     */
    Sampling(List<TelemetrySource> sources, SamplingPeriods periods, LongSupplier clock) {
        this.clock = clock;
        for (TelemetrySource source : sources) {
            source.probes().forEach(probe -> add(probe, periods));
        }
        for (TelemetrySource source : sources) {
            source.unavailable().forEach((quantity, reason) -> {
                if (!channels.containsKey(quantity)) {
                    unavailable.putIfAbsent(quantity, reason);
                }
            });
        }
    }

    private void add(Probe probe, SamplingPeriods periods) {
        Slot slot = new Slot(probe);
        int capacity = (int) Math.max(FEWEST_HELD, HELD_NANOS / periods.nanos(probe.pace()) + 1);
        for (Series series : probe.series()) {
            if (channels.containsKey(series.quantity())) {
                slot.channels.add(null);
            } else {
                Channel channel = new Channel(series, capacity);
                channels.put(series.quantity(), channel);
                slot.channels.add(channel);
            }
        }
        slots.add(slot);
    }

    /** All probes. */
    List<Slot> slots() {
        return List.copyOf(slots);
    }

    /** Reads a probe now. Its samples bear the middle of the time that the call took. Throws nothing: a failure is a gap. */
    void take(Slot slot) {
        Readings readings = slot.readings;
        readings.clear();
        long before = clock.getAsLong();
        try {
            slot.probe.read(readings);
        } catch (RuntimeException | LinkageError e) {
            readings.allAbsent(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
        long middle = before + (clock.getAsLong() - before) / 2;
        for (int i = 0; i < slot.channels.size(); i++) {
            Channel channel = slot.channels.get(i);
            if (channel == null) {
                continue;
            }
            if (readings.given(i)) {
                channel.sampled(middle, readings.value(i));
            } else {
                String reason = readings.reason(i);
                if (reason != null) {
                    channel.failed(reason);
                }
            }
        }
    }

    /** The samples of a time range that are still held. */
    Traces cut(long from, long to) {
        List<Trace> traces = new ArrayList<>();
        Map<Quantity, String> reasons = new EnumMap<>(unavailable);
        for (Channel channel : channels.values()) {
            Trace trace = channel.cut(from, to);
            Optional<String> failure = channel.failure();
            failure.ifPresent(reason -> reasons.put(channel.series().quantity(), reason));
            if (trace.size() > 0 || failure.isEmpty()) {
                traces.add(trace);
            }
        }
        return new Traces(traces, reasons);
    }

    /** What is sampled, and not known to be unavailable. */
    List<Series> offered() {
        return channels.values()
                .stream()
                .filter(channel -> channel.ring().added() > 0 || channel.failure().isEmpty())
                .map(Channel::series)
                .sorted(Comparator.comparing(Series::quantity))
                .toList();
    }

    /** Copies the newest samples of {@code quantity}; see {@link Ring#newest}. */
    int newest(Quantity quantity, long[] nanos, double[] values) {
        Channel channel = channels.get(quantity);
        return channel == null ? 0 : channel.ring().newest(nanos, values);
    }
}
