package io.paretoscope.analysis.plan;

import io.paretoscope.replica.ReplicaMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlanSearchTest {
    private static final List<ToDoubleFunction<double[]>> OBJECTIVES = List.of(
            figures -> figures[Figure.POWER.index()], figures -> figures[Figure.MEMORY.index()],
            figures -> IntStream.range(0, (figures.length - 3) / 4)
                    .mapToDouble(i -> figures[new Figure(Figure.Kind.LOAD, i).index()])
                    .max()
                    .orElseThrow());

    private static Way way(Random random) {
        double step = random.nextInt(1, 10);
        return new Way(random.nextInt(1, 64), random.nextInt(1, 5), random.nextInt(1, 20) / 10.0,
                random.nextInt(1, 20), step, random.nextInt(1, 10), 10 * step, random.nextInt(1, 20) / 10.0,
                random.nextInt(1, 50));
    }

    private static PlanSearch.Problem problem(Random random) {
        List<List<Way>> ways = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            ways.add(IntStream.range(0, random.nextInt(1, 7)).mapToObj(_ -> way(random)).toList());
        }
        return new PlanSearch.Problem(ways, new Sharing(ReplicaMode.MPS, random.nextDouble(0.5, 1.5),
                OptionalDouble.empty(), OptionalDouble.empty(), 0), random.nextDouble(), 50);
    }

    private static double[] limits(Random random, PlanSearch.Problem problem) {
        double[] most = PlanSearch.unlimited(problem.ways().size());
        for (int i = 0; i < most.length; i++) {
            if (random.nextInt(3) == 0) {
                most[i] = random.nextDouble(1, i == Figure.POWER.index() ? 150 : 60);
            }
        }
        return most;
    }

    private static void combinations(PlanSearch.Problem problem, List<Way> chosen, List<List<Way>> all) {
        if (chosen.size() == problem.ways().size()) {
            all.add(List.copyOf(chosen));
            return;
        }
        for (Way way : problem.ways().get(chosen.size())) {
            chosen.add(way);
            combinations(problem, chosen, all);
            chosen.removeLast();
        }
    }

    private static Optional<PlanSearch.Found> byTryingAll(PlanSearch.Problem problem, double[] most,
            ToDoubleFunction<double[]> objective) {
        List<List<Way>> all = new ArrayList<>();
        combinations(problem, new ArrayList<>(), all);
        Optional<PlanSearch.Found> best = Optional.empty();
        for (List<Way> ways : all) {
            double[] figures = problem.figures(ways);
            if (IntStream.range(0, most.length).allMatch(i -> figures[i] <= most[i])) {
                PlanSearch.Found found = new PlanSearch.Found(ways, objective.applyAsDouble(figures));
                best = best.isEmpty() || found.before(best.get()) ? Optional.of(found) : best;
            }
        }
        return best;
    }

    @Test
    void theBestIsThatOfTryingAll() {
        Random random = new Random(11);
        int possible = 0;
        for (int i = 0; i < 3000; i++) {
            PlanSearch.Problem problem = problem(random);
            double[] most = limits(random, problem);
            ToDoubleFunction<double[]> objective = OBJECTIVES.get(i % OBJECTIVES.size());
            Optional<PlanSearch.Found> expected = byTryingAll(problem, most, objective);
            Optional<PlanSearch.Found> found = PlanSearch.best(problem, most, objective);
            assertEquals(expected.map(PlanSearch.Found::objective), found.map(PlanSearch.Found::objective),
                    "problem " + i);
            possible += expected.isPresent() ? 1 : 0;
        }
        assertTrue(possible > 500 && possible < 2900, possible + " of 3000 are possible: the set shows too little");
    }

    @Test
    void whatIsEquallyGoodIsDoneWithFewerEnginesAndThenWithLessMemory() {
        Way two = new Way(8, 2, 1, 1, 1, 1, 1, 1, 5);
        Way large = new Way(8, 1, 1, 9, 1, 1, 1, 1, 5);
        Way small = new Way(4, 1, 1, 3, 1, 1, 1, 1, 5);
        PlanSearch.Problem problem = new PlanSearch.Problem(List.of(List.of(two, large, small)),
                Sharing.assumed(ReplicaMode.STREAMS), 0, 0);
        assertEquals(List.of(small), PlanSearch.best(problem, PlanSearch.unlimited(1), OBJECTIVES.getFirst())
                .orElseThrow()
                .ways());
    }

    @Test
    void aLimitMayJustBeReached() {
        Way way = new Way(8, 1, 1, 9, 2, 1, 1, 1, 5);
        PlanSearch.Problem problem = new PlanSearch.Problem(List.of(List.of(way)),
                Sharing.assumed(ReplicaMode.STREAMS), 0, 0);
        double[] most = PlanSearch.unlimited(1);
        most[new Figure(Figure.Kind.ITL, 0).index()] = 2;
        assertTrue(PlanSearch.best(problem, most, OBJECTIVES.getFirst()).isPresent());
        most[new Figure(Figure.Kind.ITL, 0).index()] = Math.nextDown(2.0);
        assertTrue(PlanSearch.best(problem, most, OBJECTIVES.getFirst()).isEmpty());
    }
}
