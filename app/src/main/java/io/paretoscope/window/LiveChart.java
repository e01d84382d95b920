package io.paretoscope.window;

import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** One quantity of a device over the last minute with its newest value, or why there is none. */
final class LiveChart extends VBox {
    private static final double PERCENT = 100;
    private static final double HEIGHT = 44;

    private final LiveCurve curve;
    private final Label value = new Label();
    private final Label reason = new Label();
    private final StripCanvas canvas = new StripCanvas(HEIGHT);
    private double newest = Double.NaN;

    LiveChart(Quantity quantity, String name, ObservableValue<Theme> theme) {
        curve = new LiveCurve(quantity);
        Label title = new Label(name);
        title.getStyleClass().add("muted");
        title.setMinWidth(30);
        value.getStyleClass().add("live-value");
        value.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        reason.setWrapText(true);
        reason.getStyleClass().addAll("muted", "live-reason");
        reason.setMaxSize(Double.MAX_VALUE, HEIGHT);
        reason.setMinHeight(0);
        reason.setPrefHeight(HEIGHT);
        StackPane plot = new StackPane(canvas, reason);
        plot.setMinHeight(HEIGHT);
        getChildren().addAll(new HBox(4, title, space, value), plot);
        getStyleClass().add("live-chart");
        setId("live-" + quantity.key());
        setAccessibleText(name);
        setMinWidth(90);
        setPrefWidth(160);
        HBox.setHgrow(this, Priority.ALWAYS);
        theme.subscribe(now -> canvas.style(now.charts()));
        unavailable("no sample yet");
    }

    Quantity quantity() {
        return curve.quantity();
    }

    /** What the chart says instead of a curve; empty where it shows one. */
    String reason() {
        return reason.isVisible() ? reason.getText() : "";
    }

    /** Says why there is no curve. */
    void unavailable(String why) {
        if (!why.equals(reason.getText()) || !reason.isVisible()) {
            reason.setText(why);
            reason.setTooltip(new Tooltip(why));
            reason.setVisible(true);
            canvas.setVisible(false);
            value.setText("n/a");
            newest = Double.NaN;
        }
    }

    /** Shows the newest samples from {@code from} to {@code now}; false where there are none. */
    boolean show(LiveTelemetry telemetry, long from, long now, Bands bands) {
        curve.read(telemetry);
        int size = curve.size();
        if (size == 0) {
            return false;
        }
        reason.setVisible(false);
        canvas.setVisible(true);
        double last = curve.values()[size - 1];
        if (last != newest) {
            newest = last;
            value.setText(QuantityText.text(quantity(), last));
        }
        canvas.scale(quantity().unit().equals("%") ? PERCENT : StripCanvas.roundUp(curve.most(from)));
        canvas.draw(curve.nanos(), curve.values(), size, from, now, bands);
        return true;
    }
}
