package io.paretoscope.window;

import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.RunStatus;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.util.Subscription;

/**
 * What stands out in the run that is shown. It is told from the store, where conditions and self-test stand beside the points, so
 * that it is what the command line tells; in the background, and while somebody looks only. Everything here runs on the screen's
 * thread.
 */
final class FindingsViewModel {

    /** What there is to look at. */
    sealed interface State {

        /**
         * Nothing.
         *
         * @param reason why, and what would change that
         */
        record Absent(String reason) implements State {}

        /**
         * What the rules say.
         *
         * @param findings of the points that had ended when it was told
         */
        record Told(Findings findings) implements State {}
    }

    /** Findings are told anew where one of these has changed. */
    private record Question(RunViewModel run, int ended) {}

    private static final State LOOKING = new State.Absent("Looking at the points …");

    private final LongFunction<Callable<StoredRun>> archive;
    private final Background background;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.Absent(""));
    private Optional<RunViewModel> run = Optional.empty();
    private Optional<Question> asked = Optional.empty();
    private Subscription changes = Subscription.EMPTY;
    private boolean watched;
    private boolean reading;

    /**
     * For a window.
     *
     * @param archive reads the run of that number; asked on the screen's thread, called in the background
     */
    FindingsViewModel(ObservableValue<Optional<RunViewModel>> shown, LongFunction<Callable<StoredRun>> archive,
            Background background) {
        this.archive = archive;
        this.background = background;
        shown.subscribe(this::show);
    }

    /** What there is to look at. */
    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /** Whether somebody looks. */
    void watched(boolean looking) {
        watched = looking;
        update();
    }

    /** The user wants to see that point. */
    void select(Point point) {
        run.ifPresent(shown -> shown.select(OptionalInt.of(point.ordinal())));
    }

    private void show(Optional<RunViewModel> newRun) {
        changes.unsubscribe();
        run = newRun;
        asked = Optional.empty();
        changes = newRun.map(fresh -> Subscription.combine(fresh.rows().subscribe(this::update),
                fresh.status().subscribe(_ -> update()))).orElse(Subscription.EMPTY);
        update();
    }

    private void update() {
        if (!watched) {
            return;
        }
        if (run.isEmpty()) {
            state.set(new State.Absent("No run is shown. Start a sweep, or open an earlier run on the right."));
            return;
        }
        RunViewModel shown = run.get();
        int ended = shown.results().size();
        if (ended == 0 || shown.id().isEmpty()) {
            state.set(new State.Absent(shown.status().get() == RunStatus.RUNNING
                    ? "No point has ended yet. The first findings come with the first point."
                    : "No point of this run ended, so there is nothing to tell. Resume it on the right, or start a sweep."));
            return;
        }
        Optional<Question> question = Optional.of(new Question(shown, ended));
        if (question.equals(asked)) {
            return;
        }
        if (asked.isEmpty()) {
            // What another run's points tell must not stand here meanwhile.
            state.set(LOOKING);
        }
        if (!reading) {
            ask(question.get(), archive.apply(shown.id().getAsLong()));
        }
    }

    private void ask(Question question, Callable<StoredRun> stored) {
        asked = Optional.of(question);
        reading = true;
        background.run(() -> findings(stored.call()), findings -> answer(question, new State.Told(findings)),
                failure -> answer(question,
                        new State.Absent("The findings could not be told: " + Problem.messageOf(failure))));
    }

    private static Findings findings(StoredRun run) {
        return Findings.of(run.plan(), run.conditions(), run.results(), run.selfTest());
    }

    private void answer(Question question, State told) {
        reading = false;
        if (asked.equals(Optional.of(question))) {
            state.set(told);
        }
        // Points may have ended in the meantime, or another run be shown.
        update();
    }
}
