package io.paretoscope.window;

import io.paretoscope.chart.Plane;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;

/** Decode steps under the ceilings of their device. */
final class RooflineView extends BorderPane {
    private final RooflineViewModel model;
    private final PlaneView view;

    RooflineView(RooflineViewModel model, WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        this.model = model;
        setId("roofline");
        getStyleClass().add("chart-pane");
        view = new PlaneView("roofline", theme);
        view.onPoint(point -> workbench.shown().get().ifPresent(run -> run.select(point.ordinal())));
        Label what = new Label(
                "How near decode steps are to what the device can do at most: the nearer to the lines, the better");
        what.getStyleClass().add("muted");
        setTop(what);
        setCenter(view);
        model.plane().subscribe(this::draw);
        sceneProperty().subscribe(scene -> model.watched(scene != null));
    }

    private void draw(Plane plane) {
        view.show(plane);
        view.viewer()
                .setAccessibleText("Roofline. " + (plane.absence().isEmpty()
                        ? plane.size() + " points"
                        : plane.absence()));
    }

    PlaneView view() {
        return view;
    }

    /** The chart as it is, to be saved. */
    ShownChart shown() {
        return model.shown();
    }
}
