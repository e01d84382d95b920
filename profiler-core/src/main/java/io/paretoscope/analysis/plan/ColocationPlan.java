package io.paretoscope.analysis.plan;

import io.paretoscope.analysis.prediction.Basis;
import io.paretoscope.analysis.prediction.Estimate;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How to serve every demand on one device.
 *
 * @param frame what it keeps within
 * @param mode how the engines share the device
 * @param servings one for each demand, in their order
 * @param stretch how many times longer everything takes than it does alone
 * @param bytes that all engines take by estimate
 * @param watts that the device takes at the demanded rates; empty where no point tells
 * @param saturatedWatts that it takes where every engine is always full; empty where no point tells
 * @param growth by how much all rates can grow together before an engine reaches the most load
 * @param sharing where {@code stretch} comes from, in a sentence
 */
public record ColocationPlan(PlanFrame frame, ReplicaMode mode, List<Serving> servings, Estimate.Value stretch,
        long bytes, OptionalDouble watts, OptionalDouble saturatedWatts, double growth, String sharing) {

    /**
     * How one demand is served.
     *
     * @param demand it
     * @param batch sequences that each engine has room for
     * @param replicas engines
     * @param latencies mean ITL, TTFT and request latency at full batches, all engines at work; by metric, in ms
     * @param requestsPerSecond that its engines can do then
     * @param load demanded rate over that
     * @param inFlight requests that each engine has in flight on average
     * @param measured whether an engine alone was measured at that batch and those lengths
     * @param basis where it was not, how far that is from what was measured
     */
    public record Serving(Demand demand, int batch, int replicas, Map<Metric, Estimate.Value> latencies,
            Estimate.Value requestsPerSecond, double load, double inFlight, boolean measured, List<Basis> basis) {
        public Serving {
            latencies = Map.copyOf(latencies);
            basis = List.copyOf(basis);
        }

        /** One of its latencies, in ms. */
        public Estimate.Value latency(Metric metric) {
            Estimate.Value value = latencies.get(metric);
            if (value == null) {
                throw new IllegalArgumentException(metric + " is no latency");
            }
            return value;
        }

        /** Whether it also keeps to its limits at the upper ends of the intervals. */
        public boolean certain() {
            return demand.limits()
                    .entrySet()
                    .stream()
                    .allMatch(limit -> latency(limit.getKey()).high() <= limit.getValue());
        }

        /** As a part of a group. */
        public Part part() {
            return new Part(demand.model(), batch, replicas);
        }
    }

    public ColocationPlan {
        servings = List.copyOf(servings);
    }

    /** Engines of all demands. */
    public int engines() {
        return servings.stream().mapToInt(Serving::replicas).sum();
    }
}
