package io.paretoscope.window;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The runs in the store. Everything here runs on the screen's thread. */
final class HistoryViewModel {
    private final Background background;
    private final ObservableList<RunSummary> runs = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("opening the store");
    private final ObservableList<RunSummary> selected = FXCollections.observableArrayList();
    private int asked;
    private int answered;

    HistoryViewModel(Background background) {
        this.background = background;
    }

    /** The runs, newest first. */
    ObservableList<RunSummary> runs() {
        return runs;
    }

    /** The runs that the user has chosen of the list. */
    ObservableList<RunSummary> selected() {
        return selected;
    }

    /** Why the chosen runs cannot be compared; empty where they can. */
    String compareObstacle() {
        return selected.size() == 2 ? "" : "choose two runs, the second with Ctrl and a click";
    }

    /** Reads the two chosen runs, the earlier one first. */
    void compare(RunArchive archive, Consumer<RunComparison> done, Consumer<Exception> failed) {
        if (!compareObstacle().isEmpty()) {
            return;
        }
        List<Long> ids = selected.stream().map(RunSummary::id).sorted().toList();
        background.run(() -> new RunComparison(read(archive, ids.get(0)), read(archive, ids.get(1))), done, failed);
    }

    private static StoredRun read(RunArchive archive, long id) throws IOException {
        return archive.run(id).orElseThrow(() -> new IOException("run " + id + " is not in the store any more"));
    }

    /** What to say where the list is empty. */
    ReadOnlyStringProperty message() {
        return message.getReadOnlyProperty();
    }

    /** Reads the list anew. Of several at work the one asked last wins, whichever answers last. */
    void refresh(RunArchive archive) {
        int ticket = ++asked;
        background.run(archive::runs, found -> {
            if (newest(ticket)) {
                show(found);
            }
        }, failure -> {
            if (newest(ticket)) {
                unreadable(Problem.messageOf(failure));
            }
        });
    }

    /** There is no list, because of {@code reason}. */
    void unreadable(String reason) {
        runs.clear();
        message.set("The runs cannot be read: " + reason);
    }

    private void show(List<RunSummary> found) {
        message.set("No runs yet. What you measure is kept here.");
        if (!runs.equals(found)) {
            runs.setAll(found);
        }
    }

    private boolean newest(int ticket) {
        if (ticket < answered) {
            return false;
        }
        answered = ticket;
        return true;
    }
}
