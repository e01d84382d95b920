package io.paretoscope.sweep;

import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaGroup;
import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one group of replicas of a sweep. Points of the same models, replicas and mode share it while nothing goes wrong, so that a
 * model is loaded once. {@link #kill} may come from any thread, everything else from the sweep's.
 */
final class GroupSeat {
    private final ReplicaLauncher launcher;
    private final boolean pinned;
    private final Object lock = new Object();
    private final List<ModelWorker> workers = new ArrayList<>();
    private boolean killed;

    // Of the sweep's thread alone.
    private @Nullable ReplicaGroup group;
    private ReplicaLauncher.@Nullable Order openedFor;
    private Eta.@Nullable Loaded loaded;

    /**
     * An empty seat.
     *
     * @param pinned whether replicas are kept on processor cores of their own
     */
    GroupSeat(ReplicaLauncher launcher, boolean pinned) {
        this.launcher = launcher;
        this.pinned = pinned;
    }

    /** The point's replicas with their models open; {@code loading} is called before any is launched for it. */
    ReplicaGroup groupFor(Point point, Runnable loading) throws WorkerException {
        ReplicaLauncher.Order order = new ReplicaLauncher.Order(
                point.partOfReplica().stream().map(part -> point.parts().get(part)).map(Part::model).toList(),
                point.partOfReplica(), point.placement().mode(), point.placement().threadPercentage(), point.device(),
                point.precision(), point.engine(), pinned);
        ReplicaGroup current = group;
        if (current != null && order.equals(openedFor)) {
            return current;
        }
        close();
        loading.run();
        ReplicaGroup fresh = launcher.launch(order, this::launched);
        group = fresh;
        openedFor = order;
        loaded = Eta.Loaded.of(point);
        return fresh;
    }

    /** What is open; empty where nothing is. */
    Optional<Eta.Loaded> open() {
        return Optional.ofNullable(loaded);
    }

    private void launched(ModelWorker worker) {
        synchronized (lock) {
            workers.add(worker);
            if (killed) {
                worker.kill();
            }
        }
    }

    /** Ends every worker at once, and any later one. */
    void kill() {
        synchronized (lock) {
            killed = true;
            workers.forEach(ModelWorker::kill);
        }
    }

    /** Ends the group; the next point gets a fresh one. */
    void close() {
        ReplicaGroup old = group;
        group = null;
        openedFor = null;
        loaded = null;
        if (old != null) {
            old.close();
        }
        synchronized (lock) {
            workers.clear();
        }
    }
}
