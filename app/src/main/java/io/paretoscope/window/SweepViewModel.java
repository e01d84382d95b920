package io.paretoscope.window;

import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * The sweep that is under way: it is started in the background, heard on the screen's thread, and stopped. Everything here runs on
 * the screen's thread.
 */
final class SweepViewModel {

    /** Who is told how it goes, beside those who watch the run. */
    interface Audience {
        /** It began, or is over: what can be done has changed. */
        void changed();

        /** The store has more to tell of it. */
        void stored();

        /** Something to be shown in a line; nothing where the text is empty. */
        void notice(String text);

        /** Something that the user has to hear of. */
        void problem(Problem problem);
    }

    private final Background background;
    private final PhaseLog phases;
    private final Audience audience;
    private final ReadOnlyObjectWrapper<Optional<RunViewModel>> live = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper stopping = new ReadOnlyStringWrapper("");
    private CompletableFuture<SweepControl> control = new CompletableFuture<>();

    SweepViewModel(Background background, PhaseLog phases, Audience audience) {
        this.background = background;
        this.phases = phases;
        this.audience = audience;
    }

    /** The run that is under way. */
    ReadOnlyObjectProperty<Optional<RunViewModel>> live() {
        return live.getReadOnlyProperty();
    }

    /** Whether one is. */
    ReadOnlyBooleanProperty running() {
        return running.getReadOnlyProperty();
    }

    /** How it has been asked to stop; empty where it has not. */
    ReadOnlyStringProperty stopping() {
        return stopping.getReadOnlyProperty();
    }

    /** {@code run} begins: {@code start}, which may block, is called in the background. */
    void begin(RunViewModel run, Function<SweepListener, SweepControl> start) {
        CompletableFuture<SweepControl> started = new CompletableFuture<>();
        control = started;
        live.set(Optional.of(run));
        running.set(true);
        stopping.set("");
        audience.notice("");
        audience.changed();
        background.run(() -> start.apply(event -> {
            long heardAt = System.nanoTime();
            background.onScreen(() -> hear(run, event, heardAt));
        }), started::complete, failure -> {
            run.end(RunStatus.FAILED, Problem.messageOf(failure));
            ended();
            audience.problem(Problem.of("The sweep could not be started", failure));
        });
    }

    private void hear(RunViewModel run, SweepEvent event, long heardAt) {
        OptionalLong resumed = run.id();
        run.on(event);
        switch (event) {
            case SweepEvent.Started started -> {
                if (resumed.isPresent() && resumed.getAsLong() != started.runId()) {
                    audience.notice("The conditions have changed since run " + resumed.getAsLong()
                            + ", so a new run of its plan has begun: run " + started.runId());
                }
                audience.changed();
                audience.stored();
            }
            case SweepEvent.Finished finished -> {
                phases.end(heardAt);
                ended();
                audience.notice(run.title().get() + " " + finished.status().label() + ": " + run.tally());
                if (finished.status() == RunStatus.FAILED) {
                    audience.problem(new Problem("The sweep failed", finished.message(),
                            run.title().get() + "\n" + run.conditions() + "\n" + finished.message()));
                }
            }
            case SweepEvent.PhaseEntered entered -> phases.enter(entered.phase(), heardAt);
            // The list of runs counts along.
            case SweepEvent.PointFinished ignored -> audience.stored();
            case SweepEvent.Progress ignored -> {
            }
        }
    }

    private void ended() {
        running.set(false);
        live.set(Optional.empty());
        stopping.set("");
        audience.changed();
        audience.stored();
    }

    /** Asks it to end after its running point. */
    void stopAfterPoint() {
        stop("stopping after this point", SweepControl::stopAfterPoint);
    }

    /** Ends it now. */
    void stopNow() {
        stop("stopping now", SweepControl::stopNow);
    }

    private void stop(String how, Consumer<SweepControl> command) {
        if (running.get()) {
            stopping.set(how);
            // The control may still be on its way from the thread that starts the sweep.
            control = control.whenComplete((sweep, failure) -> {
                if (sweep != null) {
                    command.accept(sweep);
                }
            });
        }
    }
}
