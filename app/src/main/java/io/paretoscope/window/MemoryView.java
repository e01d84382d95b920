package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.MemoryBars;
import io.paretoscope.chart.MemoryChart;
import java.util.List;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jfree.chart.fx.ChartViewer;

/** Memory by batch, of a series that the user chooses. */
final class MemoryView extends BorderPane {
    /** Of a device that is less full than that, what is free would leave no room to see the rest. */
    private static final double FULL = 0.15;

    private static final double SERIES_WIDTH = 240;

    private final MemoryChart chart = new MemoryChart(ChartStyle.LIGHT);
    private final ChartViewer viewer = new ChartViewer(chart.chart(), false);
    private final ComboBox<String> series = new ComboBox<>();
    private final CheckBox free = new CheckBox("Free memory");
    private List<MemoryBars> all = List.of();
    private boolean filling;
    /** The user decides whether what is free is drawn, not the series. */
    private boolean decided;

    MemoryView(MemoryViewModel model, ObservableValue<Theme> theme) {
        setId("memory");
        getStyleClass().add("chart-pane");
        viewer.setId("chart-memory");
        viewer.setMinSize(160, 120);
        series.setId("memory-series");
        series.setAccessibleText("Model whose memory is shown");
        series.setPrefWidth(SERIES_WIDTH);
        free.setId("memory-free");
        free.setTooltip(new Tooltip("Draw what is left of the device on top of each bar"));
        Label of = new Label("Memory of");
        of.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(8, of, series, space, free);
        top.setAlignment(Pos.CENTER_LEFT);
        setTop(top);
        setCenter(viewer);
        series.valueProperty().subscribe(_ -> draw());
        free.setOnAction(event -> {
            decided = true;
            draw();
        });
        theme.subscribe(value -> chart.style(value.charts()));
        model.state().subscribe(this::show);
        sceneProperty().subscribe(scene -> model.watched(scene != null));
    }

    private void show(MemoryViewModel.State state) {
        filling = true;
        String wanted = series.getValue();
        all = state instanceof MemoryViewModel.State.Told(List<MemoryBars> told) ? told : List.of();
        List<String> names = all.stream().map(MemoryBars::series).toList();
        series.getItems().setAll(names);
        series.setValue(names.contains(wanted) ? wanted : names.isEmpty() ? null : names.getFirst());
        series.setDisable(names.isEmpty());
        free.setDisable(all.stream().allMatch(bars -> bars.device().isEmpty()));
        filling = false;
        if (state instanceof MemoryViewModel.State.Absent(String reason)) {
            chart.clear(reason);
            viewer.setAccessibleText("Memory. " + reason);
        } else {
            draw();
        }
    }

    private Optional<MemoryBars> chosen() {
        return all.stream().filter(bars -> bars.series().equals(series.getValue())).findFirst();
    }

    private void draw() {
        if (!filling) {
            chosen().ifPresent(bars -> {
                if (!decided) {
                    free.setSelected(bars.fullest().orElse(0) >= FULL);
                }
                chart.show(bars, free.isSelected());
                viewer.setAccessibleText("Memory of " + bars.series() + " by batch");
            });
        }
    }

    /** The chart as it is, to be saved; empty where there is none. */
    Optional<ShownChart> shown() {
        return chosen().map(bars -> MemoryViewModel.shown(bars, free.isSelected()));
    }

    /** What is drawn, for tests. */
    MemoryChart chart() {
        return chart;
    }
}
