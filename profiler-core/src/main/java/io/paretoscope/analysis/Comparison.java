package io.paretoscope.analysis;

import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The same points in several runs, measured here or by others.
 *
 * <p>Points match where series, batch on the device and replicas are the same; that weights are synthetic does not count, since times
 * hold for trained ones. Where every run has but one series, these are matched whatever they are called.
 *
 * @param runs what is compared, the first the baseline wherever it has the point
 * @param matches points that at least two runs have, in the order in which they come
 * @param apart points that are not compared, and why
 */
public record Comparison(List<Side> runs, List<Match> matches, List<Apart> apart) {

    private static final String SYNTHETIC = " (synthetic)";

    /**
     * A run.
     *
     * @param name how it is shown, such as {@code 3} or {@code F1}
     * @param entries its points
     */
    public record Side(String name, List<Entry> entries) {
        public Side {
            entries = List.copyOf(entries);
        }

        /** Points that were measured here. */
        public static Side of(String name, List<Candidate> candidates) {
            return new Side(name,
                    candidates.stream()
                            .map(candidate -> new Entry(
                                    new Key(candidate.series().replace(SYNTHETIC, ""),
                                            OptionalInt.of(candidate.batch()), candidate.replicas()),
                                    candidate.label(), candidate.metrics(),
                                    candidate.obstacle().map(Candidate.Obstacle::reason)))
                            .toList());
        }

        /** Points of others, those without a batch among them. */
        public static Side of(String name, ForeignRun run) {
            return new Side(name, run.points().stream().map(Side::entry).toList());
        }

        private static Entry entry(ForeignPoint point) {
            return new Entry(new Key(point.series(), point.batch(), point.replicas()), point.label(),
                    Candidate.metrics(point), Optional.empty());
        }
    }

    /**
     * A point of a run.
     *
     * @param key what it is matched by
     * @param label how its run calls it
     * @param metrics what is known of it
     * @param obstacle why its numbers do not count; empty where they do
     */
    public record Entry(Key key, String label, PointMetrics metrics, Optional<String> obstacle) {}

    /**
     * What points are matched by.
     *
     * @param series what it has in common with those that differ from it in their batch alone
     * @param batch sequences on the device, of all replicas; empty where it is not known
     * @param replicas how many engines share the device
     */
    public record Key(String series, OptionalInt batch, int replicas) {
        /** In words. */
        public String label() {
            return series + (batch.isPresent() ? ", batch " + batch.getAsInt() : "");
        }
    }

    /**
     * A point that several runs have.
     *
     * @param key what they have in common
     * @param entries for each run, in their order; empty where it does not have it
     */
    public record Match(Key key, List<Optional<Entry>> entries) {
        public Match {
            entries = List.copyOf(entries);
        }

        /** What each run knows of {@code metric}; that it does not have the point is a reason, too. */
        public List<Reading> readings(Metric metric) {
            return entries.stream()
                    .map(entry -> entry.map(one -> one.metrics().reading(metric))
                            .orElse(new Reading.Unavailable("the run does not have this point")))
                    .toList();
        }

        /** How each run stands to the first that has the point. */
        public List<Gain> gains(Metric metric) {
            int base = baseline();
            List<Reading> readings = readings(metric);
            List<Gain> gains = new ArrayList<>();
            for (int i = 0; i < readings.size(); i++) {
                gains.add(i == base ? new Gain.Baseline() : Gain.of(readings.get(i), readings.get(base)));
            }
            return gains;
        }

        /** The place of the first run that has the point. */
        public int baseline() {
            int base = 0;
            while (entries.get(base).isEmpty()) {
                base++;
            }
            return base;
        }
    }

    /**
     * A point that is not compared.
     *
     * @param run whose it is
     * @param label how that calls it
     * @param reason why
     */
    public record Apart(String run, String label, String reason) {}

    public Comparison {
        runs = List.copyOf(runs);
        matches = List.copyOf(matches);
        apart = List.copyOf(apart);
    }

    /**
     * Compares runs.
     *
     * @param runs at least two
     */
    public static Comparison of(List<Side> runs) {
        if (runs.size() < 2) {
            throw new IllegalArgumentException("a comparison takes at least two runs");
        }
        List<Side> named = oneSeriesEach(runs);
        List<Apart> apart = new ArrayList<>();
        Map<Key, Map<Integer, Entry>> places = new LinkedHashMap<>();
        for (int i = 0; i < named.size(); i++) {
            for (Entry entry : named.get(i).entries()) {
                if (entry.obstacle().isPresent()) {
                    apart.add(new Apart(named.get(i).name(), entry.label(), entry.obstacle().get()));
                    continue;
                }
                Entry first = places.computeIfAbsent(entry.key(), _ -> new HashMap<>()).putIfAbsent(i, entry);
                if (first != null) {
                    apart.add(new Apart(named.get(i).name(), entry.label(),
                            "the same series, batch and replicas as " + first.label() + ", which is compared"));
                }
            }
        }
        List<Match> matches = new ArrayList<>();
        places.forEach((key, entries) -> {
            if (entries.size() > 1) {
                List<Optional<Entry>> all = new ArrayList<>();
                for (int i = 0; i < named.size(); i++) {
                    all.add(Optional.ofNullable(entries.get(i)));
                }
                matches.add(new Match(key, all));
            } else {
                entries.forEach((run, entry) -> apart.add(new Apart(named.get(run).name(), entry.label(),
                        "no other run has it")));
            }
        });
        return new Comparison(runs, matches, apart);
    }

    /** Gives series one name where every run has but one. */
    private static List<Side> oneSeriesEach(List<Side> runs) {
        List<List<String>> series = runs.stream()
                .map(run -> run.entries().stream().map(entry -> entry.key().series()).distinct().toList())
                .toList();
        if (series.stream().anyMatch(names -> names.size() != 1)) {
            return runs;
        }
        String common = series.stream().map(List::getFirst).distinct().collect(Collectors.joining(" / "));
        return runs.stream()
                .map(run -> new Side(run.name(), run.entries()
                        .stream()
                        .map(entry -> new Entry(new Key(common, entry.key().batch(), entry.key().replicas()),
                                entry.label(), entry.metrics(), entry.obstacle()))
                        .toList()))
                .toList();
    }

    /** The metrics that at least two runs know at one of the matches. */
    public List<Metric> known() {
        return Arrays.stream(Metric.values())
                .filter(metric -> matches.stream()
                        .anyMatch(match -> match.readings(metric)
                                .stream()
                                .filter(Reading.Value.class::isInstance)
                                .count() > 1))
                .toList();
    }
}
