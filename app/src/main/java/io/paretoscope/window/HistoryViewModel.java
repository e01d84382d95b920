package io.paretoscope.window;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import java.util.List;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The runs in the store. Everything here runs on the screen's thread. */
final class HistoryViewModel {
    private final Background background;
    private final ObservableList<RunSummary> runs = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("opening the store");
    private int asked;
    private int answered;

    HistoryViewModel(Background background) {
        this.background = background;
    }

    /** The runs, newest first. */
    ObservableList<RunSummary> runs() {
        return runs;
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
