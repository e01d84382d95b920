package io.paretoscope.window;

import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;

/**
 * One quantity of a device over a stretch of time that all charts share, with its newest value, or that at the crosshair; or why
 * there is none. Dragging over it shows that stretch, a double click the present again.
 */
final class LiveChart extends VBox {
    private static final double PERCENT = 100;
    /** Two lines of words. */
    private static final double REASON_HEIGHT = 44;
    /** One, where there is room for long ones. */
    private static final double WIDE_REASON_HEIGHT = 18;

    private final LiveTimeline timeline;
    private final LiveCurve curve;
    private final Label value = new Label();
    private final Label reason = new Label();
    private final StripCanvas canvas;
    private final StackPane plot;
    private final double height;
    private final Line crosshair = new Line();
    private final Rectangle stretch = new Rectangle();
    private double told = Double.NaN;
    private double pressed = Double.NaN;

    LiveChart(Quantity quantity, String name, double height, LiveTimeline timeline, ObservableValue<Theme> theme) {
        this.timeline = timeline;
        this.height = height;
        curve = new LiveCurve(quantity);
        canvas = new StripCanvas(height);
        Label title = new Label(name);
        title.getStyleClass().add("muted");
        title.setMinWidth(30);
        value.getStyleClass().add("live-value");
        value.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        reason.setWrapText(true);
        reason.getStyleClass().addAll("muted", "live-reason");
        reason.setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
        reason.setMinHeight(0);
        Pane overlay = overlay();
        overlay.visibleProperty().bind(canvas.visibleProperty());
        plot = new StackPane(canvas, overlay, reason);
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

    /** What moves with the mouse lies above the curve, which need not be drawn anew for it. */
    private Pane overlay() {
        Pane pane = new Pane(stretch, crosshair);
        crosshair.getStyleClass().add("crosshair");
        crosshair.setManaged(false);
        crosshair.endYProperty().bind(pane.heightProperty());
        crosshair.visibleProperty().bind(timeline.cursor().map(share -> !Double.isNaN(share.doubleValue())));
        crosshair.startXProperty().bind(timeline.cursor().multiply(pane.widthProperty()));
        crosshair.endXProperty().bind(crosshair.startXProperty());
        stretch.getStyleClass().add("live-stretch");
        stretch.setManaged(false);
        stretch.setVisible(false);
        stretch.heightProperty().bind(pane.heightProperty());
        pane.setOnMouseMoved(event -> timeline.cursor().set(share(pane, event)));
        pane.setOnMouseExited(event -> timeline.cursor().set(Double.NaN));
        pane.setOnMousePressed(event -> pressed = event.getButton() == MouseButton.PRIMARY
                ? share(pane, event)
                : Double.NaN);
        pane.setOnMouseDragged(event -> drag(pane, event));
        pane.setOnMouseReleased(event -> {
            if (stretch.isVisible()) {
                timeline.zoom(pressed, share(pane, event), System.nanoTime());
            }
            cancelDrag();
        });
        pane.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.SECONDARY) {
                timeline.zoomBack();
            } else if (event.getClickCount() == 2) {
                timeline.follow();
            }
        });
        return pane;
    }

    private void drag(Pane pane, MouseEvent event) {
        double share = share(pane, event);
        timeline.cursor().set(share);
        if (!Double.isNaN(pressed)) {
            stretch.setVisible(true);
            stretch.setX(Math.min(pressed, share) * pane.getWidth());
            stretch.setWidth(Math.abs(share - pressed) * pane.getWidth());
        }
    }

    /** Takes no stretch after all. */
    void cancelDrag() {
        stretch.setVisible(false);
        pressed = Double.NaN;
    }

    private static double share(Pane pane, MouseEvent event) {
        return Math.clamp(event.getX() / Math.max(1, pane.getWidth()), 0, 1);
    }

    Quantity quantity() {
        return curve.quantity();
    }

    /** What the chart says instead of a curve; empty where it shows one. */
    String reason() {
        return reason.isVisible() ? reason.getText() : "";
    }

    /** The value that it says. */
    String value() {
        return value.getText();
    }

    /** Says why there is no curve. */
    void unavailable(String why) {
        if (!why.equals(reason.getText()) || !reason.isVisible()) {
            reason.setText(why);
            reason.setTooltip(new Tooltip(why));
            reason.setVisible(true);
            canvas.setVisible(false);
            takeRoom(height > REASON_HEIGHT ? WIDE_REASON_HEIGHT : REASON_HEIGHT);
            value.setText("n/a");
            told = Double.NaN;
        }
    }

    /** Shows the samples of the timeline's stretch; false where there are none. What is held is not read anew. */
    boolean show(LiveTelemetry telemetry, long now, Bands bands) {
        if (!timeline.held().get()) {
            curve.read(telemetry);
        }
        int size = curve.size();
        if (size == 0) {
            return false;
        }
        reason.setVisible(false);
        canvas.setVisible(true);
        takeRoom(height);
        tell(now);
        long from = timeline.from(now);
        long to = timeline.to(now);
        canvas.scale(quantity().unit().equals("%") ? PERCENT : StripCanvas.roundUp(curve.most(from, to)));
        canvas.draw(curve.nanos(), curve.values(), size, from, to, bands);
        return true;
    }

    private void takeRoom(double room) {
        if (plot.getMinHeight() != room) {
            canvas.setMinHeight(room);
            canvas.setPrefHeight(room);
            plot.setMinHeight(room);
            plot.setPrefHeight(room);
            plot.setMaxHeight(room);
        }
    }

    /** The value at the crosshair, or else the newest that is shown. */
    private void tell(long now) {
        double share = timeline.cursor().get();
        double known = curve.at(Double.isNaN(share) ? timeline.to(now) : timeline.at(share, now));
        if (Double.compare(known, told) != 0) {
            told = known;
            value.setText(Double.isNaN(known) ? "" : QuantityText.text(quantity(), known));
        }
    }

    /** What it draws, for tests. */
    LiveCurve curve() {
        return curve;
    }
}
