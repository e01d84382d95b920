package io.paretoscope.window;

import io.paretoscope.chart.Plane;
import io.paretoscope.chart.RooflinePlane;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;

/** Decode steps of the shown run under the ceilings that its self-test measured. Follows the run while somebody looks. */
final class RooflineViewModel {
    private final BackdropViewModel backdrop;
    private final ReadOnlyObjectWrapper<Plane> plane = new ReadOnlyObjectWrapper<>(RooflinePlane.none(""));
    private final FollowedRun run = new FollowedRun();
    private boolean watched;

    RooflineViewModel(ObservableValue<Optional<RunViewModel>> shown, BackdropViewModel backdrop) {
        this.backdrop = backdrop;
        run.follow(shown, this::update);
        backdrop.state().subscribe(_ -> update());
    }

    /** What there is to see. */
    ReadOnlyObjectProperty<Plane> plane() {
        return plane.getReadOnlyProperty();
    }

    /** Whether somebody looks. */
    void watched(boolean looking) {
        watched = looking;
        backdrop.watched(looking);
        update();
    }

    private void update() {
        if (!watched) {
            return;
        }
        plane.set(switch (backdrop.state().get()) {
            case BackdropViewModel.State.Absent(String reason) -> RooflinePlane.none(reason);
            case BackdropViewModel.State.Told told -> run.run()
                    .map(shown -> RooflinePlane.of(shown.title().get(), shown.plan(), run.results(), told.selfTest()))
                    .orElseGet(() -> RooflinePlane.none("No run is shown"));
        });
    }

    /** The chart as it is, to be saved. */
    ShownChart shown() {
        ShownChart steps = PlaneViewModel.shown(plane.get());
        return new ShownChart("Roofline of decode steps", "roofline", steps.drawing(), steps.table());
    }
}
