package io.paretoscope.window;

import io.paretoscope.foreign.PublishedRun;
import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.StoredForeignRun;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Runs that others measured, to look at: the imported ones, and the figures that come with the program. On the screen's thread. */
final class ReferenceViewModel {
    private final Supplier<Optional<RunArchive>> store;
    private final Background background;
    private final InstantSource clock;
    private final Consumer<Problem> problems;
    private final ObservableList<ForeignRunSummary> listed = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Optional<StoredForeignRun>> shown = new ReadOnlyObjectWrapper<>(
            Optional.empty());

    /**
     * For a window.
     *
     * @param store empty while there is none
     */
    ReferenceViewModel(Supplier<Optional<RunArchive>> store, Background background, InstantSource clock,
            Consumer<Problem> problems) {
        this.store = store;
        this.background = background;
        this.clock = clock;
        this.problems = problems;
    }

    /** The imported runs, newest first. */
    ObservableList<ForeignRunSummary> listed() {
        return listed;
    }

    /** The one in place of the charts. */
    ReadOnlyObjectProperty<Optional<StoredForeignRun>> shown() {
        return shown.getReadOnlyProperty();
    }

    /** Reads the list anew. */
    void refresh() {
        store.get().ifPresent(archive -> background.run(archive::foreignRuns, this::list, failure -> listed.clear()));
    }

    private void list(List<ForeignRunSummary> found) {
        if (!listed.equals(found)) {
            listed.setAll(found);
        }
    }

    /** Shows the figures that come with the program; they are imported the first time. */
    void showPublished() {
        store.get().ifPresent(archive -> background.run(() -> {
            Optional<ForeignRunSummary> there = archive.foreignRuns()
                    .stream()
                    .filter(run -> run.title().equals(PublishedRun.TITLE))
                    .findFirst();
            long id = there.isPresent()
                    ? there.get().id()
                    : archive.importForeign(PublishedRun.read(clock.instant()));
            return read(archive, id);
        }, run -> {
            shown.set(Optional.of(run));
            refresh();
        }, failure -> problems.accept(Problem.of("The published figures could not be shown", failure))));
    }

    /** Shows an imported run. */
    void open(long id) {
        store.get()
                .ifPresent(archive -> background.run(() -> read(archive, id), run -> shown.set(Optional.of(run)),
                        failure -> problems.accept(
                                Problem.of("Run " + StoredForeignRun.name(id) + " could not be opened", failure))));
    }

    private static StoredForeignRun read(RunArchive archive, long id) throws IOException {
        return archive.foreignRun(id)
                .orElseThrow(
                        () -> new IOException("run " + StoredForeignRun.name(id) + " is not in the store any more"));
    }

    /** Shows none. */
    void close() {
        shown.set(Optional.empty());
    }

    /** Deletes the imported run that is shown; its file can be imported again. */
    void deleteShown() {
        store.get().ifPresent(archive -> shown.get().ifPresent(run -> background.run(() -> {
            archive.deleteForeign(run.id());
            return run;
        }, deleted -> {
            close();
            refresh();
        }, failure -> problems.accept(Problem.of("Run " + run.name() + " could not be deleted", failure)))));
    }
}
