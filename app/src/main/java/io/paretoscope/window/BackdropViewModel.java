package io.paretoscope.window;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.util.Subscription;

/** What the store tells of the shown run beside its points: its conditions, and what its self-test measured. Read while somebody looks. */
final class BackdropViewModel {

    /** What there is to know. */
    sealed interface State {
        /**
         * Nothing, or not yet.
         *
         * @param reason why
         */
        record Absent(String reason) implements State {}

        /**
         * What the store tells.
         *
         * @param conditions under what the run was measured
         * @param selfTest result of the self-test that was made with it, as JSON
         */
        record Told(Conditions conditions, Optional<String> selfTest) implements State {}
    }

    private static final State NO_RUN = new State.Absent(
            "No run is shown. Start a sweep, or open an earlier run on the right.");

    private final LongFunction<Callable<StoredRun>> archive;
    private final Background background;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(NO_RUN);
    private Optional<RunViewModel> run = Optional.empty();
    private Subscription changes = Subscription.EMPTY;
    private OptionalLong told = OptionalLong.empty();
    private boolean watched;

    BackdropViewModel(ObservableValue<Optional<RunViewModel>> shown, LongFunction<Callable<StoredRun>> archive,
            Background background) {
        this.archive = archive;
        this.background = background;
        shown.subscribe(this::show);
    }

    /** What there is to know. */
    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /** Whether somebody looks. */
    void watched(boolean looking) {
        watched = looking;
        update();
    }

    private void show(Optional<RunViewModel> newRun) {
        changes.unsubscribe();
        run = newRun;
        told = OptionalLong.empty();
        state.set(newRun.isEmpty() ? NO_RUN : new State.Absent("The run is being read"));
        // Its identity and its title come together.
        changes = newRun.map(fresh -> Subscription.combine(fresh.title().subscribe(_ -> update()),
                fresh.status().subscribe((_, _) -> again()))).orElse(Subscription.EMPTY);
        update();
    }

    /** A run that has begun or ended may have got a self-test. */
    private void again() {
        told = OptionalLong.empty();
        update();
    }

    private void update() {
        OptionalLong id = run.map(RunViewModel::id).orElse(OptionalLong.empty());
        if (!watched || id.isEmpty() || id.equals(told)) {
            return;
        }
        told = id;
        background.run(archive.apply(id.getAsLong()), stored -> {
            if (id.equals(run.map(RunViewModel::id).orElse(OptionalLong.empty()))) {
                state.set(new State.Told(stored.conditions(), stored.selfTest()));
            }
        }, failure -> state.set(new State.Absent("The run could not be read: " + Problem.messageOf(failure))));
    }
}
