package io.paretoscope.window;

import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableStringValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The right side: the runs in the store. */
final class HistoryView extends BorderPane {
    private final ListView<RunSummary> list = new ListView<>();
    private final WorkbenchViewModel workbench;

    HistoryView(WorkbenchViewModel workbench, WindowActions actions) {
        this.workbench = workbench;
        HistoryViewModel history = workbench.history();
        getStyleClass().add("history");

        Label heading = new Label("Runs");
        heading.getStyleClass().add("heading");
        Button refresh = new Button("", Icon.REFRESH.create());
        refresh.setId("refresh-runs");
        refresh.getStyleClass().addAll("flat", "button-icon");
        refresh.setAccessibleText("Read the list of runs anew");
        refresh.setTooltip(new Tooltip("Read the list of runs anew (F5)"));
        refresh.setOnAction(event -> workbench.refresh());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(heading, space, refresh);
        top.setAlignment(Pos.CENTER_LEFT);
        TextField find = new TextField();
        find.setId("find-runs");
        find.setPromptText("Find model, device, tag, note");
        find.setAccessibleText("Find runs by model, device, status, tag or note");
        find.textProperty().bindBidirectional(history.filter());
        ChoiceBox<RunOrder> order = new ChoiceBox<>(FXCollections.observableArrayList(RunOrder.values()));
        order.setId("order-runs");
        order.setAccessibleText("How the runs are sorted");
        order.setMaxWidth(Double.MAX_VALUE);
        order.valueProperty().bindBidirectional(history.order());
        VBox above = new VBox(4, top, find, order);
        above.getStyleClass().add("history-top");
        setTop(above);

        Label empty = new Label();
        empty.textProperty().bind(history.whyEmpty());
        empty.setWrapText(true);
        empty.getStyleClass().addAll("muted", "placeholder");
        list.setId("runs");
        list.setAccessibleText("Runs, the pinned ones first");
        list.setItems(history.listed());
        list.setPlaceholder(empty);
        list.setCellFactory(ignored -> new RunCell());
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER && !event.isShortcutDown()) {
                openSelected();
            } else if (event.getCode() == KeyCode.DELETE) {
                workbench.stored().deleteSelected();
            }
        });
        setCenter(list);

        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        list.getSelectionModel().getSelectedItems().subscribe(this::selected);
        setBottom(commands(actions));
        history.onSelecting(this::select);
    }

    private void select(List<RunSummary> wanted) {
        list.getSelectionModel().clearSelection();
        wanted.forEach(list.getSelectionModel()::select);
    }

    private void selected() {
        // While the list changes, the selection may hold nulls for a moment.
        workbench.history()
                .selected()
                .setAll(list.getSelectionModel().getSelectedItems().stream().filter(Objects::nonNull).toList());
    }

    private Node commands(WindowActions actions) {
        HistoryViewModel history = workbench.history();
        StoredRunsViewModel stored = workbench.stored();
        ObservableList<RunSummary> selected = history.selected();
        ObservableStringValue single = Bindings.createStringBinding(history::singleObstacle, selected);
        ObservableStringValue some = Bindings.createStringBinding(
                () -> selected.isEmpty() ? "no run is selected" : "", selected);
        ObservableStringValue target = Bindings.createStringBinding(stored::targetObstacle, selected,
                workbench.shown(), history.known());
        ObservableStringValue deletable = Bindings.createStringBinding(stored::deleteObstacle, selected,
                workbench.live());
        Button open = button("Open", "open-run", this::openSelected);
        Button resume = button("Resume", "resume-run", workbench::resumeSelected);
        Button compare = button("Compare…", "compare-runs", actions::compareRuns);
        Button describe = button("Tags and note…", "describe-run", actions::describeRun);
        MenuButton more = new MenuButton("More");
        more.setId("more-of-run");
        more.setMaxWidth(Double.MAX_VALUE);
        more.setAccessibleText("More to do with the selected run");
        more.setTooltip(new Tooltip("Report, command, file for others, self-test, pin, delete"));
        more.getItems()
                .addAll(item("Save report…", "report-run", target, actions::reportRun),
                        item("Copy as command", "copy-command", target, actions::copyCommand),
                        item("Share as file…", "share-run", target, actions::shareRun),
                        item("Open run file…", "take-run", new ReadOnlyStringWrapper(""), actions::takeRun),
                        new SeparatorMenuItem(),
                        item("Self-test…", "self-test-of-run", single, actions::selfTestOfRun),
                        item("Pin or release", "pin-runs", some, stored::togglePin),
                        item("Delete", "delete-runs", deletable, stored::deleteSelected));
        VBox commands = new VBox(6,
                row(new ExplainedControl(open, "Show the selected run in the charts and the table", some),
                        new ExplainedControl(resume,
                                "Measure the points that the selected run never came to; under other conditions a new run "
                                        + "begins",
                                Bindings.createStringBinding(workbench::resumeObstacle, selected, workbench.running(),
                                        workbench.startObstacle()))),
                row(new ExplainedControl(compare, "Show how the numbers and the conditions of the selected runs differ",
                        Bindings.createStringBinding(history::compareObstacle, selected)), more),
                row(new ExplainedControl(describe, "Tag the selected run, or write about it", single)));
        commands.getStyleClass().add("history-commands");
        return new VBox(undoLine(stored), references(), commands);
    }

    private static Button button(String text, String id, Runnable action) {
        Button button = new Button(text);
        button.setId(id);
        button.setOnAction(event -> action.run());
        return button;
    }

    private static HBox row(Node... parts) {
        for (Node part : parts) {
            HBox.setHgrow(part, Priority.ALWAYS);
        }
        return new HBox(6, parts);
    }

    /** An item that is disabled while something is in its way, and says what behind its name. */
    private static MenuItem item(String text, String id, ObservableStringValue obstacle, Runnable action) {
        MenuItem item = new MenuItem();
        item.setId(id);
        item.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> obstacle.get().isEmpty() ? text : text + " (" + obstacle.get() + ")", obstacle));
        item.disableProperty().bind(Bindings.createBooleanBinding(() -> !obstacle.get().isEmpty(), obstacle));
        item.setOnAction(event -> action.run());
        return item;
    }

    /** Says what was deleted, with a way back. */
    private static Node undoLine(StoredRunsViewModel stored) {
        Label text = new Label();
        text.setId("deletion");
        Button undo = button("Undo", "undo-deletion", stored::undo);
        undo.getStyleClass().add("small");
        undo.setTooltip(new Tooltip("Bring back what was deleted last"));
        Button forget = new Button("", Icon.CROSS.create());
        forget.getStyleClass().addAll("flat", "button-icon", "small");
        forget.setAccessibleText("Hide this line; deleted runs stay in the store");
        forget.setOnAction(event -> stored.forgetDeletion());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(6, text, space, undo, forget);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("undo-line");
        stored.deletion().subscribe(deletion -> {
            text.setText(deletion.map(StoredRunsViewModel.Deletion::text).orElse(""));
            line.setVisible(deletion.isPresent());
            line.setManaged(deletion.isPresent());
        });
        return line;
    }

    /** The runs of others, each a link. */
    private Node references() {
        Label heading = new Label("Measured by others");
        heading.getStyleClass().add("field-name");
        VBox links = new VBox();
        VBox box = new VBox(heading, links);
        box.setId("references");
        box.getStyleClass().add("references");
        workbench.reference().listed().subscribe(() -> {
            links.getChildren().setAll(workbench.reference().listed().stream().map(this::link).toList());
            box.setVisible(!links.getChildren().isEmpty());
            box.setManaged(box.isVisible());
        });
        box.setVisible(false);
        box.setManaged(false);
        return box;
    }

    private Node link(ForeignRunSummary run) {
        Hyperlink link = new Hyperlink(run.name() + "  " + run.title());
        link.setId("reference-" + run.name());
        link.setMaxWidth(Double.MAX_VALUE);
        link.setAlignment(Pos.CENTER_LEFT);
        link.setTooltip(new Tooltip(run.title() + "\n" + run.points() + " points from " + run.fileName()));
        link.setOnAction(event -> {
            workbench.reference().open(run.id());
            link.setVisited(false);
        });
        return link;
    }

    private void openSelected() {
        RunSummary selected = list.getSelectionModel().getSelectedItem();
        if (selected != null) {
            workbench.open(selected);
        }
    }

    private final class RunCell extends ListCell<RunSummary> {
        private final Label title = new Label();
        private final Label when = new Label();
        private final Label models = new Label();
        private final Label points = new Label();
        private final Label said = new Label();
        private final VBox box;

        RunCell() {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            title.getStyleClass().add("run-title");
            title.setMinWidth(USE_PREF_SIZE);
            when.getStyleClass().add("muted");
            points.getStyleClass().add("muted");
            said.getStyleClass().add("run-said");
            said.managedProperty().bind(said.textProperty().isNotEmpty());
            said.visibleProperty().bind(said.managedProperty());
            box = new VBox(1, new HBox(8, title, space, when), models, points, said);
            setPrefWidth(0);
            setOnMouseClicked(event -> {
                if (event.getClickCount() == 2 && !isEmpty()) {
                    openSelected();
                }
            });
        }

        @Override
        protected void updateItem(@Nullable RunSummary run, boolean empty) {
            super.updateItem(run, empty);
            if (empty || run == null) {
                setGraphic(null);
                setTooltip(null);
                setAccessibleText(null);
                return;
            }
            title.setText("Run " + run.id());
            title.setGraphic(run.pinned() ? Icon.PIN.create() : null);
            when.setText(TimeText.minute(run.startedAt()));
            models.setText(String.join(", ", run.models()));
            points.setText(counts(run));
            said.setText(said(run));
            setGraphic(box);
            String all = (run.pinned() ? "Pinned: run " : "Run ") + run.id() + " of "
                    + TimeText.minute(run.startedAt()) + run.origin()
                            .map(origin -> ", measured elsewhere, from " + origin.fileName())
                            .orElse("")
                    + "\n"
                    + String.join("\n", run.models()) + "\n" + run.device() + ", " + run.precision() + ", "
                    + String.join(", ", run.engines()) + "\n"
                    + run.status().label() + ": " + run.pointsMeasured() + " of " + run.pointsPlanned()
                    + " points measured, " + run.pointsFailed() + " failed, " + run.pointsSkipped() + " skipped"
                    + (run.tags().isEmpty() ? "" : "\n" + tags(run)) + (run.note().isEmpty() ? "" : "\n" + run.note());
            setTooltip(new Tooltip(all));
            setAccessibleText(all);
        }

        private static String tags(RunSummary run) {
            return run.tags().stream().map(tag -> "#" + tag).collect(Collectors.joining(" "));
        }

        /** Where it was measured where that was not here, its tags, and the first line of its note. */
        private static String said(RunSummary run) {
            String from = run.origin().map(origin -> "from " + origin.fileName() + " ").orElse("");
            return (from + tags(run) + " " + run.note().lines().findFirst().orElse("")).strip();
        }

        private static String counts(RunSummary run) {
            return run.device() + " " + run.precision() + " · " + run.status().label() + " · " + run.pointsMeasured()
                    + "/" + run.pointsPlanned()
                    + (run.pointsFailed() > 0 ? ", " + run.pointsFailed() + " failed" : "");
        }
    }
}
