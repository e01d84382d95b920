package io.paretoscope.window;

import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.SweepPlan;
import java.util.List;

/** What the fields of an experiment amount to. */
sealed interface PlanState {

    /**
     * A plan.
     *
     * @param plan the plan
     * @param points its points with their memory, those that will be skipped included
     */
    record Ready(SweepPlan plan, List<PlannedPoint> points) implements PlanState {
        long skipped() {
            return points.stream().filter(point -> point.obstacle().isPresent()).count();
        }

        /** How many points there are and how many of them will be skipped. */
        String summary() {
            String count = points.size() == 1 ? "1 point" : points.size() + " points";
            return skipped() == 0 ? count : count + ", " + skipped() + " of them will be skipped";
        }
    }

    /**
     * No plan.
     *
     * @param problem what is missing or wrong, in one line
     */
    record Incomplete(String problem) implements PlanState {}
}
