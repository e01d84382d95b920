package io.paretoscope.analysis.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The best combination of ways, one for each demand: branch and bound. Every figure of a combination is at least that of the ways
 * chosen so far beside the least of all others, so a branch ends where that is already too much, or no better than what was found.
 */
final class PlanSearch {
    /** Objectives nearer than that are the same; then fewer engines count, then less memory. */
    private static final double SAME = 1e-9;

    /**
     * What is chosen from.
     *
     * @param ways for each demand, at least one
     * @param sharing how engines slow each other
     * @param sharedBytes what the ways' bytes count once for each demand and the device holds once
     * @param standingWatts that the device takes whatever is served
     */
    record Problem(List<List<Way>> ways, Sharing sharing, double sharedBytes, double standingWatts) {
        Problem {
            ways = ways.stream().map(List::copyOf).toList();
        }

        /** The figures of a combination of one way for each demand. */
        double[] figures(List<Way> chosen) {
            double busy = chosen.stream().mapToDouble(Way::busy).sum();
            int engines = chosen.stream().mapToInt(Way::replicas).sum();
            double stretch = sharing.stretch(busy, engines);
            double[] figures = new double[Figure.count(chosen.size())];
            figures[Figure.MEMORY.index()] = chosen.stream().mapToDouble(Way::bytes).sum()
                    - (chosen.size() - 1) * sharedBytes;
            figures[Figure.POWER.index()] = standingWatts
                    + chosen.stream().mapToDouble(Way::watts).sum();
            figures[Figure.ENGINES.index()] = engines;
            for (int i = 0; i < chosen.size(); i++) {
                stretched(figures, i, chosen.get(i), stretch);
            }
            return figures;
        }
    }

    private static void stretched(double[] figures, int demand, Way way, double stretch) {
        figures[new Figure(Figure.Kind.ITL, demand).index()] = stretch * way.itlMillis();
        figures[new Figure(Figure.Kind.TTFT, demand).index()] = stretch * way.ttftMillis();
        figures[new Figure(Figure.Kind.LATENCY, demand).index()] = stretch * way.latencyMillis();
        figures[new Figure(Figure.Kind.LOAD, demand).index()] = stretch * way.load();
    }

    /**
     * What was found.
     *
     * @param ways one for each demand
     * @param objective its value
     */
    record Found(List<Way> ways, double objective) {
        private int engines() {
            return ways.stream().mapToInt(Way::replicas).sum();
        }

        private double bytes() {
            return ways.stream().mapToDouble(Way::bytes).sum();
        }

        /** Whether this one is to be taken rather than {@code other}. */
        boolean before(Found other) {
            if (Math.abs(objective - other.objective) > SAME * Math.abs(other.objective)) {
                return objective < other.objective;
            }
            return Comparator.comparingInt(Found::engines).thenComparingDouble(Found::bytes).compare(this, other) < 0;
        }
    }

    private final Problem problem;
    private final double[] most;
    private final ToDoubleFunction<double[]> objective;
    /** For each demand, the least that any of its ways has of everything. */
    private final List<Way> least;
    private Optional<Found> best = Optional.empty();

    private PlanSearch(Problem problem, double[] most, ToDoubleFunction<double[]> objective) {
        this.problem = problem;
        this.most = most;
        this.objective = objective;
        this.least = problem.ways().stream().map(PlanSearch::least).toList();
    }

    /**
     * The best combination, empty where none keeps within the limits.
     *
     * @param most the most that each figure may be, by its index
     * @param objective of the figures; the least is best, and it may not fall where a figure rises
     */
    static Optional<Found> best(Problem problem, double[] most, ToDoubleFunction<double[]> objective) {
        PlanSearch search = new PlanSearch(problem, most, objective);
        search.descend(new ArrayList<>());
        return search.best;
    }

    private void descend(List<Way> chosen) {
        if (chosen.size() == problem.ways().size()) {
            double[] figures = problem.figures(chosen);
            if (within(figures)) {
                Found found = new Found(List.copyOf(chosen), objective.applyAsDouble(figures));
                if (best.isEmpty() || found.before(best.get())) {
                    best = Optional.of(found);
                }
            }
            return;
        }
        record Branch(Way way, double bound) {}
        List<Branch> branches = new ArrayList<>();
        for (Way way : problem.ways().get(chosen.size())) {
            chosen.add(way);
            double[] bound = bound(chosen);
            if (within(bound)) {
                branches.add(new Branch(way, objective.applyAsDouble(bound)));
            }
            chosen.removeLast();
        }
        branches.sort(Comparator.comparingDouble(Branch::bound));
        for (Branch branch : branches) {
            if (best.isPresent() && branch.bound() > best.get().objective() * (1 + SAME)) {
                return;
            }
            chosen.add(branch.way());
            descend(chosen);
            chosen.removeLast();
        }
    }

    private boolean within(double[] figures) {
        for (int i = 0; i < figures.length; i++) {
            if (figures[i] > most[i]) {
                return false;
            }
        }
        return true;
    }

    private double[] bound(List<Way> chosen) {
        List<Way> all = new ArrayList<>(chosen);
        all.addAll(least.subList(chosen.size(), least.size()));
        return problem.figures(all);
    }

    private static Way least(List<Way> ways) {
        return new Way(1, 1, least(ways, Way::busy), least(ways, Way::bytes), least(ways, Way::itlMillis),
                least(ways, Way::ttftMillis), least(ways, Way::latencyMillis), least(ways, Way::load),
                least(ways, Way::watts));
    }

    private static double least(List<Way> ways, ToDoubleFunction<Way> of) {
        return Collections.min(ways.stream().map(of::applyAsDouble).toList());
    }

    /** No limit on any figure of so many demands. */
    static double[] unlimited(int demands) {
        double[] most = new double[Figure.count(demands)];
        Arrays.fill(most, Double.POSITIVE_INFINITY);
        return most;
    }
}
