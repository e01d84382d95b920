package io.paretoscope.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Plays a recording through the code that samples devices: probes, readings, rings. */
public final class ReplayedTelemetry {
    private ReplayedTelemetry() {}

    /** One sample of a recording. */
    private record Played(long nanos, int probe, double value) {}

    /** A series of the recording, as a device that gives its samples one by one. */
    private static final class PlayedProbe implements Probe {
        private final Series series;
        private double next;

        PlayedProbe(Trace trace) {
            series = new Series(trace.quantity(), trace.source());
        }

        @Override
        public Pace pace() {
            // For the room in the rings.
            return Pace.COUNTER;
        }

        @Override
        public List<Series> series() {
            return List.of(series);
        }

        @Override
        public void read(Readings into) {
            into.value(0, next);
        }
    }

    private record PlayedSource(Recording recording, List<Probe> probes) implements TelemetrySource {
        PlayedSource {
            probes = List.copyOf(probes);
        }

        @Override
        public Map<Quantity, String> unavailable() {
            return recording.traces().unavailable();
        }

        @Override
        public Map<String, Fact> facts() {
            return recording.facts();
        }

        @Override
        public Processes processes() {
            return new Processes.Unavailable("a recording");
        }

        @Override
        public void close() {}
    }

    /** What a watch of the recorded device would have given. */
    public static Traces play(Recording recording) {
        List<PlayedProbe> probes = new ArrayList<>();
        List<Played> samples = new ArrayList<>();
        for (Trace trace : recording.traces().traces()) {
            for (int i = 0; i < trace.size(); i++) {
                samples.add(new Played(trace.nanos(i), probes.size(), trace.value(i)));
            }
            probes.add(new PlayedProbe(trace));
        }
        samples.sort(Comparator.comparingLong(Played::nanos));
        long[] now = {0};
        Sampling sampling = new Sampling(List.of(new PlayedSource(recording, List.copyOf(probes))),
                SamplingPeriods.DEFAULT, () -> now[0]);
        List<Sampling.Slot> slots = sampling.slots();
        for (Played sample : samples) {
            now[0] = sample.nanos();
            probes.get(sample.probe()).next = sample.value();
            sampling.take(slots.get(sample.probe()));
        }
        return sampling.cut(Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
