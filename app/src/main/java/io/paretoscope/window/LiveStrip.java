package io.paretoscope.window;

import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import java.util.List;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * What the experiment's device reports, in small charts side by side over one stretch of time. Phases of a running sweep are
 * shaded.
 */
final class LiveStrip extends HBox {
    private static final double HEIGHT = 44;
    private static final double SAMPLING_WIDTH = 230;

    private final Label sampling = new Label();
    private final LiveCharts charts;

    /**
     * At the lower edge of a window.
     *
     * @param enlarge opens the same in large
     */
    LiveStrip(LiveViewModel live, LiveTimeline timeline, ObservableValue<Theme> theme, Runnable enlarge) {
        charts = new LiveCharts(live, timeline, theme, HEIGHT, LiveStrip::quantities,
                telemetry -> sampling.setText(LiveControls.sampling(Optional.of(telemetry.sampling()))));
        setId("live");
        getStyleClass().add("live");
        setAccessibleText("Live telemetry of the device");
        sampling.getStyleClass().addAll("muted", "live-reason");
        sampling.setWrapText(true);
        sampling.setId("sampling");
        sampling.setTooltip(new Tooltip("What watching the device costs, and how late samples are taken"));
        Button large = new Button("Large");
        large.setId("enlarge-live");
        large.getStyleClass().add("small");
        large.setMinWidth(USE_PREF_SIZE);
        large.setTooltip(new Tooltip("Show every quantity in a window of its own, one below the other"));
        large.setOnAction(event -> enlarge.run());
        HBox buttons = new HBox(4, LiveControls.freeze(timeline), LiveControls.spans(timeline), large);
        buttons.setMinWidth(USE_PREF_SIZE);
        VBox controls = new VBox(3, buttons, sampling);
        controls.getStyleClass().add("live-controls");
        controls.setMinWidth(USE_PREF_SIZE);
        sampling.setMaxWidth(SAMPLING_WIDTH);
        visibleProperty().bind(live.shown());
        managedProperty().bind(visibleProperty());
        charts.showIn(this, shown -> {
            getChildren().setAll(shown);
            getChildren().add(controls);
            if (shown.isEmpty()) {
                sampling.setText(LiveControls.sampling(Optional.empty()));
            }
        });
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                charts.charts().forEach(LiveChart::cancelDrag);
            }
        });
    }

    /** What tells most of a GPU, or of a CPU. */
    private static List<Quantity> quantities(LiveTelemetry telemetry) {
        boolean gpu = telemetry.offered().stream().anyMatch(series -> series.quantity() == Quantity.SM_CLOCK);
        return gpu
                ? List.of(Quantity.POWER_INSTANT, Quantity.SM_CLOCK, Quantity.GPU_UTILISATION, Quantity.SM_ACTIVITY,
                        Quantity.DRAM_BANDWIDTH, Quantity.TEMPERATURE, Quantity.HOST_LOAD)
                : List.of(Quantity.HOST_LOAD, Quantity.HOST_FREQUENCY, Quantity.HOST_MEMORY_USED,
                        Quantity.POWER_INSTANT);
    }

    /** How often the charts have been drawn, for tests. */
    int frames() {
        return charts.frames();
    }

    /** The charts that are shown, for tests. */
    List<LiveChart> charts() {
        return charts.charts();
    }
}
