package io.paretoscope.window;

import io.paretoscope.chart.ChartSource;
import io.paretoscope.chart.PredictedPoints;
import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.SweepPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * What the charts show: the run that is shown first, then the runs that the user lays over it, and predictions. Everything here runs on
 * the screen's thread.
 */
final class OverlayViewModel {
    private final Supplier<Optional<RunArchive>> archive;
    private final Background background;
    private final Consumer<Problem> problems;
    private final Map<String, ChartSource> chosen = new LinkedHashMap<>();
    private final ObservableList<ForeignRunSummary> imported = FXCollections.observableArrayList();
    private final BooleanProperty predicted = new SimpleBooleanProperty();
    private final ReadOnlyStringWrapper predictionObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<List<ChartSource>> sources = new ReadOnlyObjectWrapper<>(List.of());
    private final FollowedRun run = new FollowedRun();
    private Optional<String> baseline = Optional.empty();
    private Optional<ChartSource> prediction = Optional.empty();
    private int asked;

    OverlayViewModel(ObservableValue<Optional<RunViewModel>> shown, Supplier<Optional<RunArchive>> archive,
            Background background, Consumer<Problem> problems) {
        this.archive = archive;
        this.background = background;
        this.problems = problems;
        run.follow(shown, this::landed);
        predicted.subscribe(this::landed);
    }

    /** Everything that is in the charts, the shown run first. */
    ReadOnlyObjectProperty<List<ChartSource>> sources() {
        return sources.getReadOnlyProperty();
    }

    /** Whether predictions are in the charts. */
    BooleanProperty predicted() {
        return predicted;
    }

    /** Why nothing, or not all, is predicted; empty where everything is, or nobody asked. */
    ReadOnlyStringProperty predictionObstacle() {
        return predictionObstacle.getReadOnlyProperty();
    }

    /** Runs of others that are in the store, as read last. */
    ObservableList<ForeignRunSummary> imported() {
        return imported;
    }

    /** Reads the runs of others anew. */
    void refreshImported() {
        archive.get()
                .ifPresent(store -> background.run(store::foreignRuns, imported::setAll,
                        failure -> problems.accept(Problem.of("The imported runs could not be read", failure))));
    }

    /** Whether the run of that name, such as {@code run 3} or {@code F3}, lies over the shown one. */
    boolean has(String name) {
        return chosen.containsKey(name);
    }

    /** The names of the runs that lie over the shown one. */
    List<String> names() {
        return List.copyOf(chosen.keySet());
    }

    /** How charts name a run of the store. */
    static String name(RunSummary summary) {
        return "run " + summary.id();
    }

    /** Lays a run over the shown one, or takes it away. */
    void toggle(RunSummary summary) {
        toggle(name(summary), store -> () -> ChartSource.overlaid(store.run(summary.id())
                .orElseThrow(() -> gone(name(summary))), false));
    }

    /** Lays a run of others over the shown one, or takes it away. */
    void toggle(ForeignRunSummary summary) {
        toggle(summary.name(), store -> () -> ChartSource.imported(
                store.foreignRun(summary.id()).orElseThrow(() -> gone(summary.name()))));
    }

    private static IOException gone(String name) {
        return new IOException(name + " is not in the store any more");
    }

    private void toggle(String name, Function<RunArchive, Callable<ChartSource>> reading) {
        if (chosen.remove(name) != null) {
            baseline = baseline.filter(other -> !other.equals(name));
            update();
            return;
        }
        archive.get().ifPresent(store -> background.run(reading.apply(store), source -> {
            chosen.put(name, source);
            update();
        }, failure -> problems.accept(Problem.of("The charts cannot show " + name + ", too", failure))));
    }

    /** Nothing lies over the shown run any more. */
    void clear() {
        chosen.clear();
        baseline = Optional.empty();
        predicted.set(false);
        update();
    }

    /** The run of that name is the one that others are held against; none where it is empty. */
    void baseline(Optional<String> name) {
        baseline = name;
        update();
    }

    /** The name of the run that others are held against. */
    Optional<String> baseline() {
        return baseline;
    }

    private void landed() {
        predict();
        update();
    }

    private static String name(RunViewModel run) {
        return run.id().isPresent() ? "run " + run.id().getAsLong() : "this run";
    }

    private void update() {
        List<ChartSource> all = new ArrayList<>();
        run.run().ifPresent(shown -> all.add(ChartSource.shown(name(shown), shown.plan(), shown.results())));
        prediction.filter(fitted -> !all.isEmpty() && fitted.name().equals(all.getFirst().name())).ifPresent(all::add);
        chosen.forEach((name, source) -> {
            if (run.run().isEmpty() || !name(run.run().get()).equals(name)) {
                all.add(source.asBaseline(baseline.equals(Optional.of(name))));
            }
        });
        sources.set(List.copyOf(all));
    }

    /** Fits to the points that there are now. Of several fits at work the one asked last wins. */
    private void predict() {
        int ticket = ++asked;
        predictionObstacle.set("");
        // What was fitted to fewer points of the same run stands until the new fit is there.
        if (!predicted.get() || run.run().isEmpty()) {
            prediction = Optional.empty();
            return;
        }
        String name = name(run.run().get());
        SweepPlan plan = run.run().get().plan();
        List<PointResult> results = run.results();
        background.run(() -> PredictedPoints.of(name, plan, results), fitted -> {
            if (ticket == asked) {
                prediction = Optional.of(fitted.source());
                predictionObstacle.set(fitted.obstacles().isEmpty()
                        ? ""
                        : "No prediction: " + String.join("; ", fitted.obstacles()));
                update();
            }
        }, failure -> problems.accept(Problem.of("Nothing could be predicted", failure)));
    }
}
