package io.paretoscope.cli;

import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepEvent;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Progress in plain lines, one a point, for logs and pipes. */
final class LineProgress implements SweepProgress {
    private final PrintStream err;
    private @Nullable PointResult last;
    private int total;

    LineProgress(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void on(SweepEvent event) {
        switch (event) {
            case SweepEvent.Started started -> {
                total = started.points().size();
                err.println("run " + started.runId() + ": " + total + (total == 1 ? " point" : " points"));
                PlanView.table(started.points()).forEach(err::println);
            }
            case SweepEvent.PointFinished finished -> last = finished.result();
            case SweepEvent.Progress progress -> {
                if (last != null) {
                    err.println("[" + progress.done() + "/" + progress.total() + "] " + PointLine.of(last)
                            + progress.remaining()
                                    .filter(time -> progress.done() < progress.total())
                                    .map(time -> "; " + Quantity.estimate(time) + " to go")
                                    .orElse(""));
                    last = null;
                }
            }
            case SweepEvent.PhaseEntered entered -> {
            }
            case SweepEvent.Finished finished -> {
            }
        }
    }

    @Override
    public synchronized void note(String text) {
        err.println(text);
    }

    @Override
    public void close() {
        err.flush();
    }
}
