package io.paretoscope.window;

import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.SweepPlan;
import java.time.Duration;
import java.util.List;

/** What the fields of an experiment amount to. */
sealed interface PlanState {

    /**
     * A plan.
     *
     * @param plan the plan
     * @param points its points with their memory, those that will be skipped included
     * @param leastTime the time of all their windows at least
     */
    record Ready(SweepPlan plan, List<PlannedPoint> points, Duration leastTime) implements PlanState {
        long skipped() {
            return points.stream().filter(point -> point.obstacle().isPresent()).count();
        }

        /** How many points there are and how many of them will be skipped. */
        String summary() {
            String count = points.size() == 1 ? "1 point" : points.size() + " points";
            return skipped() == 0 ? count : count + ", " + skipped() + " of them will be skipped";
        }

        /** How long all of it will take at least, in a few words; empty where windows may be as short as can be. */
        String estimate() {
            return leastTime.isZero() ? "" : "takes at least " + TimeText.duration(leastTime);
        }
    }

    /**
     * No plan.
     *
     * @param problem what is missing or wrong, in one line
     */
    record Incomplete(String problem) implements PlanState {}
}
