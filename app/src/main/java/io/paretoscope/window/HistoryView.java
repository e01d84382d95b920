package io.paretoscope.window;

import io.paretoscope.store.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableStringValue;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.SelectionMode;
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
        setTop(new VBox(4, top, find));

        Label empty = new Label();
        empty.textProperty().bind(history.whyEmpty());
        empty.setWrapText(true);
        empty.getStyleClass().addAll("muted", "placeholder");
        list.setId("runs");
        list.setAccessibleText("Runs, newest first");
        list.setItems(history.listed());
        list.setPlaceholder(empty);
        list.setCellFactory(ignored -> new RunCell());
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER && !event.isShortcutDown()) {
                openSelected();
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
        ObservableList<RunSummary> selected = workbench.history().selected();
        Button open = new Button("Open");
        open.setId("open-run");
        open.setOnAction(event -> openSelected());
        Button resume = new Button("Resume");
        resume.setId("resume-run");
        resume.setOnAction(event -> workbench.resumeSelected());
        Button compare = new Button("Compare conditions");
        compare.setId("compare-runs");
        compare.setOnAction(event -> actions.compareConditions());
        Node explainedOpen = new ExplainedControl(open, "Show the selected run in the charts and the table",
                Bindings.createStringBinding(() -> selected.isEmpty() ? "no run is selected" : "", selected));
        Node explainedResume = new ExplainedControl(resume,
                "Measure the points that the selected run never came to; under other conditions a new run begins",
                Bindings.createStringBinding(workbench::resumeObstacle, selected, workbench.running(),
                        workbench.startObstacle()));
        HBox.setHgrow(explainedOpen, Priority.ALWAYS);
        HBox.setHgrow(explainedResume, Priority.ALWAYS);
        HBox row = new HBox(6, explainedOpen, explainedResume);
        Button describe = new Button("Tags and note…");
        describe.setId("describe-run");
        describe.setOnAction(event -> actions.describeRun());
        Button selfTest = new Button("Self-test…");
        selfTest.setId("self-test-of-run");
        selfTest.setOnAction(event -> actions.selfTestOfRun());
        ObservableStringValue single = Bindings.createStringBinding(workbench.history()::singleObstacle, selected);
        Node explainedDescribe = new ExplainedControl(describe, "Tag the selected run, or write about it", single);
        Node explainedSelfTest = new ExplainedControl(selfTest,
                "Show how well the machine measured when the selected run was made", single);
        HBox.setHgrow(explainedDescribe, Priority.ALWAYS);
        HBox.setHgrow(explainedSelfTest, Priority.ALWAYS);
        VBox commands = new VBox(6, row, new ExplainedControl(compare,
                "Show in which conditions the two selected runs differ",
                Bindings.createStringBinding(workbench.history()::compareObstacle, selected)),
                new HBox(6, explainedDescribe, explainedSelfTest));
        commands.getStyleClass().add("history-commands");
        return commands;
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
            when.setText(TimeText.minute(run.startedAt()));
            models.setText(String.join(", ", run.models()));
            points.setText(counts(run));
            said.setText(said(run));
            setGraphic(box);
            String all = "Run " + run.id() + " of " + TimeText.minute(run.startedAt()) + "\n"
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

        /** Its tags, and the first line of its note. */
        private static String said(RunSummary run) {
            return (tags(run) + " " + run.note().lines().findFirst().orElse("")).strip();
        }

        private static String counts(RunSummary run) {
            return run.device() + " " + run.precision() + " · " + run.status().label() + " · " + run.pointsMeasured()
                    + "/" + run.pointsPlanned()
                    + (run.pointsFailed() > 0 ? ", " + run.pointsFailed() + " failed" : "");
        }
    }
}
