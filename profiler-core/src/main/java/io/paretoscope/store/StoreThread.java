package io.paretoscope.store;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which a connection is used. Callers wait for it and may be interrupted meanwhile without the database
 * noticing: an interrupt that reached H2 would close its file channel and with it the whole database.
 */
final class StoreThread {

    /** Something done with the database. */
    @FunctionalInterface
    interface Task<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private final ExecutorService executor;

    StoreThread(String name) {
        // A daemon, so that a program that was never asked to close its store can end; what was acknowledged is on disk.
        executor = Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
    }

    /**
     * Runs {@code task} and waits for it however often the caller is interrupted; the interrupt is kept for the caller.
     *
     * @throws SQLException as the task threw it
     * @throws RejectedExecutionException where the thread was ended
     */
    <T extends @Nullable Object> T call(Task<T> task) throws SQLException {
        return await(executor.submit(task::run));
    }

    /** Runs {@code last} after all that was submitted before, and ends the thread. Later calls are rejected. */
    <T extends @Nullable Object> T callLast(Task<T> last) throws SQLException {
        Future<T> ended = executor.submit(last::run);
        end();
        return await(ended);
    }

    /** Ends the thread once it has done what was submitted. */
    void end() {
        // Never shutdownNow() or close(): these may interrupt the thread while it is at work.
        executor.shutdown();
    }

    private static <T extends @Nullable Object> T await(Future<T> future) throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException e) throws SQLException {
        return switch (e.getCause()) {
            case SQLException sql -> throw sql;
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            case null, default -> new IllegalStateException(e);
        };
    }
}
