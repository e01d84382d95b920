package io.paretoscope.window;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/**
 * A kind of engine that an experiment may ask for. Whether it is chosen is remembered for the CPU and for GPUs apart, since what
 * is best on the one does not exist on the other.
 */
final class EngineChoice {
    private final EngineKind kind;
    private final Map<DeviceId.Kind, Boolean> chosenOn = new EnumMap<>(DeviceId.Kind.class);
    private final BooleanProperty chosen;
    private final ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper("");
    private DeviceId.Kind place;

    /**
     * Begins on a device.
     *
     * @param planned the kinds that are asked for there
     */
    EngineChoice(EngineKind kind, DeviceId device, Collection<EngineKind> planned) {
        this.kind = kind;
        this.place = device.kind();
        chosenOn.put(DeviceId.Kind.CPU, kind == EngineKind.defaultFor(DeviceId.CPU));
        chosenOn.put(DeviceId.Kind.CUDA, kind == EngineKind.defaultFor(DeviceId.cuda(0)));
        chosen = new SimpleBooleanProperty(planned.contains(kind));
        obstacle.set(kind.obstacleOn(device).orElse(""));
    }

    EngineKind kind() {
        return kind;
    }

    /** Whether the experiment asks for it. */
    BooleanProperty chosen() {
        return chosen;
    }

    /** Why it does not exist on the device; empty where it does. */
    ReadOnlyStringProperty obstacle() {
        return obstacle.getReadOnlyProperty();
    }

    /** The experiment runs on {@code device} now. */
    void on(DeviceId device) {
        chosenOn.put(place, chosen.get());
        place = device.kind();
        obstacle.set(kind.obstacleOn(device).orElse(""));
        chosen.set(Boolean.TRUE.equals(chosenOn.get(place)));
    }
}
