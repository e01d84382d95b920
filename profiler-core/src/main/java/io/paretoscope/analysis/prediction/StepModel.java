package io.paretoscope.analysis.prediction;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Steps of OPT models on one device with one engine, fitted to measured points and asked about others. {@code docs/analysis.md}
 * tells its form, why it has that, and how far it was off.
 */
public final class StepModel {
    /** Fewer points than that leave nothing to test a fit of three terms with. */
    public static final int FEWEST_POINTS = 6;

    private static final List<Term> DECODE = List.of(Term.LAUNCHES, Term.WEIGHTS, Term.KV_CACHE, Term.ACTIVATIONS,
            Term.OPERATIONS);
    private static final List<Term> PREFILL = List.of(Term.LAUNCHES, Term.WEIGHTS, Term.ACTIVATIONS,
            Term.OPERATIONS);
    private static final List<Term> ENERGY = List.of(Term.TIME, Term.READING, Term.ACTIVATIONS, Term.OPERATIONS);
    /** Of those tried on points of an H200, the one by which left-out ones were off least, and larger batches too. */
    private static final double DECODE_OVERLAP = 1.5;
    private static final double PREFILL_OVERLAP = 2;
    private static final double NO_OVERLAP = 1;
    private static final double MILLIS = 1e3;
    private static final double PERCENT = 100;
    private static final int FEWEST_MODELS_FOR_A_CARD = 2;

    /** A model, or why there is none. */
    public sealed interface Fit {
        /**
         * A model.
         *
         * @param model it
         */
        record Fitted(StepModel model) implements Fit {}

        /**
         * None.
         *
         * @param reason why
         */
        record Unavailable(String reason) implements Fit {}
    }

    private final List<Observation> observations;
    private final Ranges ranges;
    private final Curve decode;
    private final Optional<Curve> prefill;
    private final Optional<Curve> energy;
    private final Optional<TermModel> busy;

    private StepModel(List<Observation> observations, Curve decode) {
        this.observations = observations;
        this.ranges = new Ranges(observations.stream().map(Observation::workload).toList());
        this.decode = decode;
        this.prefill = curve(samples(observations, Metric.TTFT_MEDIAN, Workload::prefill), PREFILL, PREFILL_OVERLAP);
        // Energies add up, whatever runs at the same time.
        this.energy = curve(energySamples(observations), ENERGY, NO_OVERLAP);
        List<Sample> busySteps = busySamples(observations);
        this.busy = busySteps.size() < FEWEST_POINTS
                ? Optional.empty()
                : Optional.of(TermModel.fit(busySteps, DECODE, NO_OVERLAP));
    }

    /** Fitted to points of one device, one precision and one engine. */
    public static Fit of(List<Observation> observations) {
        List<Observation> steps = observations.stream()
                .filter(observation -> observation.value(Metric.ITL_MEAN).isPresent())
                .toList();
        if (steps.size() < FEWEST_POINTS) {
            return new Fit.Unavailable(
                    steps.size() + (steps.size() == 1 ? " point counts" : " points count") + " (VALID, one engine alone"
                            + ", with decode steps), and a prediction needs at least " + FEWEST_POINTS
                            + ": measure more batches or models");
        }
        if (distinct(steps, Workload::batch) < 2) {
            return new Fit.Unavailable("all points that count have the same batch: measure others, too");
        }
        if (distinct(steps, Workload::precision) > 1) {
            return new Fit.Unavailable("the points are of different precisions: take runs of one");
        }
        List<EngineKind> engines = steps.stream().map(Observation::engine).distinct().toList();
        if (engines.size() > 1) {
            return new Fit.Unavailable("the points were decoded by different engines (" + engines.stream()
                    .map(EngineKind::label)
                    .collect(Collectors.joining(", ")) + "): take those of one");
        }
        return new Fit.Fitted(new StepModel(steps,
                Curve.fit(samples(steps, Metric.ITL_MEAN, Workload::decodeStep), DECODE, DECODE_OVERLAP)));
    }

    private static long distinct(List<Observation> observations, Function<Workload, Object> what) {
        return observations.stream().map(Observation::workload).map(what).distinct().count();
    }

    private static Optional<Curve> curve(List<Sample> samples, List<Term> terms, double exponent) {
        return samples.size() < FEWEST_POINTS ? Optional.empty() : Optional.of(Curve.fit(samples, terms, exponent));
    }

    private static List<Sample> samples(List<Observation> observations, Metric metric,
            Function<Workload, Cost> cost) {
        return observations.stream()
                .flatMap(one -> one.value(metric)
                        .stream()
                        .mapToObj(value -> sample(one.workload(), cost.apply(one.workload()), value)))
                .toList();
    }

    private static List<Sample> energySamples(List<Observation> observations) {
        return observations.stream().flatMap(one -> {
            OptionalDouble watts = one.value(Metric.MEAN_POWER);
            OptionalDouble seconds = one.batchSeconds();
            return watts.isPresent() && seconds.isPresent()
                    ? Stream.of(sample(one.workload(), one.workload().energy(seconds.getAsDouble()),
                            watts.getAsDouble() * seconds.getAsDouble()))
                    : Stream.of();
        }).toList();
    }

    private static List<Sample> busySamples(List<Observation> observations) {
        return observations.stream().flatMap(one -> {
            OptionalDouble percent = one.value(Metric.GPU_UTILISATION);
            double step = one.value(Metric.ITL_MEAN).orElseThrow();
            return percent.isPresent()
                    ? Stream.of(sample(one.workload(), one.workload().decodeStep(),
                            step * percent.getAsDouble() / PERCENT))
                    : Stream.of();
        }).toList();
    }

    private static Sample sample(Workload workload, Cost cost, double value) {
        return new Sample(workload.config().name(), cost, value);
    }

    /** The kind of engine that decoded all of them. */
    public EngineKind engine() {
        return observations.getFirst().engine();
    }

    /** The points that it was fitted to. */
    public List<Observation> observations() {
        return observations;
    }

    /** The point that was measured with just that workload; the first where there are several. */
    public Optional<Observation> measured(Workload workload) {
        return observations.stream().filter(one -> one.workload().sameAs(workload)).findFirst();
    }

    /** What is predicted of {@code workload} on {@code card}. */
    public Prediction predict(Workload workload, Card card) {
        boolean sameCard = card.equals(Card.SAME);
        boolean known = ranges.knows(workload);
        Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
        Estimate step = workload.decodeSteps() == 0
                ? new Estimate.Unavailable("a single output token has no decode step")
                : time(decode, workload, workload.decodeStep(), card, ranges.decodeOctaves(workload));
        Estimate first = prefill
                .map(curve -> time(curve, workload, workload.prefill(), card, ranges.prefillOctaves(workload)))
                .orElseGet(() -> new Estimate.Unavailable("too few points have a TTFT"));
        Estimate latency = latency(step, first, workload.decodeSteps());
        estimates.put(Metric.ITL_MEAN, step);
        estimates.put(Metric.TTFT_MEDIAN, first);
        estimates.put(Metric.REQUEST_LATENCY_MEDIAN, latency);
        double tokens = (double) workload.batch() * workload.outputTokens();
        estimates.put(Metric.REQUEST_THROUGHPUT, map(latency, of -> of.falling(ms -> MILLIS * workload.batch() / ms)));
        estimates.put(Metric.OUTPUT_THROUGHPUT, map(latency, of -> of.falling(ms -> MILLIS * tokens / ms)));
        Estimate joules = sameCard
                ? map(latency, of -> energy(workload, of, known))
                : new Estimate.Unavailable("no point tells what energy another card takes");
        estimates.put(Metric.ENERGY_PER_TOKEN, map(joules, of -> of.rising(all -> all / tokens)));
        estimates.put(Metric.MEAN_POWER, latency instanceof Estimate.Value(double ms, double _, double _)
                ? map(joules, of -> watts(workload, of, ms))
                : latency);
        return new Prediction(workload, basis(workload, known, sameCard), estimates);
    }

    private List<Basis> basis(Workload workload, boolean known, boolean sameCard) {
        List<Basis> basis = new ArrayList<>();
        if (!sameCard) {
            basis.add(Basis.OTHER_CARD);
        }
        if (!known) {
            basis.add(Basis.OTHER_SIZE);
        }
        if (ranges.decodeOctaves(workload) > 0 || ranges.prefillOctaves(workload) > 0) {
            basis.add(Basis.EXTRAPOLATED);
        }
        return basis.isEmpty() ? List.of(Basis.INTERPOLATED) : basis;
    }

    /**
     * The usual error counts once more for each octave outside of what was measured. On another card comes all that the scaling
     * changes, since no point tells how much of a step runs at the memory's rate.
     */
    private Estimate time(Curve curve, Workload workload, Cost cost, Card card, double octaves) {
        boolean known = ranges.knows(workload);
        long models = distinct(observations, one -> one.config().name());
        if (!known && curve.otherSize().isEmpty()) {
            return new Estimate.Unavailable("another size is predicted from at least " + Curve.FEWEST_MODELS
                    + " models, and the points that count have " + models);
        }
        if (!card.equals(Card.SAME) && models < FEWEST_MODELS_FOR_A_CARD) {
            return new Estimate.Unavailable("points of one model do not tell launching from reading weights, and only"
                    + " the latter depends on the card: measure another size, too");
        }
        double here = curve.model().at(workload.config().name(), cost);
        double there = curve.model().faster(card::times).at(workload.config().name(), cost);
        return Estimate.Value.within(there,
                curve.halfWidth(cost, known) * (1 + octaves) + Math.abs(Math.log(there / here)));
    }

    private static Estimate latency(Estimate step, Estimate first, int steps) {
        if (!(first instanceof Estimate.Value prefill) || steps == 0) {
            return first;
        }
        return map(step,
                of -> new Estimate.Value(prefill.value() + steps * of.value(), prefill.low() + steps * of.low(),
                        prefill.high() + steps * of.high()));
    }

    private Estimate energy(Workload workload, Estimate.Value latency, boolean known) {
        if (energy.isEmpty()) {
            return new Estimate.Unavailable("fewer than " + FEWEST_POINTS + " points that count have a power");
        }
        Curve curve = energy.get();
        if (!known && curve.otherSize().isEmpty()) {
            return new Estimate.Unavailable("power was measured of fewer than " + Curve.FEWEST_MODELS + " models");
        }
        String name = workload.config().name();
        ToDoubleFunction<Double> joules = ms -> curve.model().at(name, workload.energy(ms / MILLIS));
        double half = curve.halfWidth(workload.energy(latency.value() / MILLIS), known)
                * (1 + ranges.decodeOctaves(workload));
        return new Estimate.Value(joules.applyAsDouble(latency.value()),
                joules.applyAsDouble(latency.low()) * Math.exp(-half),
                joules.applyAsDouble(latency.high()) * Math.exp(half));
    }

    /** Watts over the predicted time: the interval is that of the energy at that time, for a longer one takes more joules at once. */
    private Estimate watts(Workload workload, Estimate.Value joules, double millis) {
        double half = energy.orElseThrow().halfWidth(workload.energy(millis / MILLIS), ranges.knows(workload))
                * (1 + ranges.decodeOctaves(workload));
        return Estimate.Value.within(MILLIS * joules.value() / millis, half);
    }

    private static Estimate map(Estimate estimate, Function<Estimate.Value, Estimate> function) {
        return estimate instanceof Estimate.Value value ? function.apply(value) : estimate;
    }

    /**
     * The share of time in which any kernel runs, 0 to 1: the GPU utilisation of that very point where it was measured, or else by a
     * fit to those of the others; empty where too few have it.
     */
    public OptionalDouble busyShare(Workload workload) {
        OptionalDouble percent = measured(workload).map(one -> one.value(Metric.GPU_UTILISATION))
                .orElse(OptionalDouble.empty());
        if (percent.isPresent()) {
            return OptionalDouble.of(Math.min(1, percent.getAsDouble() / PERCENT));
        }
        if (busy.isEmpty()) {
            return OptionalDouble.empty();
        }
        String name = workload.config().name();
        Cost cost = workload.decodeStep();
        return OptionalDouble.of(Math.min(1, busy.get().at(name, cost) / decode.model().at(name, cost)));
    }

    /** What the device takes while it is at work, whatever the work is, in watts; empty where too few points have a power. */
    public OptionalDouble standingWatts() {
        return energy.map(curve -> OptionalDouble.of(curve.model().rate(Term.TIME))).orElse(OptionalDouble.empty());
    }

    /** What a batch takes beyond that, in joules; empty where too few points have a power. */
    public OptionalDouble workJoules(Workload workload) {
        return energy
                .map(curve -> OptionalDouble.of(curve.model().at(workload.config().name(), workload.energy(0))))
                .orElse(OptionalDouble.empty());
    }

    /** Every point predicted without itself: mean ITL, TTFT and, where power was measured, energy per token. */
    public List<LeftOut> check() {
        List<LeftOut> rows = new ArrayList<>();
        rows.addAll(check(decode, Metric.ITL_MEAN, one -> one.value(Metric.ITL_MEAN).isPresent(), _ -> 1));
        prefill.ifPresent(curve -> rows.addAll(
                check(curve, Metric.TTFT_MEDIAN, one -> one.value(Metric.TTFT_MEDIAN).isPresent(), _ -> 1)));
        energy.ifPresent(curve -> rows.addAll(check(curve, Metric.ENERGY_PER_TOKEN,
                one -> one.value(Metric.MEAN_POWER).isPresent() && one.batchSeconds().isPresent(),
                one -> (double) one.batch() * one.outputTokens())));
        return rows;
    }

    private List<LeftOut> check(Curve curve, Metric metric, Predicate<Observation> has,
            ToDoubleFunction<Workload> divisor) {
        List<Workload> workloads = observations.stream().filter(has).map(Observation::workload).toList();
        List<LeftOut> rows = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            double measured = curve.samples().get(i).value() / divisor.applyAsDouble(workloads.get(i));
            rows.add(new LeftOut(workloads.get(i), metric, measured, measured * Math.exp(curve.leftOut().get(i)),
                    curve.otherSize().isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(measured * Math.exp(curve.otherSize().get(i)))));
        }
        return rows;
    }
}
