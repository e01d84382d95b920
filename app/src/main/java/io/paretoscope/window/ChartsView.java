package io.paretoscope.window;

import io.paretoscope.sweep.Metric;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;

/** Throughput and latency, side by side where there is room, else one above the other. */
final class ChartsView extends SplitPane {
    private static final double SIDE_BY_SIDE_WIDTH = 640;

    private final ChartPane throughput;
    private final ChartPane latency;

    ChartsView(WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        throughput = new ChartPane("throughput", Metric.OUTPUT_THROUGHPUT, workbench.shown(), theme);
        latency = new ChartPane("latency", Metric.ITL_MEDIAN, workbench.shown(), theme);
        getItems().addAll(throughput, latency);
        getStyleClass().add("charts");
        widthProperty().subscribe(width -> {
            boolean sideBySide = width.doubleValue() >= SIDE_BY_SIDE_WIDTH;
            setOrientation(sideBySide ? Orientation.HORIZONTAL : Orientation.VERTICAL);
            throughput.legend(sideBySide);
        });
    }

    ChartPane throughput() {
        return throughput;
    }

    ChartPane latency() {
        return latency;
    }

    void resetZoom() {
        throughput.resetZoom();
        latency.resetZoom();
    }
}
