package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Pareto front of candidates: those than which no other is at least as good in every metric and better in one (R26). Exact on
 * the stored values; equal candidates do not dominate each other.
 *
 * <p>A status is certain where no move of any candidate within its 95 % intervals could change it. Every metric without an
 * interval counts as exact.
 *
 * @param metrics two or three, each with its better direction
 * @param members every candidate, in the order given
 */
public record Front(List<Metric> metrics, List<Member> members) {

    /**
     * A candidate and where it stands.
     *
     * @param candidate the candidate
     * @param standing where it stands
     */
    public record Member(Candidate candidate, Standing standing) {}

    /** Where a candidate stands. */
    public sealed interface Standing {

        /**
         * No other dominates it.
         *
         * @param certain whether none could, within the intervals
         */
        record OnFront(boolean certain) implements Standing {}

        /**
         * Another dominates it.
         *
         * @param by the first such candidate that is on the front
         * @param certain whether it is dominated wherever within the intervals the values lie
         */
        record Dominated(Candidate by, boolean certain) implements Standing {}

        /**
         * It is not compared.
         *
         * @param reason why
         */
        record LeftOut(String reason) implements Standing {}
    }

    /** Checks the metrics. */
    public Front {
        metrics = List.copyOf(metrics);
        members = List.copyOf(members);
        if (metrics.size() < 2 || metrics.size() > 3) {
            throw new IllegalArgumentException("a front is over two or three metrics, not " + metrics.size());
        }
        if (metrics.stream().distinct().count() != metrics.size()) {
            throw new IllegalArgumentException("a front is over different metrics: " + metrics);
        }
    }

    /** The candidates on the front, certain or not, in the order given. */
    public List<Candidate> front() {
        return members.stream()
                .filter(member -> member.standing() instanceof Standing.OnFront)
                .map(Member::candidate)
                .toList();
    }

    /** The front of {@code candidates}; those that do not count, or lack one of the metrics, are left out with the reason. */
    public static Front of(List<Candidate> candidates, List<Metric> metrics) {
        List<Optional<Box>> boxes = candidates.stream()
                .map(candidate -> candidate.counts() ? Box.of(candidate, metrics) : Optional.<Box>empty())
                .toList();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            members.add(new Member(candidate, boxes.get(i)
                    .map(box -> standing(box, candidates, boxes))
                    .orElseGet(() -> new Standing.LeftOut(candidate.obstacle()
                            .map(Candidate.Obstacle::reason)
                            .orElseGet(() -> lack(candidate, metrics))))));
        }
        return new Front(metrics, members);
    }

    private static String lack(Candidate candidate, List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (candidate.reading(metric) instanceof Reading.Unavailable(String reason)) {
                return "no " + metric.label() + ": " + reason;
            }
        }
        throw new IllegalStateException("nothing is lacking");
    }

    private static Standing standing(Box box, List<Candidate> candidates, List<Optional<Box>> boxes) {
        Candidate by = null;
        boolean surely = false;
        boolean possibly = false;
        for (int i = 0; i < boxes.size(); i++) {
            if (boxes.get(i).isEmpty() || boxes.get(i).get() == box) {
                continue;
            }
            Box other = boxes.get(i).get();
            surely |= dominates(other.worst, box.best);
            possibly |= dominates(other.best, box.worst);
            boolean betterBy = by == null && dominates(other.value, box.value);
            if (betterBy && boxes.stream()
                    .flatMap(Optional::stream)
                    .noneMatch(third -> dominates(third.value, other.value))) {
                by = candidates.get(i);
            }
        }
        return by == null ? new Standing.OnFront(!possibly) : new Standing.Dominated(by, surely);
    }

    /** At least as good in every metric and better in one; more is better. */
    private static boolean dominates(List<Double> one, List<Double> other) {
        boolean better = false;
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) < other.get(i)) {
                return false;
            }
            better |= one.get(i) > other.get(i);
        }
        return better;
    }

    /** Values of a candidate, turned so that more is better, and the ends of their intervals. */
    private static final class Box {
        final List<Double> worst = new ArrayList<>();
        final List<Double> value = new ArrayList<>();
        final List<Double> best = new ArrayList<>();

        static Optional<Box> of(Candidate candidate, List<Metric> metrics) {
            Box box = new Box();
            for (Metric metric : metrics) {
                if (!(candidate.reading(metric) instanceof Reading.Value reading)) {
                    return Optional.empty();
                }
                double sign = metric.better() == Metric.Direction.UP ? 1 : -1;
                double value = reading.value();
                // The value is a ratio of sums, the interval that of the mean of ratios: it may just miss it.
                double low = reading.interval().map(interval -> Math.min(interval.low(), value)).orElse(value);
                double high = reading.interval().map(interval -> Math.max(interval.high(), value)).orElse(value);
                box.value.add(sign * value);
                box.worst.add(sign > 0 ? low : -high);
                box.best.add(sign > 0 ? high : -low);
            }
            return Optional.of(box);
        }
    }
}
