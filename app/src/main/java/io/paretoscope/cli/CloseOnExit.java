package io.paretoscope.cli;

import io.paretoscope.workbench.EngineBench;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a bench when its user is done with it, or else when the process is told to end, so that no worker outlives a
 * command and the store is closed in order.
 */
final class CloseOnExit<T extends EngineBench> implements AutoCloseable {
    private final T bench;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread hook = new Thread(this::closeOnce, "close on exit");

    CloseOnExit(T bench) {
        this.bench = bench;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    T get() {
        return bench;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook closes it, or has.
            return;
        }
        closeOnce();
    }

    private void closeOnce() {
        if (closed.compareAndSet(false, true)) {
            bench.close();
        }
    }
}
