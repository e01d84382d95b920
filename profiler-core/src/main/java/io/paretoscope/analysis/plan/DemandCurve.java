package io.paretoscope.analysis.plan;

import io.paretoscope.analysis.prediction.Basis;
import io.paretoscope.analysis.prediction.Card;
import io.paretoscope.analysis.prediction.Estimate;
import io.paretoscope.analysis.prediction.Observation;
import io.paretoscope.analysis.prediction.Prediction;
import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.analysis.prediction.Workload;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/** One demand by batch: what an engine alone on the device takes for it, measured where that very point was, else predicted. */
final class DemandCurve {
    private static final double MILLIS = 1e3;

    /**
     * One batch.
     *
     * @param batch sequences
     * @param itl mean ITL, in ms; 0 where a request has one output token and so no step
     * @param ttft TTFT, in ms
     * @param latency from prefill to the last token, in ms
     * @param busy share of time in which kernels run
     * @param measured whether that very point was measured
     * @param basis how far it is from what was measured
     */
    record At(int batch, Estimate.Value itl, Estimate.Value ttft, Estimate.Value latency, double busy,
            boolean measured, List<Basis> basis) {
        /** Requests/s of one engine at full batches. */
        double requestsPerSecond() {
            return MILLIS * batch / latency.value();
        }
    }

    /** A curve, or why there is none. */
    sealed interface Made {
        /** A curve. */
        record Curve(DemandCurve curve) implements Made {}

        /** None. */
        record Unknown(String reason) implements Made {}
    }

    private final Demand demand;
    private final PlanFrame frame;
    private final EngineKind engine;
    private final List<At> batches;
    /** Joules of a batch that do not depend on how many sequences it has, and those that each adds; empty where not known. */
    private final OptionalDouble jouleOfBatch;
    private final double jouleOfSequence;

    private DemandCurve(Demand demand, PlanFrame frame, EngineKind engine, List<At> batches,
            OptionalDouble jouleOfBatch,
            double jouleOfSequence) {
        this.demand = demand;
        this.frame = frame;
        this.engine = engine;
        this.batches = List.copyOf(batches);
        this.jouleOfBatch = jouleOfBatch;
        this.jouleOfSequence = jouleOfSequence;
    }

    static Made of(Demand demand, PlanFrame frame, StepModel model) {
        Workload one = new Workload(demand.model().config(), frame.precision(), 1, demand.promptTokens(),
                demand.outputTokens());
        List<At> batches = new ArrayList<>();
        for (int batch : batches(one, model)) {
            Workload workload = one.withBatch(batch);
            Prediction prediction = model.predict(workload, Card.SAME);
            if (prediction.of(Metric.REQUEST_LATENCY_MEDIAN) instanceof Estimate.Unavailable(String reason)) {
                return new Made.Unknown(demand.name() + ": " + reason);
            }
            batches.add(at(prediction, model.measured(workload), model.busyShare(workload).orElse(1)));
        }
        boolean power = model.predict(one, Card.SAME).of(Metric.ENERGY_PER_TOKEN) instanceof Estimate.Value;
        double single = model.workJoules(one).orElse(0);
        double each = model.workJoules(one.withBatch(2)).orElse(0) - single;
        return new Made.Curve(new DemandCurve(demand, frame, model.engine(), batches,
                power ? OptionalDouble.of(single - each) : OptionalDouble.empty(), each));
    }

    /**
     * Powers of two and what is halfway between them, and all that were measured, up to the largest that was measured of the model,
     * or of any where it was not: a plan that is the best of many would else be the one whose extrapolation is off the most.
     */
    private static SortedSet<Integer> batches(Workload one, StepModel model) {
        List<Workload> all = model.observations().stream().map(Observation::workload).toList();
        List<Workload> own = all.stream()
                .filter(measured -> measured.config().name().equals(one.config().name()))
                .toList();
        SortedSet<Integer> batches = new TreeSet<>();
        (own.isEmpty() ? all : own).forEach(measured -> batches.add(measured.batch()));
        int most = batches.last();
        for (int power = 1; power <= most; power *= 2) {
            batches.add(power);
            if (power >= 2 && power + power / 2 <= most) {
                batches.add(power + power / 2);
            }
        }
        return batches;
    }

    private static At at(Prediction prediction, Optional<Observation> measured, double busy) {
        Workload workload = prediction.workload();
        int steps = workload.outputTokens() - 1;
        Estimate.Value itl = value(prediction, measured, Metric.ITL_MEAN);
        Estimate.Value ttft = value(prediction, measured, Metric.TTFT_MEDIAN);
        Estimate.Value latency = new Estimate.Value(ttft.value() + steps * itl.value(),
                ttft.low() + steps * itl.low(), ttft.high() + steps * itl.high());
        return new At(workload.batch(), itl, ttft, latency, busy, measured.isPresent(), prediction.basis());
    }

    private static Estimate.Value value(Prediction prediction, Optional<Observation> measured, Metric metric) {
        OptionalDouble known = measured.map(one -> one.value(metric)).orElse(OptionalDouble.empty());
        if (known.isPresent()) {
            return new Estimate.Value(known.getAsDouble(), known.getAsDouble(), known.getAsDouble());
        }
        return prediction.of(metric) instanceof Estimate.Value value ? value : new Estimate.Value(0, 0, 0);
    }

    Demand demand() {
        return demand;
    }

    boolean hasPower() {
        return jouleOfBatch.isPresent();
    }

    At at(int batch) {
        return batches.stream().filter(one -> one.batch() == batch).findFirst().orElseThrow();
    }

    /**
     * Every batch in every number of replicas of that mode.
     *
     * @param stretch how many times longer everything takes at the demanded rates
     */
    List<Way> ways(ReplicaMode mode, double stretch) {
        List<Way> ways = new ArrayList<>();
        for (At at : batches) {
            for (int replicas = 1; replicas <= frame.mostReplicas(); replicas++) {
                ways.add(new Way(at.batch(), replicas, replicas * at.busy(),
                        estimate(at.batch(), replicas, mode).total(), at.itl().value(), at.ttft().value(),
                        at.latency().value(), demand.requestsPerSecond() / replicas / at.requestsPerSecond(),
                        watts(Math.min(at.batch(), inFlight(replicas, stretch)))));
            }
        }
        return ways;
    }

    /** Memory that they take as the only ones on the device. */
    MemoryEstimate estimate(int batch, int replicas, ReplicaMode mode) {
        return MemoryEstimate.of(new Point(0, demand.model(), batch, demand.promptTokens(), demand.outputTokens(),
                frame.precision(), frame.device(), engine, Placement.of(replicas, mode)));
    }

    /**
     * Requests that each of so many engines has in flight on average, by Little's law: its rate times the latency of the smallest
     * batch that can carry it. At least one, for an engine that works has one.
     */
    double inFlight(int replicas, double stretch) {
        return Math.max(1, perMilli(replicas) * stretch * carrying(replicas, stretch).latency().value());
    }

    /** The smallest batch that can carry the share of the rate that each of so many engines has; the largest where none can. */
    At carrying(int replicas, double stretch) {
        return batches.stream()
                .filter(at -> perMilli(replicas) * stretch * at.latency().value() <= at.batch())
                .findFirst()
                .orElseGet(batches::getLast);
    }

    private double perMilli(int replicas) {
        return demand.requestsPerSecond() / replicas / MILLIS;
    }

    /** Watts of the demand beyond those that the device takes anyway, with so many sequences in each batch; 0 where not known. */
    double watts(double sequences) {
        return jouleOfBatch.isEmpty()
                ? 0
                : demand.requestsPerSecond() * (jouleOfBatch.getAsDouble() / sequences + jouleOfSequence);
    }
}
