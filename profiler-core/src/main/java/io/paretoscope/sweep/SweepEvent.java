package io.paretoscope.sweep;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a sweep tells its listeners. */
public sealed interface SweepEvent {

    /**
     * The run exists in the store and is about to begin.
     *
     * @param runId its identity in the store
     * @param points the plan's points with their estimates, those that cannot fit included
     * @param committed ordinals of the points that an earlier start of the run has committed; none comes again
     */
    record Started(long runId, List<PlannedPoint> points, Set<Integer> committed) implements SweepEvent {}

    /**
     * A point entered a phase.
     *
     * @param point the point
     * @param phase what is being done with it
     */
    record PhaseEntered(Point point, Phase phase) implements SweepEvent {}

    /**
     * A point ended and is committed to the store.
     *
     * @param result how it ended
     */
    record PointFinished(PointResult result) implements SweepEvent {}

    /**
     * How far the sweep is. Comes after every point; where windows are interleaved, after every window too.
     *
     * @param done points that ended, in whatever way
     * @param total points of the plan
     * @param remaining time to go, once there is something to judge it by
     */
    record Progress(int done, int total, Optional<Duration> remaining) implements SweepEvent {}

    /**
     * The sweep is over; nothing follows. Where not even its beginning could be written down, nothing came before.
     *
     * @param status how it ended
     * @param message why, where it did not run to its end; empty otherwise
     */
    record Finished(RunStatus status, String message) implements SweepEvent {}

    /** The phases of a point, in order. */
    enum Phase {
        IDLE("measuring the idle device"),
        LOAD("loading"),
        WARM_UP("warming up"),
        COOL_DOWN("cooling down"),
        MEASURE("measuring"),
        CHECK("checking answers");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        /** What is going on, for a progress line. */
        public String label() {
            return label;
        }
    }
}
