package io.paretoscope.window;

import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.Plane;
import io.paretoscope.sweep.Metric;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** A chart of the runs that are chosen, with the choice of what runs along its axes. */
final class PlanePane extends BorderPane {
    /** Lower than that, the plot needs the room of its axis' name, which stands above it then. */
    private static final double LOW = 240;
    /** Narrower than that, there is no room to say which way is better. */
    private static final double NARROW = 540;

    /** Of the longest names that are common. */
    private static final double NAME_WIDTH = 190;
    private static final double LOAD_WIDTH = 136;

    private final String name;
    private final PlaneViewModel model;
    private final PlaneView view;
    private final BooleanProperty legend = new SimpleBooleanProperty(true);

    PlanePane(String name, PlaneViewModel model, WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        this.name = name;
        this.model = model;
        view = new PlaneView(name, theme);
        getStyleClass().add("chart-pane");
        setTop(top());
        setCenter(view);
        view.onPoint(point -> workbench.shown().get().ifPresent(run -> run.select(point.ordinal())));
        view.viewer().heightProperty().subscribe(this::furnish);
        legend.subscribe(this::furnish);
        model.plane().subscribe(this::draw);
        sceneProperty().subscribe(scene -> model.watched(scene != null));
    }

    private Node top() {
        ComboBox<Dimension> up = choice("metric-" + name, "What runs upwards in the " + name + " chart", model.up());
        ComboBox<Dimension> across = choice("across-" + name, "What runs to the right in the " + name + " chart",
                model.across());
        Label by = new Label("by");
        by.getStyleClass().add("muted");
        by.setMinWidth(USE_PREF_SIZE);
        Label better = new Label();
        better.textProperty()
                .bind(Bindings.createStringBinding(() -> better(model.up().get()), model.up()));
        better.getStyleClass().add("muted");
        better.visibleProperty().bind(widthProperty().greaterThan(NARROW));
        better.managedProperty().bind(better.visibleProperty());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        up.setPrefWidth(NAME_WIDTH);
        across.setPrefWidth(LOAD_WIDTH);
        HBox top = new HBox(6, up, by, across, better, space, menu());
        top.setAlignment(Pos.CENTER_LEFT);
        return top;
    }

    private static String better(Dimension dimension) {
        return dimension.better()
                .map(direction -> direction == Metric.Direction.UP ? "higher is better" : "lower is better")
                .orElse("");
    }

    private static ComboBox<Dimension> choice(String id, String help, ObjectProperty<Dimension> value) {
        ComboBox<Dimension> box = new ComboBox<>();
        box.getItems().setAll(Dimension.all());
        box.valueProperty().bindBidirectional(value);
        box.setId(id);
        box.setAccessibleText(help);
        box.setTooltip(new Tooltip(help));
        box.setConverter(new DimensionName());
        box.setMinWidth(60);
        box.getStyleClass().add("axis-choice");
        return box;
    }

    private MenuButton menu() {
        MenuButton menu = new MenuButton("", Icon.AXES.create());
        menu.setId("axes-" + name);
        menu.getStyleClass().addAll("flat", "button-icon", "axes-menu");
        menu.setAccessibleText("Axes and zoom of the " + name + " chart");
        menu.setTooltip(new Tooltip("Logarithmic axes, the front, and zoom"));
        menu.setMinWidth(USE_PREF_SIZE);
        MenuItem back = new MenuItem("Zoom back one step (Backspace)");
        back.setOnAction(event -> view.back());
        MenuItem reset = new MenuItem("Show everything (Home)");
        reset.setOnAction(event -> view.resetZoom());
        menu.getItems()
                .addAll(check("Logarithmic to the right", model.logAcross()),
                        check("Logarithmic upwards", model.logUp()), check("Pareto front", model.front()),
                        new SeparatorMenuItem(), back, reset);
        return menu;
    }

    private static CheckMenuItem check(String text, BooleanProperty value) {
        CheckMenuItem item = new CheckMenuItem(text);
        item.selectedProperty().bindBidirectional(value);
        return item;
    }

    /** Whether the chart says which series is which; not needed where a chart of the same series stands below. */
    void legend(boolean shown) {
        legend.set(shown);
    }

    private void furnish() {
        view.furnish(legend.get(), view.viewer().getHeight() >= LOW);
    }

    private void draw(Plane plane) {
        view.show(plane);
        view.viewer()
                .setAccessibleText(plane.up().dimension().label() + " against "
                        + plane.across().dimension().nameWithin() + ". "
                        + (plane.absence().isEmpty() ? plane.size() + " points" : plane.absence()));
    }

    PlaneViewModel model() {
        return model;
    }

    PlaneView view() {
        return view;
    }

    private static final class DimensionName extends StringConverter<Dimension> {
        @Override
        public String toString(@Nullable Dimension value) {
            return value == null ? "" : value.label();
        }

        @Override
        public Dimension fromString(String text) {
            throw new UnsupportedOperationException("the list of dimensions is not editable");
        }
    }
}
