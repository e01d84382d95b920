package io.paretoscope.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javafx.application.Platform;

/**
 * Asks the FX thread a hundred times a second to answer, and keeps how long it took. It reports and does not judge: on a machine that others
 * use, too, any thread may wait.
 */
final class FxWatchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 10;
    private static final long LONG_NANOS = 50_000_000L;

    private final String name;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fx watchdog").daemon().factory());
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    private FxWatchdog(String name) {
        this.name = name;
    }

    /** Watches until it is closed. */
    static FxWatchdog watch(String name) {
        FxWatchdog watchdog = new FxWatchdog(name);
        var _ = watchdog.clock.scheduleAtFixedRate(watchdog::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return watchdog;
    }

    private void ask() {
        if (waiting.compareAndSet(false, true)) {
            long asked = System.nanoTime();
            Platform.runLater(() -> {
                long took = System.nanoTime() - asked;
                answers.incrementAndGet();
                longest.accumulateAndGet(took, Math::max);
                if (took > LONG_NANOS) {
                    late.incrementAndGet();
                }
                waiting.set(false);
            });
        }
    }

    /** How often the FX thread has answered. */
    long answers() {
        return answers.get();
    }

    /** What it found, in a line. */
    String report() {
        return String.format(Locale.ROOT, "%s: %d answers, %d after more than 50 ms, the longest after %.0f ms", name,
                answers.get(), late.get(), longest.get() / 1e6);
    }

    /** Appends the report to {@code target/fx-watchdog.txt}. */
    @Override
    public void close() throws IOException {
        clock.shutdown();
        Path file = Path.of("target", "fx-watchdog.txt");
        Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "") + report() + "\n");
    }
}
