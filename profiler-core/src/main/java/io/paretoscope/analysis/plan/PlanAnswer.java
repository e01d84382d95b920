package io.paretoscope.analysis.plan;

import java.util.List;

/** A plan, or why there is none. */
public sealed interface PlanAnswer {

    /**
     * The best plan.
     *
     * @param plan it
     */
    record Planned(ColocationPlan plan) implements PlanAnswer {}

    /**
     * No combination keeps within everything.
     *
     * @param changes each of which alone would do, the smallest first
     * @param obstacles of demands that cannot be served even alone on the device, in words
     */
    record Infeasible(List<Relaxation> changes, List<String> obstacles) implements PlanAnswer {
        public Infeasible {
            changes = List.copyOf(changes);
            obstacles = List.copyOf(obstacles);
        }
    }

    /**
     * It cannot be told.
     *
     * @param reason why
     */
    record Unknown(String reason) implements PlanAnswer {}
}
