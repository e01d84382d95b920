package io.paretoscope.window;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Knee;
import io.paretoscope.chart.ChartSource;
import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.chart.Plane;
import io.paretoscope.decision.Advice;
import io.paretoscope.decision.FrontText;
import io.paretoscope.decision.KneeText;
import io.paretoscope.decision.Series;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A run that others measured, to be read: whose it is, what it comes to, its front, and its points. */
final class ReferenceView extends BorderPane {
    private static final List<Metric> WEIGHED = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);

    private final Label title = new Label();
    private final VBox told = new VBox(8);
    private static final Plane.Axis ACROSS = new Plane.Axis(Dimension.of(WEIGHED.getLast()), false);
    private static final Plane.Axis UP = new Plane.Axis(Dimension.of(WEIGHED.getFirst()), false);

    private final PlaneView chart;
    private final TableView<ForeignPoint> points = new TableView<>();

    ReferenceView(ReferenceViewModel model, ObservableValue<Theme> theme) {
        setId("reference");
        getStyleClass().add("results");
        title.setId("reference-title");
        title.getStyleClass().add("title");
        Label badge = new Label("measured by others, read-only");
        badge.setId("reference-badge");
        badge.getStyleClass().add("tag");
        badge.setMinWidth(Region.USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button delete = new Button("Delete");
        delete.setId("delete-reference");
        delete.setOnAction(event -> model.deleteShown());
        Button close = new Button("Close");
        close.setId("close-reference");
        close.setCancelButton(true);
        close.setOnAction(event -> model.close());
        HBox row = new HBox(8, title, badge, space,
                new ExplainedControl(delete, "Take this run out of the store; its file can be imported again",
                        new ReadOnlyStringWrapper("")),
                close);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("header");
        told.getStyleClass().add("decide-answers");
        ScrollPane scroll = new ScrollPane(told);
        scroll.setFitToWidth(true);
        chart = new PlaneView("reference", theme);
        BorderPane charting = new BorderPane(chart);
        charting.getStyleClass().add("chart-pane");
        SplitPane upper = new SplitPane(scroll, charting);
        upper.setDividerPositions(0.46);
        points.setId("reference-points");
        points.setAccessibleText("Points of the run");
        points.getStyleClass().addAll("dense", "point-table");
        SplitPane all = new SplitPane(upper, points);
        all.setOrientation(Orientation.VERTICAL);
        all.setDividerPositions(0.62);
        setTop(row);
        setCenter(all);
        model.shown().subscribe(this::show);
    }

    private void show(Optional<StoredForeignRun> shown) {
        told.getChildren().clear();
        points.getItems().clear();
        points.getColumns().clear();
        if (shown.isEmpty()) {
            return;
        }
        ForeignRun run = shown.get().run();
        title.setText(shown.get().name() + "  " + run.title());
        told.getChildren().add(about(run));
        List<Candidate> candidates = Candidate.of(run);
        Series.of(candidates).forEach(this::tell);
        chart.show(Plane.of(List.of(ChartSource.imported(shown.get())), ACROSS, UP, true));
        chart.viewer().setAccessibleText("Pareto front of " + FrontText.metrics(WEIGHED));
        fill(run);
    }

    private static Node about(ForeignRun run) {
        GridPane grid = new GridPane(12, 3);
        int row = 0;
        for (Map.Entry<String, String> condition : run.conditions().entrySet()) {
            Label name = new Label(condition.getKey());
            name.getStyleClass().add("muted");
            name.setMinWidth(USE_PREF_SIZE);
            grid.addRow(row++, name, wrapped(condition.getValue()));
        }
        Label file = new Label("file");
        file.getStyleClass().add("muted");
        grid.addRow(row, file, wrapped(run.fileName() + ", " + run.points().size() + " points"));
        grid.setId("reference-about");
        return grid;
    }

    private void tell(List<Candidate> batches) {
        Label heading = new Label(batches.getFirst().series());
        heading.getStyleClass().add("heading");
        told.getChildren()
                .addAll(heading, wrapped("Knee: " + KneeText.sentence(Knee.of(batches, Knee.DEFAULT_EPSILON))));
        if (Advice.isOn(batches)) {
            told.getChildren()
                    .add(wrapped("Advice: " + Advice.of(batches, List.of(), BatchAdvice.Rule.DEFAULT).sentence()));
        }
    }

    private static Label wrapped(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private void fill(ForeignRun run) {
        TableColumn<ForeignPoint, String> label = new TableColumn<>("Point");
        label.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue().label()));
        label.setPrefWidth(180);
        points.getColumns().add(label);
        Arrays.stream(Metric.values())
                .filter(metric -> run.points()
                        .stream()
                        .anyMatch(point -> point.reading(metric) instanceof Reading.Value))
                .forEach(metric -> points.getColumns().add(column(metric)));
        points.getItems().setAll(run.points());
    }

    private static TableColumn<ForeignPoint, Reading> column(Metric metric) {
        TableColumn<ForeignPoint, Reading> column = new TableColumn<>(
                metric.label() + "\n" + MetricDisplay.unit(metric));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue().reading(metric)));
        column.setCellFactory(ignored -> new ReadingCell<>(metric));
        column.setComparator((one, other) -> Double.compare(one.asDouble().orElse(Double.NaN),
                other.asDouble().orElse(Double.NaN)));
        column.setPrefWidth(150);
        return column;
    }
}
