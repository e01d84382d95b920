package io.paretoscope.sweep;

import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan point by point: each that can fit is measured in a worker, each is written down as it ends, and one that fails
 * costs itself alone. Points of one model share a worker while nothing goes wrong, so that a model is loaded once; after a
 * failure the next point gets a fresh worker.
 *
 * <p>{@link #run} blocks its thread; the stops may come from any other.
 */
public final class Sweep implements SweepControl {
    private static final Logger logger = LoggerFactory.getLogger(Sweep.class);

    private enum Stop {
        NONE,
        AFTER_POINT,
        NOW
    }

    private final SweepPlan plan;
    private final List<PlannedPoint> points;
    private final Conditions conditions;
    private final WorkerLauncher launcher;
    private final RunLog log;
    private final SweepListener listener;
    private final InstantSource clock;
    private final PointRunner runner;
    private final Eta eta = new Eta();

    private final Object lock = new Object();
    private Stop stop = Stop.NONE;
    private @Nullable ModelWorker worker;

    // Of the running thread alone.
    private @Nullable Point openedFor;
    private long loadNanos;

    /**
     * A sweep that is yet to run.
     *
     * @param points the plan's points with their fit, as {@link FitCheck#check} gives them
     * @param conditions under what it runs, kept with the run
     * @param log where it is written down
     * @param clock wall-clock time for labels; nothing is measured by it
     */
    public Sweep(SweepPlan plan, List<PlannedPoint> points, Conditions conditions, WorkerLauncher launcher,
            RunLog log, SweepListener listener, InstantSource clock) {
        this.plan = plan;
        this.points = List.copyOf(points);
        this.conditions = conditions;
        this.launcher = launcher;
        this.log = log;
        this.listener = listener;
        this.clock = clock;
        this.runner = new PointRunner(plan.seed(), plan.repeats());
    }

    @Override
    public void stopAfterPoint() {
        synchronized (lock) {
            if (stop == Stop.NONE) {
                stop = Stop.AFTER_POINT;
            }
        }
    }

    @Override
    public void stopNow() {
        synchronized (lock) {
            stop = Stop.NOW;
            if (worker != null) {
                worker.kill();
            }
        }
    }

    /**
     * Runs to the end, or to a stop.
     *
     * @return how it ended; the listener has heard the same
     * @throws RunLogException where not even the beginning could be written down
     */
    public RunStatus run() {
        long runId = log.begin(plan, conditions, clock.instant());
        RunStatus status;
        String message = "";
        try {
            listener.on(new SweepEvent.Started(runId, points));
            status = runPoints(runId);
        } catch (RunLogException e) {
            status = RunStatus.FAILED;
            message = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            logger.error("sweep failed", e);
            status = RunStatus.FAILED;
            message = e.toString();
        } finally {
            closeWorker();
        }
        try {
            log.finish(runId, status, message);
        } catch (RunLogException e) {
            status = RunStatus.FAILED;
            message = message.isEmpty() ? String.valueOf(e.getMessage()) : message;
        }
        listener.on(new SweepEvent.Finished(status, message));
        return status;
    }

    private RunStatus runPoints(long runId) {
        for (int i = 0; i < points.size(); i++) {
            if (stopped() != Stop.NONE) {
                return RunStatus.STOPPED;
            }
            PlannedPoint planned = points.get(i);
            Optional<PointOutcome> outcome = planned.obstacle()
                    .<Optional<PointOutcome>>map(
                            obstacle -> Optional.of(new PointOutcome.Skipped(obstacle)))
                    .orElseGet(() -> tried(planned.point()));
            if (outcome.isEmpty()) {
                return RunStatus.STOPPED;
            }
            PointResult result = new PointResult(planned.point(), planned.memory(), clock.instant(), outcome.get());
            log.append(runId, result);
            listener.on(new SweepEvent.PointFinished(result));
            listener.on(new SweepEvent.Progress(i + 1, points.size(), eta.remaining(points.subList(i + 1, points.size())
                    .stream()
                    .filter(point -> point.obstacle().isEmpty())
                    .map(PlannedPoint::point)
                    .toList())));
        }
        return RunStatus.COMPLETED;
    }

    /** How the point ended; empty where it was given up because someone stopped the sweep. */
    private Optional<PointOutcome> tried(Point point) {
        try {
            ModelWorker ready = workerFor(point);
            long start = System.nanoTime();
            PointSamples samples = runner.measure(ready, point, loadNanos,
                    phase -> listener.on(new SweepEvent.PhaseEntered(point, phase)));
            eta.ended(point, System.nanoTime() - start);
            return Optional.of(PointOutcome.Measured.of(samples));
        } catch (WorkerException e) {
            closeWorker();
            return stopped() == Stop.NOW
                    ? Optional.empty()
                    : Optional.of(new PointOutcome.Failed(String.valueOf(e.getMessage())));
        }
    }

    private ModelWorker workerFor(Point point) throws WorkerException {
        ModelWorker current = worker;
        if (current != null && openedFor != null && openedFor.model().equals(point.model())) {
            return current;
        }
        closeWorker();
        listener.on(new SweepEvent.PhaseEntered(point, SweepEvent.Phase.LOAD));
        ModelWorker fresh = launcher.launch(point.device());
        synchronized (lock) {
            worker = fresh;
            if (stop == Stop.NOW) {
                fresh.kill();
            }
        }
        loadNanos = fresh.open(point.model(), point.device(), point.precision());
        openedFor = point;
        return fresh;
    }

    private void closeWorker() {
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

    private Stop stopped() {
        synchronized (lock) {
            return stop;
        }
    }
}
