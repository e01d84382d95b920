package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * From which batch on more batch brings next to nothing: the smallest whose throughput is within ε of the best, by its interval (R27).
 *
 * @param series whose batches they are
 * @param epsilon what may be missing to the best, as a share of it
 * @param steps every batch that counts, by size
 * @param answer what was found
 * @param secondOpinion what Kneedle finds on the same points; it normalises by their range, so it moves with the last of them
 */
public record Knee(String series, double epsilon, List<Step> steps, Answer answer, Optional<Candidate> secondOpinion) {

    /** Within 5 % of the best. */
    public static final double DEFAULT_EPSILON = 0.05;
    /** Fewer have no bend. */
    private static final int FEWEST = 3;

    /**
     * A batch.
     *
     * @param candidate the candidate
     * @param throughput output throughput, in tokens/s
     * @param gainPerDoubling by how much throughput grew from the batch before, per doubling of the batch: 1 is twice as much;
     *     empty for the first
     */
    public record Step(Candidate candidate, Reading.Value throughput, OptionalDouble gainPerDoubling) {}

    /** Where the knee is. */
    public sealed interface Answer {

        /**
         * At a batch.
         *
         * @param smallest whose interval reaches the threshold
         * @param possible all that could be the smallest, as far as the intervals tell; one or more, by size
         */
        record At(Candidate smallest, List<Candidate> possible) implements Answer {
            public At {
                possible = List.copyOf(possible);
            }
        }

        /**
         * Throughput still grows at the largest batch.
         *
         * @param largest the largest that counts
         * @param next why the next larger does not count; empty where there is none
         */
        record StillRising(Candidate largest, Optional<String> next) implements Answer {}

        /**
         * Throughput still grows at the largest batch that the device has memory for.
         *
         * @param largest the largest that counts
         * @param reason why the next larger was not tried
         */
        record MemoryFirst(Candidate largest, String reason) implements Answer {}

        /**
         * There is none.
         *
         * @param reason why
         */
        record None(String reason) implements Answer {}
    }

    public Knee {
        steps = List.copyOf(steps);
    }

    /**
     * The knee of one series.
     *
     * @param series candidates that differ in their batch alone
     * @param epsilon between 0 and 1
     */
    public static Knee of(List<Candidate> series, double epsilon) {
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon " + epsilon + ": must lie between 0 and 1");
        }
        List<Candidate> counted = series.stream()
                .filter(candidate -> candidate.counts()
                        && candidate.reading(Metric.OUTPUT_THROUGHPUT) instanceof Reading.Value)
                .sorted(Comparator.comparingInt(Candidate::batch))
                .toList();
        String name = series.isEmpty() ? "" : series.getFirst().series();
        List<Step> steps = steps(counted);
        if (steps.size() < FEWEST) {
            return new Knee(name, epsilon, steps, new Answer.None("a knee takes at least " + FEWEST
                    + " valid batch sizes, and there are " + steps.size()), Optional.empty());
        }
        return new Knee(name, epsilon, steps, answer(steps, epsilon, series),
                Kneedle.knee(counted.stream().map(Candidate::batch).map(Integer::doubleValue).toList(),
                        steps.stream().map(step -> step.throughput().value()).toList())
                        .stream()
                        .mapToObj(counted::get)
                        .findFirst());
    }

    private static List<Step> steps(List<Candidate> counted) {
        List<Step> steps = new ArrayList<>();
        for (Candidate candidate : counted) {
            Reading.Value throughput = (Reading.Value) candidate.reading(Metric.OUTPUT_THROUGHPUT);
            steps.add(new Step(candidate, throughput, steps.isEmpty()
                    ? OptionalDouble.empty()
                    : gain(steps.getLast(), candidate, throughput.value())));
        }
        return steps;
    }

    private static OptionalDouble gain(Step before, Candidate candidate, double throughput) {
        double doublings = Math.log((double) candidate.batch() / before.candidate().batch()) / Math.log(2);
        return doublings > 0
                ? OptionalDouble.of(Math.pow(throughput / before.throughput().value(), 1 / doublings) - 1)
                : OptionalDouble.empty();
    }

    private static Answer answer(List<Step> steps, double epsilon, List<Candidate> series) {
        double best = steps.stream().mapToDouble(step -> step.throughput().value()).max().orElseThrow();
        double threshold = (1 - epsilon) * best;
        int first = firstReaching(steps, threshold, true);
        int surely = firstReaching(steps, threshold, false);
        Candidate largest = steps.getLast().candidate();
        if (first == steps.size() - 1) {
            // Only the largest reaches its own level: whether a larger one would bring more is open.
            Optional<Candidate.Obstacle> next = series.stream()
                    .filter(candidate -> candidate.batch() > largest.batch())
                    .min(Comparator.comparingInt(Candidate::batch))
                    .flatMap(Candidate::obstacle);
            return next.filter(obstacle -> obstacle.kind() == Candidate.Obstacle.Kind.SKIPPED)
                    .<Answer>map(obstacle -> new Answer.MemoryFirst(largest, obstacle.reason()))
                    .orElseGet(() -> new Answer.StillRising(largest, next.map(Candidate.Obstacle::reason)));
        }
        return new Answer.At(steps.get(first).candidate(),
                steps.subList(first, surely + 1).stream().map(Step::candidate).toList());
    }

    /** The index of the first whose interval's upper, or lower, end reaches {@code threshold}; the best's where none does. */
    private static int firstReaching(List<Step> steps, double threshold, boolean upper) {
        int best = 0;
        for (int i = 0; i < steps.size(); i++) {
            Reading.Value throughput = steps.get(i).throughput();
            double end = throughput.interval()
                    .map(interval -> upper
                            ? Math.max(interval.high(), throughput.value())
                            : Math.min(interval.low(), throughput.value()))
                    .orElse(throughput.value());
            if (end >= threshold) {
                return i;
            }
            best = throughput.value() > steps.get(best).throughput().value() ? i : best;
        }
        return best;
    }
}
