package io.paretoscope.sweep;

import io.paretoscope.replica.ReplicaGroup;
import io.paretoscope.replica.ReplicaLauncher;
import io.paretoscope.telemetry.Telemetry;
import io.paretoscope.worker.WorkerException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan: each point that can fit is measured in its replicas, in one go or, where the plan interleaves, in one visit for
 * each repeat; each is written down as it ends, and one that fails costs itself alone. After a failure the next point gets fresh
 * ones.
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
    private final OptionalLong resumed;
    private final GroupSeat seat;
    private final DeviceWatch watch;
    private final RunLog log;
    private final SweepListener listener;
    private final InstantSource clock;

    private volatile Stop stop = Stop.NONE;

    // Of the running thread alone.
    private final Map<Integer, Take> takes = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private Eta eta;
    private Reading idleWatts = new Reading.Unavailable("not measured");
    private Reading memoryBefore = new Reading.Unavailable("not measured");

    /**
     * A sweep that is yet to run.
     *
     * @param points the plan's points with their fit, as {@link FitCheck#check} gives them
     * @param conditions under what it runs, kept with the run
     * @param resumed the run to go on with; empty for a new one
     * @param launcher starts replicas
     * @param telemetry of the plan's device; stays open
     * @param log where it is written down
     * @param clock wall-clock time for labels; nothing is measured by it
     */
    public Sweep(SweepPlan plan, List<PlannedPoint> points, Conditions conditions, OptionalLong resumed,
            ReplicaLauncher launcher, Telemetry telemetry, RunLog log, SweepListener listener, InstantSource clock) {
        this.plan = plan;
        this.points = List.copyOf(points);
        this.conditions = conditions;
        this.resumed = resumed;
        this.seat = new GroupSeat(launcher, plan.replication().pinned());
        this.watch = new DeviceWatch(telemetry, () -> stop == Stop.NOW);
        this.log = log;
        this.listener = listener;
        this.clock = clock;
        this.eta = new Eta(plan.protocol().rule(false), plan.device().isCpu());
    }

    @Override
    public synchronized void stopAfterPoint() {
        if (stop == Stop.NONE) {
            stop = Stop.AFTER_POINT;
        }
    }

    @Override
    public synchronized void stopNow() {
        stop = Stop.NOW;
        seat.kill();
    }

    /**
     * Runs to the end, or to a stop.
     *
     * @return how it ended; the listener has heard the same
     * @throws RunLogException where not even the beginning could be written down
     */
    public RunStatus run() {
        long runId;
        if (resumed.isPresent()) {
            runId = resumed.getAsLong();
            ended.addAll(log.resume(runId));
        } else {
            runId = log.begin(plan, conditions, clock.instant());
        }
        RunStatus status;
        String message = "";
        try {
            listener.on(new SweepEvent.Started(runId, points, Set.copyOf(ended)));
            status = runPoints(runId);
        } catch (RunLogException e) {
            status = RunStatus.FAILED;
            message = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            logger.error("sweep failed", e);
            status = RunStatus.FAILED;
            message = e.toString();
        } finally {
            seat.close();
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
        boolean energy = watch.tellsPower();
        PointRunner runner = new PointRunner(plan.seed(), plan.protocol(), energy, watch, watch.processes());
        eta = new Eta(runner.rule(), plan.device().isCpu());
        Optional<PlannedPoint> first = points.stream().filter(this::toBeTried).findFirst();
        if (energy && first.isPresent()) {
            listener.on(new SweepEvent.PhaseEntered(first.get().point(), SweepEvent.Phase.IDLE));
            idleWatts = watch.idlePower();
        } else if (!energy) {
            idleWatts = new Reading.Unavailable(watch.noPower());
        }
        memoryBefore = plan.device().isCpu() ? new Reading.Value(0, 1) : watch.memoryInUse();
        boolean listed = plan.protocol().order() == Protocol.Order.LISTED;
        int rounds = listed ? 1 : plan.repeats();
        for (int round = 0; round < rounds; round++) {
            for (PlannedPoint planned : points) {
                if (ended.contains(planned.point().ordinal())) {
                    continue;
                }
                if (stop != Stop.NONE) {
                    return RunStatus.STOPPED;
                }
                Optional<PointOutcome> outcome = planned.obstacle()
                        .<Optional<PointOutcome>>map(obstacle -> Optional.of(new PointOutcome.Skipped(obstacle)))
                        .orElseGet(() -> visited(runner, planned.point(), listed ? plan.repeats() : 1));
                outcome.ifPresent(how -> ended(runId, planned, how));
            }
        }
        return ended.size() == points.size() ? RunStatus.COMPLETED : RunStatus.STOPPED;
    }

    private boolean toBeTried(PlannedPoint planned) {
        return planned.obstacle().isEmpty() && !ended.contains(planned.point().ordinal());
    }

    private void ended(long runId, PlannedPoint planned, PointOutcome outcome) {
        PointResult result = new PointResult(planned.point(), planned.memory(), clock.instant(), outcome);
        log.append(runId, result);
        ended.add(planned.point().ordinal());
        takes.remove(planned.point().ordinal());
        listener.on(new SweepEvent.PointFinished(result));
        progress();
    }

    private void progress() {
        listener.on(new SweepEvent.Progress(ended.size(), points.size(), eta.remaining(toCome(), seat.open())));
    }

    /** The visits that are still to be made, in order. */
    private List<Eta.Visit> toCome() {
        List<Point> left = points.stream().filter(this::toBeTried).map(PlannedPoint::point).toList();
        if (plan.protocol().order() == Protocol.Order.LISTED) {
            return left.stream().map(point -> new Eta.Visit(point, plan.repeats())).toList();
        }
        return IntStream.range(0, plan.repeats())
                .boxed()
                .flatMap(round -> left.stream().filter(point -> windowsOf(point) <= round))
                .map(point -> new Eta.Visit(point, 1))
                .toList();
    }

    private int windowsOf(Point point) {
        Take take = takes.get(point.ordinal());
        return take == null ? 0 : take.windows();
    }

    /** How the point ended; empty where it has not yet, or was given up because someone stopped the sweep. */
    private Optional<PointOutcome> visited(PointRunner runner, Point point, int windows) {
        Take take = takes.computeIfAbsent(point.ordinal(), _ -> new Take(point));
        try {
            boolean loads = !seat.open().equals(Optional.of(Eta.Loaded.of(point)));
            long begun = System.nanoTime();
            ReplicaGroup group = seat.groupFor(point, () -> listener.on(new SweepEvent.PhaseEntered(point,
                    SweepEvent.Phase.LOAD)));
            take.loaded(group.loadNanos(), group.places());
            if (loads) {
                eta.loaded(point, System.nanoTime() - begun);
            }
            long spentBefore = take.spentNanos();
            runner.measure(group, take, windows, phase -> listener.on(new SweepEvent.PhaseEntered(point, phase)));
            eta.visited(new Eta.Visit(point, windows), take.batchNanos(), take.spentNanos() - spentBefore);
            if (stop == Stop.NOW) {
                return Optional.empty();
            }
            if (take.windows() < plan.repeats()) {
                progress();
                return Optional.empty();
            }
            return Optional.of(PointOutcome.Measured.of(take.samples(idleWatts, memoryBefore)));
        } catch (WorkerException e) {
            seat.close();
            return stop == Stop.NOW
                    ? Optional.empty()
                    : Optional.of(new PointOutcome.Failed(String.valueOf(e.getMessage())));
        }
    }
}
