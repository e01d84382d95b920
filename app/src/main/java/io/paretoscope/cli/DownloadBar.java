package io.paretoscope.cli;

import io.paretoscope.download.Progress;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a download is: a bar on a terminal, elsewhere a line for every tenth of a file. */
final class DownloadBar implements Progress, AutoCloseable {
    private static final long MIB = 1 << 20;
    private static final int REDRAW_MILLIS = 250;
    private static final int TENTHS = 10;

    private final Console console;
    private final String model;
    private String file = "";
    private long tenth;
    private @Nullable ProgressBar bar;

    DownloadBar(Console console, String model) {
        this.console = console;
        this.model = model;
    }

    @Override
    public void at(String name, long done, long total) {
        boolean next = !name.equals(file);
        if (next) {
            close();
            file = name;
            tenth = -1;
        }
        if (console.errIsTerminal()) {
            draw(name, done, total);
            return;
        }
        long now = total == 0 ? TENTHS : TENTHS * done / total;
        if (now > tenth) {
            tenth = now;
            console.note(model + ": " + name + ", " + Quantity.count(done / MIB) + " of " + Quantity.count(total / MIB)
                    + " MiB");
        }
    }

    private void draw(String name, long done, long total) {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder().setTaskName(model + " " + name)
                    .setInitialMax(total)
                    .setUnit(" MiB", MIB)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .showSpeed()
                    .setConsumer(new DelegatingProgressBarConsumer(text -> {
                        console.err().print("\r" + text);
                        console.err().flush();
                    }))
                    .build();
            bar = shown;
        }
        shown.stepTo(done);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            console.err().println();
            bar = null;
        }
    }
}
