package io.paretoscope.window;

import io.paretoscope.chart.ChartPoint;
import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.Plane;
import io.paretoscope.chart.PlaneChart;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.value.ObservableValue;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.chart.fx.ChartViewer;
import org.jfree.chart.fx.interaction.ChartMouseEventFX;
import org.jfree.chart.fx.interaction.ChartMouseListenerFX;

/**
 * A plane on the screen: dragging zooms into a rectangle, the wheel zooms about the pointer, Ctrl and dragging pans, and each step can be
 * gone back. The same by keys while it has the focus: plus, minus, arrows, Backspace, Home. A click on a point of the shown run tells
 * {@link #onPoint}.
 */
final class PlaneView extends BorderPane {
    private static final double STEP = 0.8;
    private static final double PAN = 0.15;
    private static final String HELP = "Drag to zoom into a rectangle, turn the wheel to zoom, drag with Ctrl to pan; "
            + "Backspace or a click with the right button goes back one step, Home shows everything";

    private final PlaneChart chart = new PlaneChart(ChartStyle.LIGHT);
    private final ChartViewer viewer = new ChartViewer(chart.chart(), false);
    private final ZoomHistory zooms = new ZoomHistory();
    private Consumer<ChartPoint> chosen = _ -> {};
    private Optional<PlaneChart.Bounds> pressed = Optional.empty();

    PlaneView(String name, ObservableValue<Theme> theme) {
        viewer.setId("chart-" + name);
        viewer.setMinSize(160, 120);
        viewer.setFocusTraversable(true);
        viewer.setAccessibleHelp(HELP);
        viewer.getStyleClass().add("plane");
        setCenter(viewer);
        theme.subscribe(value -> chart.style(value.charts()));
        viewer.addEventFilter(MouseEvent.MOUSE_PRESSED, this::pressed);
        viewer.addEventFilter(MouseEvent.MOUSE_RELEASED, _ -> released());
        viewer.addEventFilter(ScrollEvent.SCROLL, this::scrolled);
        viewer.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        viewer.addChartMouseListener(new ChartMouseListenerFX() {
            @Override
            public void chartMouseClicked(ChartMouseEventFX event) {
                if (event.getEntity() instanceof XYItemEntity entity) {
                    chart.pointOfShownRun(entity).ifPresent(chosen);
                }
            }

            @Override
            public void chartMouseMoved(ChartMouseEventFX event) {
                // The tooltip is the viewer's own.
            }
        });
    }

    /** Shows a plane; what the user has zoomed into stays in sight. */
    void show(Plane plane) {
        if (!chart.show(plane, zooms.zoomed())) {
            zooms.clear();
        }
    }

    /** Makes room in a low chart, as {@link PlaneChart#furnish} does. */
    void furnish(boolean legend, boolean roomy) {
        chart.furnish(legend, roomy);
    }

    /** Who hears of points that the user clicks on. */
    void onPoint(Consumer<ChartPoint> listener) {
        chosen = listener;
    }

    ChartViewer viewer() {
        return viewer;
    }

    /** What is drawn. */
    PlaneChart chart() {
        return chart;
    }

    private void pressed(MouseEvent event) {
        viewer.requestFocus();
        if (event.getButton() == MouseButton.SECONDARY) {
            back();
        } else {
            pressed = Optional.of(chart.bounds());
        }
    }

    private void released() {
        Optional<PlaneChart.Bounds> before = pressed;
        pressed = Optional.empty();
        // The chart's own handlers zoom and pan after this one, and let nobody hear of it.
        Platform.runLater(() -> before.filter(old -> !old.equals(chart.bounds())).ifPresent(zooms::left));
    }

    private void scrolled(ScrollEvent event) {
        Rectangle2D area = viewer.getRenderingInfo().getPlotInfo().getDataArea();
        if (event.getDeltaY() != 0 && area.contains(event.getX(), event.getY())) {
            zoom(event.getDeltaY() > 0 ? STEP : 1 / STEP, (event.getX() - area.getX()) / area.getWidth(),
                    (area.getMaxY() - event.getY()) / area.getHeight());
        }
        // The chart's own handler does not know logarithms.
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown()) {
            return;
        }
        boolean known = true;
        switch (event.getCode()) {
            case PLUS, EQUALS, ADD -> zoom(STEP, 0.5, 0.5);
            case MINUS, SUBTRACT -> zoom(1 / STEP, 0.5, 0.5);
            case LEFT -> {
                if (event.isAltDown()) {
                    back();
                } else {
                    pan(-PAN, 0);
                }
            }
            case RIGHT -> pan(PAN, 0);
            case UP -> pan(0, PAN);
            case DOWN -> pan(0, -PAN);
            case BACK_SPACE -> back();
            case HOME -> resetZoom();
            default -> known = false;
        }
        if (known) {
            event.consume();
        }
    }

    private void zoom(double factor, double right, double up) {
        zooms.left(chart.bounds());
        chart.zoom(factor, right, up);
    }

    private void pan(double right, double up) {
        zooms.left(chart.bounds());
        chart.pan(right, up);
    }

    /** Goes back one step. */
    void back() {
        zooms.back().ifPresent(chart::bounds);
        if (!zooms.zoomed()) {
            chart.resetZoom();
        }
    }

    /** Shows everything. */
    void resetZoom() {
        zooms.clear();
        chart.resetZoom();
    }
}
