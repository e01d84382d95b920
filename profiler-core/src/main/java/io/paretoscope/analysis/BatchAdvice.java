package io.paretoscope.analysis;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which batch to serve with, after <em>Mind the Memory Gap: Unveiling GPU Bottlenecks in Large-Batch LLM Inference</em> (Recasens et al.,
 * 2025): the largest batch B with T(B) / (B · T(1)) &gt; ε and L(B) ≤ k · L(B_ref), where T is the throughput in requests/s, L the mean
 * inter-token latency and B_ref the measured batch nearest 32. Absolute limits can be set besides.
 *
 * @param series whose batches they are
 * @param rule what was asked for
 * @param trials every batch that counts, by size, and how it stands to the rule
 * @param answer the batch, or why there is none
 */
public record BatchAdvice(String series, Rule rule, List<Trial> trials, Answer answer) {

    private static final int REFERENCE_BATCH = 32;

    /**
     * What a batch must keep to.
     *
     * @param epsilon least share that a request must keep of the throughput it would have alone, above 0 and below 1
     * @param slowdown k: how many times the latency of the reference batch may be; at least 1
     * @param limits most of a metric of which less is better, in its unit
     */
    public record Rule(double epsilon, double slowdown, Map<Metric, Double> limits) {

        /** The paper's ε, and twice the latency of the reference. */
        public static final Rule DEFAULT = new Rule(0.1, 2, Map.of());

        public Rule {
            limits = Map.copyOf(limits);
            if (!(epsilon > 0 && epsilon < 1)) {
                throw new IllegalArgumentException("epsilon " + epsilon + ": must lie between 0 and 1");
            }
            if (!(slowdown >= 1)) {
                throw new IllegalArgumentException("slowdown " + slowdown + ": must be at least 1");
            }
            limits.forEach((metric, limit) -> {
                if (metric.better() != Metric.Direction.DOWN) {
                    throw new IllegalArgumentException("a limit on " + metric.key()
                            + " makes no sense: more of it is better");
                }
                if (!(limit > 0)) {
                    throw new IllegalArgumentException("limit " + limit + " on " + metric.key()
                            + ": must be above 0");
                }
            });
        }
    }

    /**
     * A batch against the rule.
     *
     * @param candidate the candidate
     * @param efficiency T(B) / (B · T(1))
     * @param slowdown L(B) / L(B_ref)
     * @param broken what it breaks, in words; empty where it keeps to everything
     */
    public record Trial(Candidate candidate, OptionalDouble efficiency, OptionalDouble slowdown, List<String> broken) {
        public Trial {
            broken = List.copyOf(broken);
        }
    }

    /** The batch, or why there is none. */
    public sealed interface Answer {

        /**
         * That batch.
         *
         * @param candidate it
         * @param reference B_ref
         * @param largest the largest that counts
         * @param freedBytes memory that the largest would take more than it; empty where that was not measured
         * @param throughputKept its output throughput over the largest's
         */
        record Choose(Candidate candidate, Candidate reference, Candidate largest, OptionalDouble freedBytes,
                OptionalDouble throughputKept) implements Answer {}

        /**
         * None can be named.
         *
         * @param reason why
         */
        record Unknown(String reason) implements Answer {}

        /**
         * None keeps to the rule.
         *
         * @param nearest the smallest batch, and what it breaks
         */
        record NoneFits(Trial nearest) implements Answer {}
    }

    public BatchAdvice {
        trials = List.copyOf(trials);
    }

    /**
     * Advice on one series.
     *
     * @param series candidates that differ in their batch alone
     */
    public static BatchAdvice of(List<Candidate> series, Rule rule) {
        String name = series.isEmpty() ? "" : series.getFirst().series();
        List<Candidate> counted = series.stream()
                .filter(Candidate::counts)
                .sorted(Comparator.comparingInt(Candidate::batch))
                .toList();
        if (counted.isEmpty()) {
            return new BatchAdvice(name, rule, List.of(), new Answer.Unknown("no batch has numbers that count"));
        }
        Optional<Candidate> one = counted.stream().filter(candidate -> candidate.batch() == 1).findFirst();
        if (one.isEmpty()) {
            return new BatchAdvice(name, rule, List.of(), new Answer.Unknown(series.stream()
                    .filter(candidate -> candidate.batch() == 1)
                    .findFirst()
                    .flatMap(Candidate::obstacle)
                    .map(obstacle -> "T(1) does not count (" + obstacle.reason() + "): measure batch 1 again")
                    .orElse("T(1) was not measured: measure batch 1, too")));
        }
        OptionalDouble alone = value(one.get(), Metric.REQUEST_THROUGHPUT);
        if (alone.isEmpty()) {
            return new BatchAdvice(name, rule, List.of(),
                    new Answer.Unknown(
                            "batch 1 has no request throughput: " + why(one.get(), Metric.REQUEST_THROUGHPUT)));
        }
        Optional<Candidate> reference = counted.stream()
                .filter(candidate -> value(candidate, Metric.ITL_MEAN).isPresent())
                .min(Comparator.<Candidate>comparingInt(candidate -> Math.abs(candidate.batch() - REFERENCE_BATCH))
                        .thenComparingInt(Candidate::batch));
        if (reference.isEmpty()) {
            return new BatchAdvice(name, rule, List.of(),
                    new Answer.Unknown("no batch has a mean ITL: " + why(counted.getFirst(), Metric.ITL_MEAN)));
        }
        double latency = value(reference.get(), Metric.ITL_MEAN).orElseThrow();
        List<Trial> trials = counted.stream()
                .map(candidate -> trial(candidate, alone.getAsDouble(), latency, rule))
                .toList();
        return new BatchAdvice(name, rule, trials, trials.reversed()
                .stream()
                .filter(trial -> trial.broken().isEmpty())
                .findFirst()
                .<Answer>map(trial -> choose(trial.candidate(), reference.get(), counted.getLast()))
                .orElseGet(() -> new Answer.NoneFits(trials.getFirst())));
    }

    private static Answer choose(Candidate chosen, Candidate reference, Candidate largest) {
        OptionalDouble all = value(largest, Metric.PEAK_MEMORY);
        OptionalDouble needed = value(chosen, Metric.PEAK_MEMORY);
        return new Answer.Choose(chosen, reference, largest,
                all.isPresent() && needed.isPresent()
                        ? OptionalDouble.of(all.getAsDouble() - needed.getAsDouble())
                        : OptionalDouble.empty(),
                ratio(value(chosen, Metric.OUTPUT_THROUGHPUT), value(largest, Metric.OUTPUT_THROUGHPUT)));
    }

    private static Trial trial(Candidate candidate, double alone, double latency, Rule rule) {
        OptionalDouble efficiency = ratio(value(candidate, Metric.REQUEST_THROUGHPUT),
                OptionalDouble.of(candidate.batch() * alone));
        OptionalDouble slowdown = ratio(value(candidate, Metric.ITL_MEAN), OptionalDouble.of(latency));
        List<String> broken = new ArrayList<>();
        if (efficiency.isEmpty()) {
            broken.add("no request throughput: " + why(candidate, Metric.REQUEST_THROUGHPUT));
        } else if (!(efficiency.getAsDouble() > rule.epsilon())) {
            broken.add(String.format(Locale.ROOT, "a request keeps %.3f of its throughput alone, not more than %s",
                    efficiency.getAsDouble(), rule.epsilon()));
        }
        if (slowdown.isEmpty()) {
            broken.add("no mean ITL: " + why(candidate, Metric.ITL_MEAN));
        } else if (slowdown.getAsDouble() > rule.slowdown()) {
            broken.add(String.format(Locale.ROOT, "mean ITL is %.2f times that of the reference, more than %s",
                    slowdown.getAsDouble(), rule.slowdown()));
        }
        for (Metric metric : Metric.values()) {
            Optional.ofNullable(rule.limits().get(metric))
                    .flatMap(limit -> over(candidate, metric, limit))
                    .ifPresent(broken::add);
        }
        return new Trial(candidate, efficiency, slowdown, broken);
    }

    private static Optional<String> over(Candidate candidate, Metric metric, double limit) {
        return switch (candidate.reading(metric)) {
            case Reading.Unavailable(String reason) -> Optional.of("no " + metric.label() + ": " + reason);
            case Reading.Value value -> value.value() <= limit
                    ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT, "%s is %.4g %s, more than %s", metric.label(),
                            value.value(), metric.unit(), limit));
        };
    }

    private static OptionalDouble value(Candidate candidate, Metric metric) {
        return candidate.reading(metric).asDouble();
    }

    private static String why(Candidate candidate, Metric metric) {
        return candidate.reading(metric) instanceof Reading.Unavailable(String reason) ? reason : "";
    }

    private static OptionalDouble ratio(OptionalDouble above, OptionalDouble below) {
        return above.isPresent() && below.isPresent() && below.getAsDouble() > 0
                ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
                : OptionalDouble.empty();
    }
}
