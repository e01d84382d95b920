package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A point while it is being measured, in one go or in several visits. Of the sweep's thread alone. */
final class Take {
    private final Point point;
    private final List<JointWindow> windows = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private Traces traces = Traces.NONE;
    private List<ReplicaPlace> places = List.of();
    private long loadNanos;
    private WarmUpRecord warmUp = new WarmUpRecord(0, 0, true);
    private @Nullable Reading peak;
    private AnswerCheck answers = new AnswerCheck.NotChecked("the point was not finished");
    private Neighbours neighbours = Neighbours.unknown("not looked at");
    private EngineUse engine;
    private Optional<String> notCooled = Optional.empty();
    /** Time that went into it, loading left out. */
    private long spentNanos;

    Take(Point point) {
        this.point = point;
        engine = EngineUse.as(point.engine());
    }

    Point point() {
        return point;
    }

    int windows() {
        return windows.size();
    }

    /**
     * Its replicas are loaded.
     *
     * @param where each of them runs
     */
    void loaded(long nanos, List<ReplicaPlace> where) {
        loadNanos = nanos;
        places = where;
    }

    /** It decodes with that; a visit on which it was not what was asked for counts for all. */
    void decodedBy(EngineUse use) {
        engine = engine.fellBack() ? engine : use;
    }

    void warmedUp(WarmUpRecord more) {
        warmUp = new WarmUpRecord(warmUp.nanos() + more.nanos(), warmUp.runs() + more.runs(),
                warmUp.steady() && more.steady());
    }

    void measured(JointWindow window) {
        windows.add(window);
    }

    void sampled(Traces later) {
        traces = traces.followedBy(later);
    }

    void peaked(Reading memory) {
        // A visit whose peak is not known leaves the whole unknown.
        peak = peak instanceof Reading.Value(double before, int n, var _, var _) && memory instanceof Reading.Value now
                ? new Reading.Value(Math.max(before, now.value()), n + now.n())
                : peak instanceof Reading.Unavailable ? peak : memory;
    }

    void answered(AnswerCheck check) {
        answers = check;
    }

    void besides(Neighbours seen) {
        neighbours = neighbours.foreign().isEmpty() ? seen : neighbours;
    }

    void logged(List<String> lines) {
        errors.addAll(lines);
    }

    void startedWarm(String why) {
        notCooled = Optional.of(why);
    }

    void spent(long nanos) {
        spentNanos += nanos;
    }

    long spentNanos() {
        return spentNanos;
    }

    /** What a batch took, on average over all windows and replicas. */
    double batchNanos() {
        return windows.stream()
                .flatMap(window -> window.batches().stream())
                .mapToLong(StepTimes::totalNanos)
                .average()
                .orElseThrow();
    }

    /**
     * Everything, with the start of the first window as time 0.
     *
     * @param memoryBefore device memory in use before the run's first model, in bytes
     */
    PointSamples samples(Reading idleWatts, Reading memoryBefore) {
        long origin = windows.getFirst().startNanos();
        return new PointSamples(windows.stream().map(window -> window.shifted(-origin)).toList(), places,
                loadNanos, warmUp, memoryBefore, peak == null ? new Reading.Unavailable("not read") : peak, idleWatts,
                answers,
                traces.shifted(-origin), neighbours, errors, notCooled,
                engine);
    }
}
