package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one worker of a sweep. Points of one model share it while nothing goes wrong, so that a model is loaded once.
 * {@link #kill} may come from any thread, everything else from the sweep's.
 */
final class WorkerSeat {
    private final WorkerLauncher launcher;
    private final Object lock = new Object();
    private @Nullable ModelWorker worker;
    private boolean killed;

    // Of the sweep's thread alone.
    private @Nullable Point openedFor;
    private long loadNanos;

    WorkerSeat(WorkerLauncher launcher) {
        this.launcher = launcher;
    }

    /** A worker with the point's model open; {@code loading} is called before one is launched for it. */
    ModelWorker workerFor(Point point, Runnable loading) throws WorkerException {
        ModelWorker current = worker;
        if (current != null && model().equals(Optional.of(point.model()))) {
            return current;
        }
        close();
        loading.run();
        ModelWorker fresh = launcher.launch(point.device());
        synchronized (lock) {
            worker = fresh;
            if (killed) {
                fresh.kill();
            }
        }
        loadNanos = fresh.open(point.model(), point.device(), point.precision());
        openedFor = point;
        return fresh;
    }

    /** The model that is open; empty where none is. */
    Optional<ModelSource> model() {
        return Optional.ofNullable(openedFor).map(Point::model);
    }

    /** What loading the model took that is open. */
    long loadNanos() {
        return loadNanos;
    }

    /** Ends the worker at once, and any later one. */
    void kill() {
        synchronized (lock) {
            killed = true;
            if (worker != null) {
                worker.kill();
            }
        }
    }

    /** Ends the worker; the next point gets a fresh one. */
    void close() {
        ModelWorker old;
        synchronized (lock) {
            old = worker;
            worker = null;
        }
        openedFor = null;
        if (old != null) {
            old.close();
        }
    }
}
