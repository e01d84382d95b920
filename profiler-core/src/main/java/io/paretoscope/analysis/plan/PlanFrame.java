package io.paretoscope.analysis.plan;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.ReplicaMode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a plan has to keep within, and what it is to be best at.
 *
 * @param device where everything runs
 * @param precision of all models
 * @param memoryBytes that all engines together may take; empty for any number
 * @param watts that the device may take on average; empty for any number
 * @param mostLoad share of an engine's throughput that may be asked of it, above 0 to 1; the rest is for bursts
 * @param mostReplicas of each model
 * @param modes in which engines may share the device, the preferred first
 * @param objective what is best
 */
public record PlanFrame(DeviceId device, Precision precision, OptionalLong memoryBytes, OptionalDouble watts,
        double mostLoad, int mostReplicas, List<ReplicaMode> modes, Objective objective) {

    /** A tenth is left for bursts. */
    public static final double MOST_LOAD = 0.9;
    /** More are rarely of use, and each has a KV cache of its own. */
    public static final int MOST_REPLICAS = 4;

    /** What a plan can be best at. */
    public enum Objective {
        /** The fewest watts at the demanded rates. */
        ENERGY("energy"),
        /** All rates can grow by the largest factor. */
        HEADROOM("headroom");

        private final String label;

        Objective(String label) {
            this.label = label;
        }

        /** The word for it. */
        public String label() {
            return label;
        }

        /**
         * The objective of that name.
         *
         * @throws IllegalArgumentException naming both, where there is none
         */
        public static Objective parse(String text) {
            for (Objective objective : values()) {
                if (objective.label.equals(text)) {
                    return objective;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is not an objective: must be energy or headroom");
        }
    }

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong and what would be right
     */
    public PlanFrame {
        modes = List.copyOf(modes);
        if (!(mostLoad > 0 && mostLoad <= 1)) {
            throw new IllegalArgumentException("load " + mostLoad + ": must be above 0 and at most 1");
        }
        if (mostReplicas < 1) {
            throw new IllegalArgumentException("replica count " + mostReplicas + ": must be at least 1");
        }
        if (memoryBytes.isPresent() && memoryBytes.getAsLong() < 1) {
            throw new IllegalArgumentException("memory must be above 0 GiB");
        }
        if (watts.isPresent() && !(watts.getAsDouble() > 0)) {
            throw new IllegalArgumentException("power " + watts.getAsDouble() + ": must be above 0 W");
        }
        for (ReplicaMode mode : modes) {
            if (mode == ReplicaMode.MIG) {
                throw new IllegalArgumentException(
                        "replica mode mig divides the device by an administrator's hand: plan "
                                + "for one instance as a device of its own");
            }
            if (mode.needsGpu() && device.isCpu()) {
                throw new IllegalArgumentException("replica mode " + mode + " needs an NVIDIA GPU; on the CPU choose "
                        + "streams or processes");
            }
        }
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("a plan needs at least one replica mode");
        }
    }
}
