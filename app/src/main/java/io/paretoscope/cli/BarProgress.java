package io.paretoscope.cli;

import io.paretoscope.sweep.SweepEvent;
import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar at the foot of a terminal; finished points and notes scroll by above it. */
final class BarProgress implements SweepProgress {
    private static final int REDRAW_MILLIS = 250;

    private final PrintStream err;
    private final Object screen = new Object();
    private final ProgressBar bar;
    private int drawnWidth;
    private String point = "";
    private String toGo = "";

    BarProgress(PrintStream err, int points) {
        this.err = err;
        bar = new ProgressBarBuilder().setTaskName("sweep")
                .setInitialMax(points)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .continuousUpdate()
                .hideEta()
                .setConsumer(new DelegatingProgressBarConsumer(this::draw))
                .build();
    }

    @Override
    public void on(SweepEvent event) {
        switch (event) {
            case SweepEvent.Started started -> {
                note("run " + started.runId());
                PlanView.table(started.points()).forEach(this::note);
            }
            case SweepEvent.PhaseEntered entered -> {
                point = entered.point().label() + ": " + entered.phase().label();
                label();
            }
            case SweepEvent.PointFinished finished -> note(PointLine.of(finished.result()));
            case SweepEvent.Progress progress -> {
                toGo = progress.remaining().map(time -> Quantity.estimate(time) + " left, ").orElse("");
                bar.stepTo(progress.done());
                label();
            }
            case SweepEvent.Finished finished -> {
                point = finished.status().label();
                toGo = "";
                label();
            }
        }
    }

    private void label() {
        // The estimate first: a narrow terminal cuts the end off.
        bar.setExtraMessage(" " + toGo + point);
    }

    @Override
    public void note(String text) {
        synchronized (screen) {
            err.print("\r" + text + " ".repeat(Math.max(0, drawnWidth - text.length())) + System.lineSeparator());
            err.flush();
            drawnWidth = 0;
        }
        bar.refresh();
    }

    private void draw(String text) {
        synchronized (screen) {
            err.print("\r" + text);
            err.flush();
            drawnWidth = text.length();
        }
    }

    @Override
    public void close() {
        bar.close();
        synchronized (screen) {
            err.println();
        }
    }
}
