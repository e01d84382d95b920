package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A point while it is being measured, in one go or in several visits. Of the sweep's thread alone. */
final class Take {
    private final Point point;
    private final List<TimedWindow> windows = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private Traces traces = Traces.NONE;
    private long loadNanos;
    private WarmUpRecord warmUp = new WarmUpRecord(0, 0, true);
    private @Nullable Reading peak;
    private AnswerCheck answers = new AnswerCheck.NotChecked("the point was not finished");
    private Neighbours neighbours = Neighbours.unknown("not looked at");
    private Optional<String> notCooled = Optional.empty();
    /** Time that went into it, loading left out. */
    private long spentNanos;

    Take(Point point) {
        this.point = point;
    }

    Point point() {
        return point;
    }

    int windows() {
        return windows.size();
    }

    void loaded(long nanos) {
        loadNanos = nanos;
    }

    void warmedUp(WarmUpRecord more) {
        warmUp = new WarmUpRecord(warmUp.nanos() + more.nanos(), warmUp.runs() + more.runs(),
                warmUp.steady() && more.steady());
    }

    void measured(TimedWindow window) {
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

    /** What a batch took, on average over all windows. */
    double batchNanos() {
        return windows.stream().mapToLong(TimedWindow::nanos).sum()
                / (double) windows.stream().mapToInt(window -> window.batches().size()).sum();
    }

    /** Everything, with the start of the first window as time 0. */
    PointSamples samples(Reading idleWatts) {
        long origin = windows.getFirst().startNanos();
        return new PointSamples(windows.stream().map(window -> window.shifted(-origin)).toList(), loadNanos, warmUp,
                peak == null ? new Reading.Unavailable("not read") : peak, idleWatts, answers,
                traces.shifted(-origin), neighbours, errors, notCooled);
    }
}
