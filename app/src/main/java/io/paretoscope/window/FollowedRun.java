package io.paretoscope.window;

import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.util.Subscription;

/** The run that is shown, with word whenever points of it have ended, or another is shown. */
final class FollowedRun {
    private final SeenResults seen = new SeenResults();
    private Optional<RunViewModel> run = Optional.empty();
    private Subscription changes = Subscription.EMPTY;

    /** Tells {@code changed} from now on, and at once. */
    void follow(ObservableValue<Optional<RunViewModel>> shown, Runnable changed) {
        shown.subscribe(newRun -> {
            changes.unsubscribe();
            run = newRun;
            seen.forget();
            changes = newRun.map(fresh -> fresh.rows().subscribe(() -> {
                if (seen.changed(results())) {
                    changed.run();
                }
            })).orElse(Subscription.EMPTY);
            seen.changed(results());
            changed.run();
        });
    }

    /** The run; empty where none is shown. */
    Optional<RunViewModel> run() {
        return run;
    }

    /** Its points that have ended, in the order of the plan. */
    List<PointResult> results() {
        return run.map(RunViewModel::results).orElse(List.of());
    }
}
