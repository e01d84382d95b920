package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.DemoSweep;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;

/** What a window offers while nothing was ever measured. Everything here runs on the screen's thread. */
final class FirstStartViewModel {
    private final BooleanBinding offered;
    private final BiConsumer<SweepPlan, List<PlannedPoint>> start;
    private final ReadOnlyStringWrapper demoObstacle = new ReadOnlyStringWrapper("");
    private Optional<DeviceReport> processor = Optional.empty();

    /**
     * For a window.
     *
     * @param start starts a sweep of that plan and shows it
     */
    FirstStartViewModel(HistoryViewModel history, ObservableValue<Optional<RunViewModel>> shown,
            BiConsumer<SweepPlan, List<PlannedPoint>> start) {
        this.start = start;
        offered = Bindings.createBooleanBinding(
                () -> history.known().get() && history.runs().isEmpty() && shown.getValue().isEmpty(), history.known(),
                history.runs(), shown);
    }

    /** Whether there is nothing else to look at. */
    BooleanBinding offered() {
        return offered;
    }

    /** Why the demonstration cannot start now; empty where it can. */
    ReadOnlyStringProperty demoObstacle() {
        return demoObstacle.getReadOnlyProperty();
    }

    /**
     * What can be done has changed.
     *
     * @param busy what is in the way of any sweep; empty where nothing is
     * @param devices those of this machine, as far as they are known
     */
    void update(String busy, List<DeviceReport> devices) {
        processor = devices.stream().filter(device -> device.id().equals(DemoSweep.PLAN.device())).findFirst();
        demoObstacle.set(busy.isEmpty()
                ? processor.map(device -> device.obstacle()
                        .orElseGet(() -> points().stream()
                                .map(PlannedPoint::obstacle)
                                .flatMap(Optional::stream)
                                .findFirst()
                                .orElse("")))
                        .orElse("the processor is still being tried")
                : busy);
    }

    /** Starts the demonstration; nothing where something is in the way. */
    void startDemo() {
        if (demoObstacle.get().isEmpty()) {
            start.accept(DemoSweep.PLAN, points());
        }
    }

    private List<PlannedPoint> points() {
        return processor.map(device -> FitCheck.check(DemoSweep.PLAN, device)).orElse(List.of());
    }
}
