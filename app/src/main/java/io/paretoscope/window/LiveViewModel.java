package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Traces;
import io.paretoscope.workbench.Workbench;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/**
 * What a device reports at this moment. A device is watched from the first time that someone wants to see it, or a sweep
 * runs on it. Everything here runs on the screen's thread.
 */
final class LiveViewModel {
    private final Background background;
    private final Consumer<Boolean> energy;
    private final BooleanProperty shown = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<Optional<LiveTelemetry>> source = new ReadOnlyObjectWrapper<>(
            Optional.empty());
    private final PhaseLog phases = new PhaseLog();
    private final LiveTimeline timeline = new LiveTimeline();
    private int asked;

    /**
     * Watches nothing yet.
     *
     * @param energy hears of each device that is watched whether it tells its energy
     */
    LiveViewModel(Background background, Consumer<Boolean> energy) {
        this.background = background;
        this.energy = energy;
    }

    /** Whether someone wants to see it. */
    BooleanProperty shown() {
        return shown;
    }

    /** The device under watch; empty where nobody wants to see it, or there is none. */
    ReadOnlyObjectProperty<Optional<LiveTelemetry>> source() {
        return source.getReadOnlyProperty();
    }

    /** What the running sweep does and did. */
    PhaseLog phases() {
        return phases;
    }

    /** Which stretch of time is looked at. */
    LiveTimeline timeline() {
        return timeline;
    }

    /** Watches {@code device} where someone wants to see it, and nothing else any more. */
    void watch(Optional<Workbench> workbench, Optional<DeviceReport> device) {
        int ticket = ++asked;
        if (!shown.get() || workbench.isEmpty() || device.isEmpty()) {
            source.set(Optional.empty());
            return;
        }
        Workbench bench = workbench.get();
        background.run(() -> bench.telemetry(device.get().id()), telemetry -> {
            if (ticket == asked) {
                energy.accept(tellsEnergy(telemetry));
                source.set(Optional.of(telemetry));
            }
        }, failure -> {
            if (ticket == asked) {
                source.set(Optional.empty());
            }
        });
    }

    private static boolean tellsEnergy(LiveTelemetry telemetry) {
        Traces traces = telemetry.cut(0, 0);
        return traces.find(Quantity.ENERGY).isPresent() || traces.find(Quantity.POWER_INSTANT).isPresent()
                || traces.find(Quantity.POWER_AVERAGE).isPresent();
    }
}
