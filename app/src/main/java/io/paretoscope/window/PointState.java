package io.paretoscope.window;

import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.SweepEvent;

/** Where a point of a run is. */
sealed interface PointState {

    /** It has not begun. */
    record Waiting() implements PointState {}

    /** It has not begun and will be skipped. */
    record WillBeSkipped(String reason) implements PointState {}

    /** It is being measured. */
    record Running(SweepEvent.Phase phase) implements PointState {}

    /** It ended. */
    record Ended(PointOutcome outcome) implements PointState {}

    /** The run ended before it. */
    record NotRun() implements PointState {}

    /** The kind of state in a word or two, and the reason where there is one. */
    default String text() {
        return switch (this) {
            case Waiting waiting -> "waiting";
            case WillBeSkipped skipped -> "will be skipped: " + skipped.reason();
            case Running running -> running.phase().label();
            case NotRun notRun -> "not run";
            case Ended ended -> text(ended.outcome());
        };
    }

    private static String text(PointOutcome outcome) {
        return switch (outcome) {
            case PointOutcome.Measured measured -> "measured";
            case PointOutcome.Failed failed -> "failed: " + failed.reason();
            case PointOutcome.Skipped skipped -> "skipped: " + skipped.reason();
        };
    }
}
