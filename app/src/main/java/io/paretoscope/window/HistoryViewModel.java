package io.paretoscope.window;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableStringValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;

/** The runs in the store. Everything here runs on the screen's thread. */
final class HistoryViewModel {
    private final Background background;
    private final ObservableList<RunSummary> runs = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("opening the store");
    private final FilteredList<RunSummary> found = new FilteredList<>(runs);
    private final SortedList<RunSummary> listed = new SortedList<>(found);
    private final ObjectProperty<RunOrder> order = new SimpleObjectProperty<>(RunOrder.NEWEST);
    private final ReadOnlyBooleanWrapper known = new ReadOnlyBooleanWrapper();
    private final StringProperty filter = new SimpleStringProperty("");
    private final ObservableList<RunSummary> selected = FXCollections.observableArrayList();
    private Consumer<List<RunSummary>> selecting = wanted -> {};
    private int asked;
    private int answered;

    HistoryViewModel(Background background) {
        this.background = background;
        filter.subscribe(text -> found.setPredicate(run -> matches(run, text)));
        order.subscribe(by -> listed
                .setComparator(Comparator.comparing(RunSummary::pinned).reversed().thenComparing(by.comparator())));
    }

    /** The runs, newest first. */
    ObservableList<RunSummary> runs() {
        return runs;
    }

    /**
     * What the runs in the list must have somewhere: words of models, device, precision, engines, status, tags or note; {@code pinned} and
     * {@code imported} are words, too.
     */
    StringProperty filter() {
        return filter;
    }

    /** How the list is sorted below the pinned runs. */
    ObjectProperty<RunOrder> order() {
        return order;
    }

    /** Whether the store has said which runs there are. */
    ReadOnlyBooleanProperty known() {
        return known.getReadOnlyProperty();
    }

    /** The runs that have it, the pinned ones first, each in the order that was asked for. */
    ObservableList<RunSummary> listed() {
        return listed;
    }

    private static boolean matches(RunSummary run, String filter) {
        String all = String.join(" ", "run " + run.id(), String.join(" ", run.models()), run.device(),
                run.precision(), String.join(" ", run.engines()), run.status().label(), String.join(" ", run.tags()),
                run.note(), run.pinned() ? "pinned" : "",
                run.origin().map(origin -> "imported " + origin.fileName()).orElse(""))
                .toLowerCase(Locale.ROOT);
        return Stream.of(filter.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)).allMatch(all::contains);
    }

    /** Who selects runs on the screen, when the list was read anew. */
    void onSelecting(Consumer<List<RunSummary>> listener) {
        selecting = listener;
    }

    /** Gives {@code run} those tags and that note, in place of what it has. */
    void describe(RunArchive archive, RunSummary run, List<String> tags, String note, Consumer<Exception> failed) {
        background.run(() -> {
            for (String tag : tags) {
                archive.tag(run.id(), tag);
            }
            for (String tag : run.tags()) {
                if (!tags.contains(tag)) {
                    archive.untag(run.id(), tag);
                }
            }
            if (!note.equals(run.note())) {
                archive.note(run.id(), note);
            }
            return run;
        }, described -> refresh(archive), failure -> {
            refresh(archive);
            failed.accept(failure);
        });
    }

    /** Why there is not the one run to do something with; empty where there is. */
    String singleObstacle() {
        return selected.size() == 1 ? "" : selected.isEmpty() ? "no run is selected" : "several runs are selected";
    }

    /** The runs that the user has chosen of the list. */
    ObservableList<RunSummary> selected() {
        return selected;
    }

    /** Why the chosen runs cannot be compared; empty where they can. */
    String compareObstacle() {
        return selected.size() >= 2 ? "" : "choose two runs or more, each but the first with Ctrl and a click";
    }

    /** Reads the chosen runs, the earliest first. */
    void compare(RunArchive archive, Consumer<RunComparison> done, Consumer<Exception> failed) {
        if (!compareObstacle().isEmpty()) {
            return;
        }
        List<Long> ids = selected.stream().map(RunSummary::id).sorted().toList();
        background.run(() -> {
            List<StoredRun> chosen = new ArrayList<>();
            for (long id : ids) {
                chosen.add(read(archive, id));
            }
            return new RunComparison(chosen);
        }, done, failed);
    }

    private static StoredRun read(RunArchive archive, long id) throws IOException {
        return archive.run(id).orElseThrow(() -> new IOException("run " + id + " is not in the store any more"));
    }

    /** What there is to say of the runs as a whole. */
    ReadOnlyStringProperty message() {
        return message.getReadOnlyProperty();
    }

    /** What to say where no run is listed. */
    ObservableStringValue whyEmpty() {
        return Bindings.when(Bindings.isEmpty(runs)).then(message).otherwise("No run has all of these words");
    }

    /** Reads the list anew. Of several at work the one asked last wins, whichever answers last. */
    void refresh(RunArchive archive) {
        int ticket = ++asked;
        background.run(archive::runs, answer -> {
            if (newest(ticket)) {
                show(answer);
            }
        }, failure -> {
            if (newest(ticket)) {
                unreadable(Problem.messageOf(failure));
            }
        });
    }

    /** There is no list, because of {@code reason}. */
    void unreadable(String reason) {
        known.set(false);
        runs.clear();
        message.set("The runs cannot be read: " + reason);
    }

    private void show(List<RunSummary> answer) {
        message.set("No runs yet. What you measure is kept here.");
        known.set(true);
        if (!runs.equals(answer)) {
            List<Long> chosen = selected.stream().map(RunSummary::id).toList();
            runs.setAll(answer);
            List<RunSummary> again = answer.stream().filter(run -> chosen.contains(run.id())).toList();
            selected.setAll(again);
            selecting.accept(again);
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
