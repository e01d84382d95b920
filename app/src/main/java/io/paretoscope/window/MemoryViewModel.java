package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.MemoryBars;
import io.paretoscope.chart.MemoryChart;
import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;

/** What the points of the shown run need and take of the device's memory. Follows the run while somebody looks. */
final class MemoryViewModel {

    /** What there is to see. */
    sealed interface State {
        /**
         * Nothing.
         *
         * @param reason why
         */
        record Absent(String reason) implements State {}

        /**
         * The series of the run.
         *
         * @param series at least one
         */
        record Told(List<MemoryBars> series) implements State {}
    }

    private final BackdropViewModel backdrop;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.Absent(""));
    private final FollowedRun run = new FollowedRun();
    private boolean watched;

    MemoryViewModel(ObservableValue<Optional<RunViewModel>> shown, BackdropViewModel backdrop) {
        this.backdrop = backdrop;
        run.follow(shown, this::update);
        backdrop.state().subscribe(_ -> update());
    }

    /** What there is to see. */
    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
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
        List<PointResult> results = run.results();
        state.set(switch (backdrop.state().get()) {
            case BackdropViewModel.State.Absent(String reason) -> new State.Absent(reason);
            case BackdropViewModel.State.Told told -> results.isEmpty()
                    ? new State.Absent("No points yet")
                    : new State.Told(MemoryBars.of(results, told.conditions()));
        });
    }

    /** A series as it is drawn, to be saved. */
    static ShownChart shown(MemoryBars bars, boolean free) {
        return new ShownChart("Memory of " + bars.series(), "memory", caption -> {
            MemoryChart chart = new MemoryChart(ChartStyle.FILE, caption);
            chart.show(bars, free);
            return chart.chart();
        }, bars.table());
    }
}
