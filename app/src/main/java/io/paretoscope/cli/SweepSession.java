package io.paretoscope.cli;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Workbench;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One sweep run from a terminal: progress while it runs, Ctrl-C, and the run at its end. */
final class SweepSession {
    /**
     * How a sweep ended.
     *
     * @param run the run with its finished points
     * @param interrupted whether Ctrl-C ended it
     */
    record Ending(StoredRun run, boolean interrupted) {
        int exitCode() {
            if (interrupted) {
                return ExitCode.INTERRUPTED;
            }
            boolean measured = run.results()
                    .stream()
                    .anyMatch(result -> result.outcome() instanceof PointOutcome.Measured);
            return measured && run.summary().status() == RunStatus.COMPLETED ? ExitCode.SUCCESS : ExitCode.FAILURE;
        }
    }

    private final CliParts.Interrupts interrupts;
    private final Console console;

    SweepSession(CliParts.Interrupts interrupts, Console console) {
        this.interrupts = interrupts;
        this.console = console;
    }

    /**
     * Runs {@code plan} to its end, or to Ctrl-C.
     *
     * @throws CommandFailure where the run could not even begin
     */
    Ending run(Workbench workbench, SweepPlan plan) throws CommandFailure {
        return run(workbench, plan, listener -> workbench.start(plan, listener));
    }

    /**
     * Goes on with {@code earlier}, or begins it anew where the conditions have changed, which is said.
     *
     * @throws CommandFailure where it could not begin
     */
    Ending resume(Workbench workbench, StoredRun earlier) throws CommandFailure {
        long id = earlier.summary().id();
        Ending ending = run(workbench, earlier.plan(), listener -> workbench.resume(id, listener));
        if (ending.run().summary().id() != id) {
            console.note("the conditions have changed since run " + id + " (" + earlier.conditions()
                    .differences(ending.run().conditions())
                    .stream()
                    .filter(Conditions.Difference::settled)
                    .map(Conditions.Difference::text)
                    .collect(Collectors.joining("; ")) + "), so a new run of its plan was made: run "
                    + ending.run().summary().id());
        }
        return ending;
    }

    private Ending run(Workbench workbench, SweepPlan plan, Function<SweepListener, SweepControl> start)
            throws CommandFailure {
        RunGatherer gathered = new RunGatherer(plan);
        AtomicInteger pressed = new AtomicInteger();
        try (SweepProgress progress = console.errIsTerminal()
                ? new BarProgress(console.err(), plan.points().size())
                : new LineProgress(console.err())) {
            SweepControl control = start.apply(event -> {
                progress.on(event);
                gathered.on(event);
            });
            CliParts.Interrupts.Registration handler = interrupts
                    .onInterrupt(() -> stop(control, progress, pressed.incrementAndGet()));
            try {
                gathered.awaitEnd();
            } catch (InterruptedException e) {
                control.stopNow();
                Thread.currentThread().interrupt();
                throw new CommandFailure("the sweep was interrupted", e);
            } finally {
                handler.close();
            }
        }
        if (!gathered.began()) {
            throw new CommandFailure("the sweep did not begin: " + gathered.message(), null);
        }
        StoredRun run = fromStore(workbench, gathered);
        boolean interrupted = pressed.get() > 0 && run.summary().status() == RunStatus.STOPPED;
        if (run.summary().status() != RunStatus.COMPLETED) {
            console.note("the sweep " + run.summary().status().label()
                    + (gathered.message().isBlank() ? "" : ": " + gathered.message()) + "; finished points stand");
        }
        return new Ending(run, interrupted);
    }

    private static void stop(SweepControl control, SweepProgress progress, int pressed) {
        if (pressed == 1) {
            control.stopAfterPoint();
            progress.note("stopping after the current point; press Ctrl-C again to stop at once");
        } else {
            control.stopNow();
            progress.note("stopping at once");
        }
    }

    /** The run as it was stored; what was heard of it where the store cannot be read any more. */
    private StoredRun fromStore(Workbench workbench, RunGatherer gathered) {
        try {
            return workbench.archive().run(gathered.runId()).orElseGet(gathered::run);
        } catch (RunLogException e) {
            console.note("the store cannot be read back (" + e.getMessage() + "); showing the points as they came in");
            return gathered.run();
        }
    }
}
