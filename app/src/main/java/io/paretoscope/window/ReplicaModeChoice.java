package io.paretoscope.window;

import io.paretoscope.replica.ReplicaMode;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;

/** A way of sharing a device that an experiment may take. One that is chosen stays so whatever the device offers. */
final class ReplicaModeChoice {
    private final ReplicaMode mode;
    private final BooleanProperty chosen;
    private final ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper lock = new ReadOnlyStringWrapper("");

    ReplicaModeChoice(ReplicaMode mode, boolean chosen) {
        this.mode = mode;
        this.chosen = new SimpleBooleanProperty(chosen);
        this.chosen.subscribe(this::update);
    }

    ReplicaMode mode() {
        return mode;
    }

    /** Whether the experiment takes it. */
    BooleanProperty chosen() {
        return chosen;
    }

    /** Why the device does not offer it; empty where it does. */
    ReadOnlyStringProperty obstacle() {
        return obstacle.getReadOnlyProperty();
    }

    /** Why it cannot be chosen now; empty where it can, or where it is and can be given up. */
    ReadOnlyStringProperty lock() {
        return lock.getReadOnlyProperty();
    }

    /** The device does not offer it for that reason, or offers it where there is none. */
    void obstacle(String reason) {
        obstacle.set(reason);
        update();
    }

    private void update() {
        lock.set(chosen.get() ? "" : obstacle.get());
    }
}
