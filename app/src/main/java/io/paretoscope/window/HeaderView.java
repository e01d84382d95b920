package io.paretoscope.window;

import io.paretoscope.sweep.RunStatus;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Above the charts: which run is shown and how it went, and what can be done with it. */
final class HeaderView extends VBox {
    private final Label title = new Label();
    private final Label status = new Label();
    private final Label conditions = new Label();
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper note = new ReadOnlyStringWrapper("");

    HeaderView(WorkbenchViewModel workbench, WindowActions actions, Node chartPages) {
        getStyleClass().add("header");
        title.setId("run-title");
        title.getStyleClass().add("title");
        status.setId("run-status");
        status.getStyleClass().add("tag");
        status.setMinWidth(Region.USE_PREF_SIZE);
        conditions.getStyleClass().add("muted");
        // Where room is scarce the end is cut off.
        Tooltip whole = new Tooltip();
        whole.textProperty().bind(conditions.textProperty());
        conditions.setTooltip(whole);

        Button live = new Button("Show the running sweep", Icon.PLAY.create());
        live.setId("show-live");
        live.setMinWidth(Region.USE_PREF_SIZE);
        live.setOnAction(event -> workbench.showLive());
        live.visibleProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> workbench.live().get().isPresent()
                                && !workbench.live().get().equals(workbench.shown().get()),
                        workbench.live(), workbench.shown()));
        live.managedProperty().bind(live.visibleProperty());

        Button chart = new Button("Chart…", Icon.IMAGE.create());
        chart.setId("export-chart");
        chart.setOnAction(event -> actions.exportChart());
        Button points = new Button("Points…", Icon.TABLE.create());
        points.setId("export-points");
        points.setOnAction(event -> actions.exportPoints());
        chart.setMinWidth(Region.USE_PREF_SIZE);
        points.setMinWidth(Region.USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox row = new HBox(8, title, status, space, live,
                new ExplainedControl(chart, "Save a chart as PNG, SVG or PDF, or its numbers as CSV",
                        workbench.exportObstacle()),
                new ExplainedControl(points, "Save the points as CSV", workbench.exportObstacle()));
        row.setAlignment(Pos.CENTER_LEFT);
        Label stopped = new Label();
        stopped.textProperty().bind(note);
        stopped.setWrapText(true);
        stopped.getStyleClass().add("note");
        stopped.managedProperty().bind(note.isNotEmpty());
        stopped.visibleProperty().bind(stopped.managedProperty());
        Label failure = FieldBox.problemLine(message);
        failure.setId("run-message");
        Region between = new Region();
        HBox.setHgrow(between, Priority.ALWAYS);
        HBox second = new HBox(8, conditions, between, new OverlayMenu(workbench));
        second.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(row, second, chartPages, stopped, failure);
        workbench.shown().subscribe(this::show);
    }

    private void show(Optional<RunViewModel> run) {
        title.textProperty().unbind();
        status.textProperty().unbind();
        message.unbind();
        note.unbind();
        note.set("");
        status.setVisible(run.isPresent());
        if (run.isEmpty()) {
            title.setText("No run is shown");
            conditions.setText("Start a sweep, or open an earlier run on the right");
            message.set("");
            return;
        }
        RunViewModel shown = run.get();
        title.textProperty().bind(shown.title());
        status.textProperty().bind(shown.status().map(value -> value.label()));
        conditions.setText(shown.conditions());
        message.bind(text(shown, RunStatus.FAILED));
        note.bind(text(shown, RunStatus.STOPPED));
    }

    /** The run's message where it ended as {@code how}. */
    private static ObservableValue<String> text(RunViewModel run, RunStatus how) {
        return Bindings.createStringBinding(() -> run.status().get() == how ? run.message().get() : "", run.status(),
                run.message());
    }
}
