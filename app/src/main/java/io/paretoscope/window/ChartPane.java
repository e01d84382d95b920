package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.SweepChart;
import io.paretoscope.sweep.Metric;
import java.util.Optional;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.util.StringConverter;
import org.jfree.chart.fx.ChartViewer;
import org.jspecify.annotations.Nullable;

/** One chart of the run that is shown, of a metric that the user chooses. */
final class ChartPane extends BorderPane {
    /** Lower than that, the plot needs the room of its axis' name, which stands above it then. */
    private static final double LOW = 240;
    private static final String EMPTY = "Press Start to measure the plan";

    private final ComboBox<Metric> metric = new ComboBox<>();
    private final InvalidationListener rowsChanged = ignored -> draw();
    private final SweepChart chart;
    private final ChartViewer viewer;
    private final BooleanProperty legend = new SimpleBooleanProperty(true);
    private Optional<RunViewModel> run = Optional.empty();

    ChartPane(String name, Metric initial, ObservableValue<Optional<RunViewModel>> shown,
            ObservableValue<Theme> theme) {
        chart = new SweepChart(initial, ChartStyle.LIGHT);
        viewer = new ChartViewer(chart.chart(), false);
        viewer.setId("chart-" + name);
        viewer.setMinSize(160, 120);
        metric.getItems().setAll(Metric.values());
        metric.setValue(initial);
        metric.setId("metric-" + name);
        metric.setAccessibleText("Metric of the " + name + " chart");
        metric.setConverter(new MetricName());
        metric.getStyleClass().add("metric-choice");
        Label against = new Label();
        against.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> (low() ? "by batch size, " : "") + preference(metric()), metric.valueProperty(),
                        viewer.heightProperty()));
        against.getStyleClass().add("muted");
        HBox top = new HBox(8, metric, against);
        top.setAlignment(Pos.CENTER_LEFT);
        getStyleClass().add("chart-pane");
        setTop(top);
        setCenter(viewer);
        metric.valueProperty().subscribe(ignored -> draw());
        viewer.heightProperty().subscribe(this::furnish);
        legend.subscribe(this::furnish);
        theme.subscribe(value -> chart.style(value.charts()));
        shown.subscribe(this::show);
    }

    private static String preference(Metric metric) {
        return switch (metric.better()) {
            case UP -> "higher is better";
            case DOWN -> "lower is better";
        };
    }

    private boolean low() {
        return viewer.getHeight() < LOW;
    }

    /** Whether the chart says which series is which; not needed where a chart of the same series stands below. */
    void legend(boolean shown) {
        legend.set(shown);
    }

    private void furnish() {
        chart.furnish(legend.get(), !low());
    }

    /** What the chart shows. */
    Metric metric() {
        return metric.getValue();
    }

    /** What is drawn, for tests. */
    SweepChart chart() {
        return chart;
    }

    void resetZoom() {
        chart.resetZoom();
    }

    private void show(Optional<RunViewModel> newRun) {
        run.ifPresent(old -> old.rows().removeListener(rowsChanged));
        run = newRun;
        run.ifPresent(fresh -> fresh.rows().addListener(rowsChanged));
        draw();
    }

    private void draw() {
        run.ifPresentOrElse(shown -> chart.show(shown.plan(), shown.results(), metric()), () -> chart.clear(EMPTY));
        viewer.setAccessibleText(metric().label() + " against batch size. "
                + run.map(RunViewModel::tally).orElse("No run is shown."));
    }

    private static final class MetricName extends StringConverter<Metric> {
        @Override
        public String toString(@Nullable Metric value) {
            return value == null ? "" : value.label();
        }

        @Override
        public Metric fromString(String text) {
            throw new UnsupportedOperationException("the list of metrics is not editable");
        }
    }
}
