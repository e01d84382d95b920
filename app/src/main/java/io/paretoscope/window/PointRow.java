package io.paretoscope.window;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table of points.
 *
 * @param point the configuration
 * @param memory what it is estimated to need
 * @param state where it is
 * @param result how it ended; empty before
 */
record PointRow(Point point, MemoryEstimate memory, PointState state, Optional<PointResult> result) {

    static PointRow of(PlannedPoint planned) {
        PointState state = planned.obstacle()
                .<PointState>map(PointState.WillBeSkipped::new)
                .orElseGet(PointState.Waiting::new);
        return new PointRow(planned.point(), planned.memory(), state, Optional.empty());
    }

    static PointRow of(PointResult result) {
        return new PointRow(result.point(), result.memory(), new PointState.Ended(result.outcome()),
                Optional.of(result));
    }

    static PointRow notRun(Point point) {
        return new PointRow(point, MemoryEstimate.of(point), new PointState.NotRun(), Optional.empty());
    }

    PointRow in(PointState newState) {
        return new PointRow(point, memory, newState, result);
    }

    /** What is known of {@code metric}. */
    Reading reading(Metric metric) {
        return switch (state) {
            case PointState.Ended ended -> reading(metric, ended.outcome());
            case PointState.NotRun notRun -> new Reading.Unavailable("not run");
            default -> new Reading.Unavailable("not measured yet");
        };
    }

    private Reading reading(Metric metric, PointOutcome outcome) {
        return outcome instanceof PointOutcome.Measured measured
                ? measured.metrics().reading(metric)
                : new Reading.Unavailable(state.text());
    }

    /** The kind of engine that decoded it; the one that is asked for as long as there are no numbers. */
    EngineKind decodedBy() {
        return result.map(PointResult::decodedBy).orElse(point.engine());
    }

    /** Whether there are numbers. */
    boolean measured() {
        return verdict().isPresent();
    }

    /** Whether its numbers can be trusted; empty where there are none. */
    Optional<Verdict> verdict() {
        return outcome().map(PointOutcome.Measured::verdict);
    }

    /** How many windows it was measured in and how long they were; empty where it was not. */
    Optional<String> measuredIn() {
        return outcome().map(measured -> {
            List<JointWindow> windows = measured.samples().windows();
            long nanos = windows.stream().mapToLong(JointWindow::nanos).sum();
            return windows.size() == 1
                    ? String.format(Locale.ROOT, "1 window of %.2f s", nanos / 1e9)
                    : String.format(Locale.ROOT, "%d windows of %.2f s on average", windows.size(),
                            nanos / 1e9 / windows.size());
        });
    }

    private Optional<PointOutcome.Measured> outcome() {
        return result.map(PointResult::outcome)
                .filter(PointOutcome.Measured.class::isInstance)
                .map(PointOutcome.Measured.class::cast);
    }

    /** Whether there is nothing to say of its metrics yet, not even why. */
    boolean pending() {
        return result.isEmpty() && !(state instanceof PointState.NotRun);
    }
}
