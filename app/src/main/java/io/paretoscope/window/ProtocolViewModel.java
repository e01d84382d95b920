package io.paretoscope.window;

import io.paretoscope.engine.WindowRule;
import io.paretoscope.sweep.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;

/** How points are measured: the fields of a protocol. */
final class ProtocolViewModel {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Input<Integer> repeats;
    private final Input<Optional<Duration>> window;
    private final ObjectProperty<Protocol.Order> order;
    private final Input<OptionalInt> coolDown;
    private final ReadOnlyStringWrapper windowOfDevice = new ReadOnlyStringWrapper("");
    private boolean energy;

    ProtocolViewModel(Protocol initial) {
        repeats = new Input<>("" + initial.repeats(), text -> InputText.wholeNumber("repeats", text));
        window = new Input<>(initial.window().map(InputText::ofSeconds).orElse(""), InputText::window);
        order = new SimpleObjectProperty<>(initial.order());
        coolDown = new Input<>(
                initial.coolDownCelsius().isPresent() ? "" + initial.coolDownCelsius().getAsInt() : "",
                InputText::coolDown);
        energy(false);
    }

    Input<Integer> repeats() {
        return repeats;
    }

    /** Least seconds of a window; empty for the rule of the device. */
    Input<Optional<Duration>> window() {
        return window;
    }

    ObjectProperty<Protocol.Order> order() {
        return order;
    }

    /** Degrees to wait for before each window; empty for no waiting. */
    Input<OptionalInt> coolDown() {
        return coolDown;
    }

    /** Seconds of a window by the rule of the device, which holds where none are given. */
    ReadOnlyStringProperty windowOfDevice() {
        return windowOfDevice.getReadOnlyProperty();
    }

    /** The device is one that tells its energy, or not: that sets the rule of its windows. */
    void energy(boolean told) {
        energy = told;
        windowOfDevice.set(InputText.ofSeconds(
                Duration.ofNanos((told ? Protocol.ENERGY_WINDOW : Protocol.TIMES_WINDOW).leastNanos())));
    }

    /** Every field that can be wrong. */
    List<Input<?>> inputs() {
        return List.of(repeats, window, coolDown);
    }

    /** What the fields amount to; none of them is wrong. */
    Protocol value() {
        return new Protocol(repeats.value().orElseThrow(), window.value().orElseThrow(), order.get(),
                coolDown.value().orElseThrow());
    }

    /** The time that {@code points} points take at least; loading, warm-up and longer batches come on top. */
    Duration leastTime(Protocol protocol, long points) {
        WindowRule rule = protocol.rule(energy);
        return Duration.ofMillis(
                Math.round(points * protocol.repeats() * (rule.leastNanos() / NANOS_PER_SECOND) * 1e3));
    }
}
