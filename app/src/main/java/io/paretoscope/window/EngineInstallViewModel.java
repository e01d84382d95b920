package io.paretoscope.window;

import io.paretoscope.download.Progress;
import io.paretoscope.libtorch.EngineSource;
import io.paretoscope.libtorch.InstalledEngine;
import io.paretoscope.workbench.EngineStock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The way to an engine for GPUs. All but the installing itself is on the screen's thread; that has a thread of its own, since, unlike all
 * other work of the window, it can be interrupted without harm.
 */
final class EngineInstallViewModel {
    private static final double GIB = 1 << 30;
    /** So often the screen hears how far it is, in parts of the whole. */
    private static final int TICKS = 200;

    private final EngineStock stock;
    private final Executor installs;
    private final Background background;
    private final Runnable installed;
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyDoubleWrapper fraction = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper step = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");

    private final Object lock = new Object();
    private @Nullable Thread installing;
    private boolean cancelled;

    /**
     * A way.
     *
     * @param installs runs an installation
     * @param installed hears of an engine that is there
     */
    EngineInstallViewModel(EngineStock stock, Executor installs, Background background, Runnable installed) {
        this.stock = stock;
        this.installs = installs;
        this.background = background;
        this.installed = installed;
    }

    /** Whether an engine is being installed. */
    ReadOnlyBooleanProperty running() {
        return running.getReadOnlyProperty();
    }

    /** How far the present step is, from 0 to 1; below 0 where it is not known. */
    ReadOnlyDoubleProperty fraction() {
        return fraction.getReadOnlyProperty();
    }

    /** What is being done, or was done last. */
    ReadOnlyStringProperty step() {
        return step.getReadOnlyProperty();
    }

    /** Why none could be installed; empty where nothing went wrong. */
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    /** Fetches the one that is published. */
    void fetch() {
        install(stock::published);
    }

    /** Takes the one in a folder: of DJL's artifacts where it holds any, or else of a libtorch. */
    void take(Path folder) {
        install(() -> stock.in(folder));
    }

    /** Ends the installation that is under way; nothing of it is left but what was fetched. */
    void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (installing != null) {
                installing.interrupt();
            }
        }
    }

    /** Says where an engine comes from. */
    @FunctionalInterface
    private interface Source {
        EngineSource source() throws IOException;
    }

    private void install(Source source) {
        if (running.get()) {
            return;
        }
        running.set(true);
        problem.set("");
        fraction.set(-1);
        step.set("beginning");
        synchronized (lock) {
            cancelled = false;
        }
        installs.execute(() -> run(source));
    }

    private void run(Source source) {
        try {
            begin();
            InstalledEngine engine = stock.install(source.source(), new Ticks());
            end();
            background.onScreen(() -> ended(engine.name() + " is installed", ""));
            background.onScreen(installed);
        } catch (InterruptedException e) {
            end();
            background.onScreen(() -> ended("Cancelled: no engine was installed", ""));
        } catch (IOException | RuntimeException e) {
            end();
            background.onScreen(() -> ended("", Problem.messageOf(e)));
        }
    }

    private void begin() throws InterruptedException {
        synchronized (lock) {
            if (cancelled) {
                throw new InterruptedException();
            }
            installing = Thread.currentThread();
        }
    }

    /** From here on nobody interrupts the thread, and an interrupt that came too late is forgotten. */
    private void end() {
        synchronized (lock) {
            installing = null;
            var _ = Thread.interrupted();
        }
    }

    private void ended(String what, String why) {
        running.set(false);
        fraction.set(0);
        step.set(what);
        problem.set(why);
    }

    /** Tells the screen at every step and every small part of one, not at every buffer. */
    private final class Ticks implements Progress {
        private Optional<String> last = Optional.empty();
        private long tick;

        @Override
        public void at(String what, long done, long total) {
            long now = total == 0 ? TICKS : TICKS * done / total;
            if (last.equals(Optional.of(what)) && now == tick) {
                return;
            }
            last = Optional.of(what);
            tick = now;
            String text = String.format(Locale.ROOT, "%s: %.2f of %.2f GiB", what, done / GIB, total / GIB);
            background.onScreen(() -> {
                step.set(text);
                fraction.set((double) now / TICKS);
            });
        }
    }
}
