package io.paretoscope.window;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Work that may block, and the way back from it. Work is never cancelled or interrupted: an interrupt would close the
 * store's file under its database.
 */
final class Background {
    private final Executor work;
    private final Executor screen;

    /**
     * With its two executors.
     *
     * @param work runs what may block
     * @param screen runs what touches view models, one after the other
     */
    Background(Executor work, Executor screen) {
        this.work = work;
        this.screen = screen;
    }

    /** Runs {@code job}, then one of {@code done} and {@code failed} on the screen's thread. */
    <T> void run(Callable<T> job, Consumer<T> done, Consumer<Exception> failed) {
        work.execute(() -> {
            T result;
            try {
                result = job.call();
            } catch (Exception e) {
                screen.execute(() -> failed.accept(e));
                return;
            }
            screen.execute(() -> done.accept(result));
        });
    }

    /** Runs {@code change} on the screen's thread. */
    void onScreen(Runnable change) {
        screen.execute(change);
    }
}
