package io.paretoscope.window;

import io.paretoscope.chart.ChartSource;
import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.Plane;
import io.paretoscope.chart.PlaneChart;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;

/** A chart of any two dimensions of the runs that are chosen, on linear or logarithmic axes. Follows the runs while somebody looks. */
final class PlaneViewModel {
    private static final String EMPTY = "Press Start to measure the plan";

    private final ObservableValue<List<ChartSource>> sources;
    private final ObjectProperty<Dimension> across;
    private final ObjectProperty<Dimension> up;
    private final BooleanProperty logAcross;
    private final BooleanProperty logUp = new SimpleBooleanProperty();
    private final BooleanProperty front;
    private final ReadOnlyObjectWrapper<Plane> plane;
    private boolean watched;

    /**
     * Begins with those axes; a load doubles, so its axis is logarithmic.
     *
     * @param front whether fronts are shown where both axes have a better end
     */
    PlaneViewModel(Dimension up, Dimension across, boolean front, ObservableValue<List<ChartSource>> sources) {
        this.sources = sources;
        this.up = new SimpleObjectProperty<>(up);
        this.across = new SimpleObjectProperty<>(across);
        this.front = new SimpleBooleanProperty(front);
        logAcross = new SimpleBooleanProperty(across.doubling());
        plane = new ReadOnlyObjectWrapper<>(Plane.none(axis(across, logAcross), axis(up, logUp), EMPTY));
        this.across.subscribe(this::usualScale);
        Stream.of(this.up, this.across, logUp, logAcross, this.front).forEach(each -> each.subscribe(this::update));
        sources.subscribe(this::update);
    }

    private static Plane.Axis axis(Dimension dimension, BooleanProperty log) {
        return new Plane.Axis(dimension, log.get());
    }

    private void usualScale(Dimension before, Dimension now) {
        if (before.doubling() != now.doubling()) {
            logAcross.set(now.doubling());
        }
    }

    /** Whether somebody looks. */
    void watched(boolean looking) {
        watched = looking;
        update();
    }

    private void update() {
        if (watched) {
            plane.set(now());
        }
    }

    private Plane now() {
        Plane.Axis right = axis(across.get(), logAcross);
        Plane.Axis high = axis(up.get(), logUp);
        return sources.getValue().isEmpty()
                ? Plane.none(right, high, EMPTY)
                : Plane.of(sources.getValue(), right, high, front.get());
    }

    /** What runs to the right. */
    ObjectProperty<Dimension> across() {
        return across;
    }

    /** What runs upwards. */
    ObjectProperty<Dimension> up() {
        return up;
    }

    /** Whether the axis to the right is logarithmic. */
    BooleanProperty logAcross() {
        return logAcross;
    }

    /** Whether the axis upwards is logarithmic. */
    BooleanProperty logUp() {
        return logUp;
    }

    /** Whether fronts are shown where both axes have a better end. */
    BooleanProperty front() {
        return front;
    }

    /** What there is to see. */
    ReadOnlyObjectProperty<Plane> plane() {
        return plane.getReadOnlyProperty();
    }

    /** The chart as it is, or would be if somebody looked, to be saved. */
    ShownChart shown() {
        return shown(now());
    }

    static ShownChart shown(Plane plane) {
        String title = plane.up().dimension().label() + " against "
                + plane.across().dimension().nameWithin();
        return new ShownChart(title, plane.up().dimension().key() + "-by-" + plane.across().dimension().key(),
                caption -> {
                    PlaneChart chart = new PlaneChart(ChartStyle.FILE, caption);
                    chart.show(plane, false);
                    return chart.chart();
                }, plane.table());
    }
}
