package io.paretoscope.window;

import io.paretoscope.report.RunReport;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.SweepCommandText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What can be done with runs of the store beside looking at them: describe, pin, delete and restore, compare, pass on. Each deed is about the
 * one run that is selected in the list, or where none is, the run that is shown. Everything here runs on the screen's thread.
 */
final class StoredRunsViewModel {

    /** Whose window it is. */
    interface Host {
        /** The store; empty while there is none. */
        Optional<RunArchive> archive();

        /** The number of the run in the charts; empty where there is none yet. */
        OptionalLong shown();

        /** The number of the run that is under way; empty where none is. */
        OptionalLong underWay();

        /** Shows no run any more. */
        void hide();

        /** Says in a line what was done. */
        void notice(String text);

        /** Tells of a problem. */
        void problem(Problem problem);

        /** The store has changed. */
        void changed();
    }

    /** Runs that were deleted and can still be brought back. */
    record Deletion(List<Long> ids) {
        Deletion {
            ids = List.copyOf(ids);
        }

        /** What was done, such as {@code Run 3 deleted}. */
        String text() {
            return (ids.size() == 1 ? "Run " + ids.getFirst() : ids.size() + " runs") + " deleted";
        }
    }

    private final HistoryViewModel history;
    private final Background background;
    private final Host host;
    private final ReadOnlyObjectWrapper<Optional<Deletion>> deletion = new ReadOnlyObjectWrapper<>(Optional.empty());

    StoredRunsViewModel(HistoryViewModel history, Background background, Host host) {
        this.history = history;
        this.background = background;
        this.host = host;
    }

    /** What was deleted last in this window and is still gone. */
    ReadOnlyObjectProperty<Optional<Deletion>> deletion() {
        return deletion.getReadOnlyProperty();
    }

    /** Why there is not one run to do something with; empty where there is. */
    String targetObstacle() {
        if (host.archive().isEmpty()) {
            return "the store is not open";
        }
        return target().isPresent()
                ? ""
                : history.selected().isEmpty() ? "no run is selected or shown" : "several runs are selected";
    }

    private OptionalLong target() {
        return switch (history.selected().size()) {
            case 0 -> host.shown();
            case 1 -> OptionalLong.of(history.selected().getFirst().id());
            default -> OptionalLong.empty();
        };
    }

    /** How the file of the target is to be called, without its ending; empty where there is no target. */
    Optional<String> fileName() {
        return targetObstacle().isEmpty()
                ? Optional.of("paretoscope-run-" + target().orElseThrow())
                : Optional.empty();
    }

    /** Gives a run those tags and that note, in place of what it has. */
    void describe(RunSummary run, List<String> tags, String note) {
        host.archive().ifPresent(archive -> history.describe(archive, run, tags, note, failure -> {
            Problem problem = Problem.of("Tags or note of run " + run.id() + " could not be kept", failure);
            // What was written is not lost: it can be copied from the details.
            host.problem(new Problem(problem.title(), problem.message(), "Tags:\n" + String.join("\n", tags)
                    + "\n\nNote:\n" + note + "\n\n" + problem.details()));
        }));
    }

    /** Pins the selected runs, or where all of them are, releases them. */
    void togglePin() {
        List<RunSummary> runs = List.copyOf(history.selected());
        boolean pin = runs.stream().anyMatch(run -> !run.pinned());
        change("The runs could not be pinned",
                archive -> runs.forEach(run -> archive.pin(run.id(), pin)), () -> {});
    }

    /** Why the selected runs cannot be deleted; empty where they can. */
    String deleteObstacle() {
        if (history.selected().isEmpty()) {
            return "no run is selected";
        }
        OptionalLong underWay = host.underWay();
        return isSelected(underWay) ? "run " + underWay.getAsLong() + " is under way" : "";
    }

    private boolean isSelected(OptionalLong id) {
        return history.selected().stream().anyMatch(run -> OptionalLong.of(run.id()).equals(id));
    }

    /** Deletes the selected runs, the one that is shown too; {@link #undo} brings them back. */
    void deleteSelected() {
        if (deleteObstacle().isEmpty()) {
            List<Long> ids = history.selected().stream().map(RunSummary::id).toList();
            Deletion deleted = new Deletion(ids);
            if (isSelected(host.shown())) {
                host.hide();
            }
            change("The runs could not be deleted", archive -> ids.forEach(archive::delete), () -> {
                deletion.set(Optional.of(deleted));
                host.notice(deleted.text() + "; Undo brings it back");
            });
        }
    }

    /** Brings back what was deleted last; nothing where nothing was. */
    void undo() {
        deletion.get()
                .ifPresent(deleted -> change("The deletion could not be undone",
                        archive -> deleted.ids().forEach(archive::restore), () -> {
                            deletion.set(Optional.empty());
                            host.notice(deleted.ids().size() == 1
                                    ? "Run " + deleted.ids().getFirst() + " is back"
                                    : deleted.ids().size() + " runs are back");
                        }));
    }

    /** Nobody wants it back. */
    void forgetDeletion() {
        deletion.set(Optional.empty());
    }

    private void change(String failed, Consumer<RunArchive> change, Runnable done) {
        host.archive().ifPresent(archive -> background.run(() -> {
            change.accept(archive);
            return archive;
        }, changed -> {
            done.run();
            host.changed();
        }, failure -> {
            host.changed();
            host.problem(Problem.of(failed, failure));
        }));
    }

    /** Reads the selected runs, to compare them. */
    void compareSelected(Consumer<RunComparison> done) {
        host.archive()
                .ifPresent(archive -> history.compare(archive, done,
                        failure -> host.problem(Problem.of("The runs could not be compared", failure))));
    }

    /** Writes the target into a file that another store can take it from. */
    void share(Path file) {
        onTarget("shared", (archive, id) -> {
            archive.share(id, file);
            return file;
        }, (id, written) -> host.notice("Run " + id + " went to " + written));
    }

    /** Writes the target as a page. */
    void report(Path file) {
        onTarget("reported", (archive, id) -> {
            RunReport.write(read(archive, id), file);
            return file;
        }, (id, written) -> host.notice("The report of run " + id + " went to " + written));
    }

    /** Gives {@code done} the command that measures the target again. */
    void command(Consumer<String> done) {
        onTarget("read", (archive, id) -> SweepCommandText.of(read(archive, id).plan()), (id, text) -> {
            done.accept(text);
            host.notice("The command of run " + id + " was copied");
        });
    }

    /** Takes a run from a run file. */
    void take(Path file) {
        host.archive().ifPresent(archive -> background.run(() -> archive.importRun(file), id -> {
            host.notice("The run in " + file.getFileName() + " is here as run " + id);
            host.changed();
        }, failure -> host.problem(Problem.of("The run could not be taken from the file", failure))));
    }

    /** Something done with one run that may block. */
    @FunctionalInterface
    private interface Deed<T> {
        T of(RunArchive archive, long id) throws IOException;
    }

    /** Hears of it on the screen's thread. */
    @FunctionalInterface
    private interface Ending<T> {
        void of(long id, T result);
    }

    private <T> void onTarget(String participle, Deed<T> deed, Ending<T> ending) {
        if (!targetObstacle().isEmpty()) {
            return;
        }
        long id = target().orElseThrow();
        RunArchive archive = host.archive().orElseThrow();
        Callable<T> job = () -> deed.of(archive, id);
        background.run(job, result -> ending.of(id, result),
                failure -> host.problem(Problem.of("Run " + id + " could not be " + participle, failure)));
    }

    private static StoredRun read(RunArchive archive, long id) throws IOException {
        return archive.run(id).orElseThrow(() -> new IOException("run " + id + " is not in the store any more"));
    }
}
