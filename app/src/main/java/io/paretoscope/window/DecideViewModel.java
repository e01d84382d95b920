package io.paretoscope.window;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.analysis.Knee;
import io.paretoscope.chart.ChartSource;
import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.Plane;
import io.paretoscope.decision.Advice;
import io.paretoscope.decision.Series;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.util.Subscription;

/**
 * What the run that is shown comes to: knee and advice of each series, and the front. Follows the run while somebody looks.
 * Everything here runs on the screen's thread.
 */
final class DecideViewModel {
    private static final List<Metric> WEIGHED = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);

    /** What there is to look at. */
    sealed interface State {

        /**
         * Nothing.
         *
         * @param reason why, and what would change that
         */
        record Absent(String reason) implements State {}

        /**
         * What the points come to.
         *
         * @param series each with its answers, in the order of the plan
         * @param front of output throughput and median ITL, over all of them
         * @param plane the same as a chart
         */
        record Told(List<OfSeries> series, Front front, Plane plane) implements State {}
    }

    /**
     * What one series comes to.
     *
     * @param knee its knee
     * @param advice which batch to serve with; empty for replicas, and where the rule has a problem
     */
    record OfSeries(Knee knee, Optional<Advice> advice) {}

    /** Told anew where one of these has changed. */
    private record Question(RunViewModel run, int ended, Optional<BatchAdvice.Rule> rule) {}

    private final Input<Double> epsilon = new Input<>(InputText.ofNumber(BatchAdvice.Rule.DEFAULT.epsilon()),
            InputText::epsilon);
    private final Input<Double> slowdown = new Input<>(InputText.ofNumber(BatchAdvice.Rule.DEFAULT.slowdown()),
            InputText::slowdown);
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.Absent(""));
    private Optional<RunViewModel> run = Optional.empty();
    private Optional<Question> answered = Optional.empty();
    private Subscription changes = Subscription.EMPTY;
    private boolean watched;

    DecideViewModel(ObservableValue<Optional<RunViewModel>> shown) {
        shown.subscribe(this::show);
        epsilon.meaning().subscribe(_ -> update());
        slowdown.meaning().subscribe(_ -> update());
    }

    /** Least share of its throughput alone that a request keeps. */
    Input<Double> epsilon() {
        return epsilon;
    }

    /** How many times the reference's mean ITL is allowed. */
    Input<Double> slowdown() {
        return slowdown;
    }

    /** What there is to look at. */
    ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /** Whether somebody looks. */
    void watched(boolean looking) {
        watched = looking;
        update();
    }

    /** The user wants to see the point of that label. */
    void select(String label) {
        run.ifPresent(shown -> shown.rows()
                .stream()
                .filter(row -> row.point().label().equals(label))
                .findFirst()
                .ifPresent(row -> shown.select(OptionalInt.of(row.point().ordinal()))));
    }

    private void show(Optional<RunViewModel> newRun) {
        changes.unsubscribe();
        run = newRun;
        changes = newRun.map(fresh -> Subscription.combine(fresh.rows().subscribe(this::update),
                fresh.status().subscribe(_ -> update()))).orElse(Subscription.EMPTY);
        update();
    }

    private void update() {
        if (!watched) {
            return;
        }
        List<PointResult> results = run.map(RunViewModel::results).orElse(List.of());
        if (run.isEmpty() || results.isEmpty()) {
            answered = Optional.empty();
            state.set(new State.Absent(run.map(DecideViewModel::whyNothing)
                    .orElse("No run is shown. Start a sweep, or open an earlier run on the right.")));
            return;
        }
        Optional<Question> question = Optional.of(new Question(run.get(), results.size(), rule()));
        if (!question.equals(answered)) {
            answered = question;
            state.set(told(run.get(), results, rule()));
        }
    }

    private static String whyNothing(RunViewModel shown) {
        return shown.status().get() == RunStatus.RUNNING
                ? "No point has ended yet. There is something to decide once the first points have."
                : "No point of this run ended, so there is nothing to decide. Resume it on the right, or start a sweep.";
    }

    private Optional<BatchAdvice.Rule> rule() {
        return epsilon.value()
                .flatMap(share -> slowdown.value().map(times -> new BatchAdvice.Rule(share, times, Map.of())));
    }

    private static State told(RunViewModel run, List<PointResult> results, Optional<BatchAdvice.Rule> rule) {
        List<OfSeries> series = Series.measured(results)
                .stream()
                .map(batches -> new OfSeries(Knee.of(batches, Knee.DEFAULT_EPSILON),
                        rule.filter(_ -> Advice.isOn(batches)).map(asked -> Advice.of(batches, results, asked))))
                .toList();
        Plane plane = Plane.of(List.of(ChartSource.shown(run.title().get(), run.plan(), results)),
                new Plane.Axis(Dimension.of(WEIGHED.getLast()), false),
                new Plane.Axis(Dimension.of(WEIGHED.getFirst()), false), true);
        return new State.Told(series, Front.of(Candidate.of(results), WEIGHED), plane);
    }
}
