package io.paretoscope.analysis.plan;

import io.paretoscope.analysis.prediction.Estimate;
import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Chooses batch and replicas for each of several models that share a device, and how they share it. {@code docs/analysis.md} tells
 * what it assumes.
 */
public final class ColocationPlanner {
    private static final double MILLIS = 1e3;
    private static final double AS_GOOD = 0.02;
    private static final int SETTLING = 50;

    private final List<Demand> demands;
    private final PlanFrame frame;
    private final List<DemandCurve> curves;
    private final OptionalDouble standingWatts;
    private final List<Shared> shared;

    /**
     * A mode with all that can be chosen in it.
     *
     * @param stretch how many times longer everything takes with one engine for each demand at its rate
     */
    private record Shared(Sharing sharing, double stretch, PlanSearch.Problem problem) {}

    /** The best of a mode. */
    private record Best(Shared shared, PlanSearch.Found found) {}

    private ColocationPlanner(List<DemandCurve> curves, PlanFrame frame, StepModel model, List<PointResult> results) {
        this.demands = curves.stream().map(DemandCurve::demand).toList();
        this.frame = frame;
        this.curves = curves;
        this.standingWatts = curves.stream().allMatch(DemandCurve::hasPower)
                ? model.standingWatts()
                : OptionalDouble.empty();
        this.shared = frame.modes()
                .stream()
                .map(mode -> shared(Sharing.of(results, model, mode)))
                .toList();
    }

    private Shared shared(Sharing sharing) {
        ReplicaMode mode = sharing.mode();
        double stretch = stretchAtRates(sharing);
        return new Shared(sharing, stretch,
                new PlanSearch.Problem(curves.stream().map(curve -> curve.ways(mode, stretch)).toList(), sharing,
                        mode.separateProcesses() ? 0 : MemoryEstimate.ofProcess(frame.device()),
                        standingWatts.orElse(0)));
    }

    /**
     * With more in flight each engine is busier and slows the others, who then have more in flight: from none, that settles or ends
     * at full batches. What a plan takes is told at this one stretch, for otherwise that with the fewest watts would be the one with
     * engines that do nothing but slow the others down.
     */
    private double stretchAtRates(Sharing sharing) {
        double stretch = 1;
        for (int i = 0; i < SETTLING; i++) {
            double now = stretch;
            stretch = sharing.stretch(curves.stream().mapToDouble(curve -> curve.carrying(1, now).busy()).sum(),
                    curves.size());
        }
        return stretch;
    }

    /**
     * The best plan, or why there is none.
     *
     * @param demands at least one, each of another model
     * @param model fitted to the points of the device
     * @param results of the same runs: where engines were measured together, they tell how they slow each other
     * @throws IllegalArgumentException where a model is demanded twice
     */
    public static PlanAnswer plan(List<Demand> demands, PlanFrame frame, StepModel model, List<PointResult> results) {
        if (demands.stream().map(Demand::name).distinct().count() < demands.size()) {
            throw new IllegalArgumentException("a model is demanded twice: give one demand with the sum of the rates");
        }
        List<DemandCurve> curves = new ArrayList<>();
        for (Demand demand : demands) {
            switch (DemandCurve.of(demand, frame, model)) {
                case DemandCurve.Made.Unknown(String reason) -> {
                    return new PlanAnswer.Unknown(reason);
                }
                case DemandCurve.Made.Curve(DemandCurve curve) -> curves.add(curve);
            }
        }
        return new ColocationPlanner(curves, frame, model, results).answer(model, results);
    }

    private PlanAnswer answer(StepModel model, List<PointResult> results) {
        if (standingWatts.isEmpty() && (frame.objective() == PlanFrame.Objective.ENERGY || frame.watts().isPresent())) {
            return new PlanAnswer.Unknown(
                    "too few points of these runs have a power to tell what a plan takes: plan for "
                            + "headroom and without a limit of power, or measure where power can be read");
        }
        double[] most = limits();
        Optional<Best> best = simplest(most);
        if (best.isPresent()) {
            return new PlanAnswer.Planned(plan(best.get()));
        }
        List<String> obstacles = new ArrayList<>();
        if (demands.size() > 1) {
            for (DemandCurve curve : curves) {
                ColocationPlanner alone = new ColocationPlanner(List.of(curve), frame, model, results);
                if (alone.best(alone.limits(), _ -> 0).isEmpty()) {
                    obstacles.add(curve.demand().name() + " cannot be served even alone on the device");
                }
            }
        }
        return new PlanAnswer.Infeasible(relaxations(most), obstacles);
    }

    /**
     * Of all that are as good as the best but for {@link #AS_GOOD}, that with the fewest engines, and then the least memory: it takes
     * only so much as it must, and what looks a little better is within the error of any prediction.
     */
    private Optional<Best> simplest(double[] most) {
        Optional<Best> best = best(most, objective());
        if (best.isEmpty()) {
            return best;
        }
        double enough = best.get().found().objective() * (1 + AS_GOOD);
        double[] limits = most.clone();
        switch (frame.objective()) {
            case ENERGY -> limits[Figure.POWER.index()] = Math.min(limits[Figure.POWER.index()], enough);
            case HEADROOM -> IntStream.range(0, demands.size())
                    .map(i -> new Figure(Figure.Kind.LOAD, i).index())
                    .forEach(i -> limits[i] = Math.min(limits[i], enough));
        }
        return best(limits, figures -> figures[Figure.ENGINES.index()]);
    }

    private ToDoubleFunction<double[]> objective() {
        return switch (frame.objective()) {
            case ENERGY -> figures -> figures[Figure.POWER.index()];
            case HEADROOM -> this::greatestLoad;
        };
    }

    private double greatestLoad(double[] figures) {
        return IntStream.range(0, demands.size())
                .mapToDouble(i -> figures[new Figure(Figure.Kind.LOAD, i).index()])
                .max()
                .orElseThrow();
    }

    private double[] limits() {
        double[] most = PlanSearch.unlimited(demands.size());
        frame.memoryBytes().ifPresent(bytes -> most[Figure.MEMORY.index()] = bytes);
        frame.watts().ifPresent(watts -> most[Figure.POWER.index()] = watts);
        for (int i = 0; i < demands.size(); i++) {
            int demand = i;
            most[new Figure(Figure.Kind.LOAD, i).index()] = frame.mostLoad();
            demands.get(i)
                    .limits()
                    .forEach((metric, limit) -> most[new Figure(kind(metric), demand).index()] = limit);
        }
        return most;
    }

    private static Figure.Kind kind(Metric metric) {
        return switch (metric) {
            case ITL_MEAN -> Figure.Kind.ITL;
            case TTFT_MEDIAN -> Figure.Kind.TTFT;
            case REQUEST_LATENCY_MEDIAN -> Figure.Kind.LATENCY;
            default -> throw new IllegalArgumentException(metric + " is not limited by a demand");
        };
    }

    private Optional<Best> best(double[] most, ToDoubleFunction<double[]> objective) {
        Optional<Best> best = Optional.empty();
        for (Shared one : shared) {
            Optional<PlanSearch.Found> found = PlanSearch.best(one.problem(), most, objective);
            if (found.isPresent() && (best.isEmpty() || found.get().before(best.get().found()))) {
                best = Optional.of(new Best(one, found.get()));
            }
        }
        return best;
    }

    /** Every figure whose limit, were it lifted, lets the others be kept: the least it must then be. */
    private List<Relaxation> relaxations(double[] most) {
        List<Relaxation> relaxations = new ArrayList<>();
        for (Figure figure : figures()) {
            int index = figure.index();
            if (Double.isFinite(most[index])) {
                double[] lifted = most.clone();
                lifted[index] = Double.POSITIVE_INFINITY;
                best(lifted, figures -> figures[index])
                        .ifPresent(best -> relaxations.add(relaxation(figure, most[index], best.found().objective())));
            }
        }
        relaxations.sort(Comparator.comparingDouble(Relaxation::times));
        return relaxations;
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(List.of(Figure.MEMORY, Figure.POWER));
        for (int i = 0; i < demands.size(); i++) {
            for (Figure.Kind kind : List.of(Figure.Kind.ITL, Figure.Kind.TTFT, Figure.Kind.LATENCY,
                    Figure.Kind.LOAD)) {
                figures.add(new Figure(kind, i));
            }
        }
        return figures;
    }

    private Relaxation relaxation(Figure figure, double most, double needed) {
        Demand demand = demands.get(figure.demand());
        double times = needed / most;
        return switch (figure.kind()) {
            case MEMORY -> new Relaxation("memory",
                    "with " + FitCheck.gibibytes((long) Math.ceil(needed - most)) + " of memory more", times);
            case POWER -> new Relaxation("power", text("with %s W more", up(needed - most)), times);
            case ENGINES -> throw new IllegalArgumentException("the number of engines has no limit");
            case ITL -> new Relaxation("the ITL of " + demand.name(),
                    text("with a mean ITL of %s ms allowed to " + demand.name(), up(needed)), times);
            case TTFT -> new Relaxation("the TTFT of " + demand.name(),
                    text("with a TTFT of %s ms allowed to " + demand.name(), up(needed)), times);
            case LATENCY -> new Relaxation("the request latency of " + demand.name(),
                    text("with a request latency of %s ms allowed to " + demand.name(), up(needed)), times);
            case LOAD -> new Relaxation("the throughput of " + demand.name(),
                    text("with at most %s requests/s of " + demand.name(), down(demand.requestsPerSecond() / times)),
                    times);
        };
    }

    private static String text(String format, String number) {
        return String.format(Locale.ROOT, format, number);
    }

    /** Three digits, not below the value, so that what is said does suffice. */
    private static String up(double value) {
        return digits(value, RoundingMode.CEILING);
    }

    private static String down(double value) {
        return digits(value, RoundingMode.FLOOR);
    }

    private static String digits(double value, RoundingMode rounding) {
        return new BigDecimal(value).round(new MathContext(3, rounding)).toPlainString();
    }

    private ColocationPlan plan(Best best) {
        List<Way> ways = best.found().ways();
        Sharing sharing = best.shared().sharing();
        double[] figures = best.shared().problem().figures(ways);
        double busy = ways.stream().mapToDouble(Way::busy).sum();
        int engines = ways.stream().mapToInt(Way::replicas).sum();
        Estimate.Value stretch = new Estimate.Value(sharing.stretch(busy, engines),
                sharing.leastStretch(busy, engines), sharing.mostStretch(busy, engines));
        List<ColocationPlan.Serving> servings = new ArrayList<>();
        double saturated = standingWatts.orElse(0);
        for (int i = 0; i < ways.size(); i++) {
            ColocationPlan.Serving serving = serving(i, ways.get(i), stretch, best.shared().stretch());
            servings.add(serving);
            saturated += curves.get(i).watts(serving.batch()) / serving.load();
        }
        return new ColocationPlan(frame, sharing.mode(), servings, stretch,
                Math.round(figures[Figure.MEMORY.index()]),
                standingWatts.isPresent()
                        ? OptionalDouble.of(figures[Figure.POWER.index()])
                        : OptionalDouble.empty(),
                standingWatts.isPresent() ? OptionalDouble.of(saturated) : OptionalDouble.empty(),
                frame.mostLoad() / greatestLoad(figures), sentence(sharing, engines));
    }

    private ColocationPlan.Serving serving(int index, Way way, Estimate.Value stretch, double stretchAtRates) {
        DemandCurve curve = curves.get(index);
        DemandCurve.At at = curve.at(way.batch());
        Map<Metric, Estimate.Value> latencies = new EnumMap<>(Metric.class);
        latencies.put(Metric.ITL_MEAN, times(at.itl(), stretch));
        latencies.put(Metric.TTFT_MEDIAN, times(at.ttft(), stretch));
        Estimate.Value latency = times(at.latency(), stretch);
        latencies.put(Metric.REQUEST_LATENCY_MEDIAN, latency);
        return new ColocationPlan.Serving(curve.demand(), way.batch(), way.replicas(), latencies,
                latency.falling(ms -> MILLIS * way.batch() * way.replicas() / ms), stretch.value() * way.load(),
                Math.min(way.batch(), curve.inFlight(way.replicas(), stretchAtRates)), at.measured(), at.basis());
    }

    private static Estimate.Value times(Estimate.Value one, Estimate.Value other) {
        return new Estimate.Value(one.value() * other.value(), one.low() * other.low(), one.high() * other.high());
    }

    private static String sentence(Sharing sharing, int engines) {
        if (engines == 1) {
            return "one engine has the device for itself";
        }
        String mode = sharing.mode().label();
        return sharing.measured() == 0
                ? "no engines that share the device as " + mode
                        + " were measured: it is assumed that the shares of time in "
                        + "which kernels run add up"
                : String.format(Locale.ROOT,
                        "by %d measurement%s of engines that share the device as %s, everything takes %.2f times what the "
                                + "shares of time in which kernels run add up to",
                        sharing.measured(), sharing.measured() == 1 ? "" : "s", mode, sharing.factor());
    }
}
