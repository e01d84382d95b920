package io.paretoscope.window;

import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Series;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;

/** What a device reports, every quantity in a chart, one below the other on one axis of time; what it does not report says why. */
final class LiveWindow extends Stage {
    private static final double HEIGHT = 64;

    private final VBox stack = new VBox(6);
    private final LiveCharts charts;

    LiveWindow(Window owner, LiveViewModel live, LiveTimeline timeline, ObservableValue<Theme> theme,
            ObservableValue<TextSize> textSize) {
        initOwner(owner);
        setTitle("Live telemetry - Paretoscope");
        Label sampling = new Label();
        sampling.getStyleClass().addAll("muted", "live-reason");
        charts = new LiveCharts(live, timeline, theme, HEIGHT, LiveWindow::quantities,
                telemetry -> sampling.setText(LiveControls.sampling(Optional.of(telemetry.sampling()))));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(10, LiveControls.freeze(timeline), LiveControls.spans(timeline), space,
                LiveControls.legend(theme));
        top.setAlignment(Pos.CENTER_LEFT);
        top.getStyleClass().add("live-top");
        stack.getStyleClass().add("live-stack");
        ScrollPane scroll = new ScrollPane(stack);
        scroll.setFitToWidth(true);
        BorderPane all = new BorderPane(scroll);
        all.setId("live-large");
        all.setTop(top);
        sampling.setPadding(new Insets(0, 12, 8, 12));
        all.setBottom(new VBox(axis(timeline), sampling));
        Scene scene = new Scene(all, 980, 720);
        textSize.subscribe(size -> WindowStyle.apply(scene, size));
        setScene(scene);
        scene.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                charts.charts().forEach(LiveChart::cancelDrag);
            }
        });
        charts.showIn(all, shown -> stack.getChildren().setAll(shown));
    }

    /** All that is worth watching of a GPU, or of a CPU; what the device does not tell comes last. */
    private static List<Quantity> quantities(LiveTelemetry telemetry) {
        Set<Quantity> offered = telemetry.offered().stream().map(Series::quantity).collect(Collectors.toSet());
        if (offered.contains(Quantity.POWER_AVERAGE) || offered.contains(Quantity.ENERGY)) {
            // Power can be told from either.
            offered.add(Quantity.POWER_INSTANT);
        }
        return watched(offered.contains(Quantity.SM_CLOCK)).stream()
                .sorted(Comparator.comparing(quantity -> !offered.contains(quantity)))
                .toList();
    }

    private static List<Quantity> watched(boolean gpu) {
        return gpu
                ? List.of(Quantity.POWER_INSTANT, Quantity.GPU_UTILISATION, Quantity.SM_ACTIVITY,
                        Quantity.TENSOR_ACTIVITY, Quantity.DRAM_BANDWIDTH, Quantity.MEMORY_UTILISATION,
                        Quantity.MEMORY_USED, Quantity.SM_CLOCK, Quantity.MEMORY_CLOCK, Quantity.TEMPERATURE,
                        Quantity.HOST_LOAD)
                : List.of(Quantity.HOST_LOAD, Quantity.HOST_FREQUENCY, Quantity.HOST_MEMORY_USED,
                        Quantity.POWER_INSTANT);
    }

    /** How long ago, at five places; of what is held, within that. */
    private static HBox axis(LiveTimeline timeline) {
        HBox axis = new HBox();
        axis.getStyleClass().add("live-axis");
        List<Label> labels = List.of(new Label(), new Label(), new Label(), new Label(), new Label());
        for (int i = 0; i < labels.size(); i++) {
            Label label = labels.get(i);
            label.getStyleClass().addAll("muted", "live-reason");
            axis.getChildren().add(label);
            if (i < labels.size() - 1) {
                Region space = new Region();
                HBox.setHgrow(space, Priority.ALWAYS);
                axis.getChildren().add(space);
            }
        }
        Runnable tell = () -> {
            long now = System.nanoTime();
            double seconds = (timeline.to(now) - timeline.from(now)) / 1e9;
            boolean held = timeline.held().get();
            for (int i = 0; i < labels.size(); i++) {
                double at = seconds * i / (labels.size() - 1);
                labels.get(i)
                        .setText(held
                                ? String.format(Locale.ROOT, "+%.1f s", at)
                                : i == labels.size() - 1
                                        ? "now"
                                        : String.format(Locale.ROOT, "-%.0f s", seconds - at));
            }
        };
        timeline.held().subscribe(tell);
        timeline.span().subscribe(tell);
        timeline.stretches().subscribe(tell);
        return axis;
    }

    /** The charts that are shown, for tests. */
    List<LiveChart> charts() {
        return charts.charts();
    }
}
