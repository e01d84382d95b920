package io.paretoscope.window;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** A run on the screen: one that is under way and grows by its events, or one out of the store. */
final class RunViewModel {
    private final SweepPlan plan;
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("");
    private final ObservableList<PointRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<RunStatus> status = new ReadOnlyObjectWrapper<>(RunStatus.RUNNING);
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper phase = new ReadOnlyStringWrapper("starting");
    private final ReadOnlyStringWrapper eta = new ReadOnlyStringWrapper("");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(0);
    private final ReadOnlyObjectWrapper<Optional<PointRow>> selected = new ReadOnlyObjectWrapper<>(Optional.empty());
    private OptionalInt selectedOrdinal = OptionalInt.empty();
    private OptionalLong id = OptionalLong.empty();

    private RunViewModel(SweepPlan plan) {
        this.plan = plan;
        rows.subscribe(this::updateSelected);
    }

    /** A sweep of {@code plan} that is about to begin, with what is known of its points. */
    static RunViewModel live(SweepPlan plan, List<PlannedPoint> points) {
        RunViewModel run = new RunViewModel(plan);
        run.title.set("New run");
        run.rows.setAll(points.stream().map(PointRow::of).toList());
        return run;
    }

    /** A run out of the store, with the points that it never came to. */
    static RunViewModel of(StoredRun stored) {
        RunSummary summary = stored.summary();
        RunViewModel run = new RunViewModel(stored.plan());
        run.id = OptionalLong.of(summary.id());
        run.title.set("Run " + summary.id() + " of " + TimeText.minute(summary.startedAt()));
        run.status.set(summary.status());
        run.message.set(stored.message());
        Map<Integer, PointResult> ended = stored.results()
                .stream()
                .collect(Collectors.toMap(result -> result.point().ordinal(), Function.identity()));
        run.rows.setAll(stored.plan().points().stream().map(point -> {
            PointResult result = ended.get(point.ordinal());
            return result == null ? PointRow.notRun(point) : PointRow.of(result);
        }).toList());
        run.progress.set(1);
        run.phase.set("");
        return run;
    }

    /** The same run as {@link #of} shows, about to go on: what it never came to is still to come. */
    static RunViewModel resuming(StoredRun stored) {
        RunViewModel run = of(stored);
        run.rows.replaceAll(row -> row.result().isPresent() ? row : row.in(new PointState.Waiting()));
        run.status.set(RunStatus.RUNNING);
        run.message.set("");
        run.phase.set("resuming");
        run.progress.set((double) run.results().size() / Math.max(1, run.rows.size()));
        return run;
    }

    SweepPlan plan() {
        return plan;
    }

    /** Its identity in the store; empty before it has one. */
    OptionalLong id() {
        return id;
    }

    /** What to call it. */
    ReadOnlyStringProperty title() {
        return title.getReadOnlyProperty();
    }

    /** Every point of the plan, in its order. */
    ObservableList<PointRow> rows() {
        return rows;
    }

    /** The point that the user looks at, as it is now. */
    ReadOnlyObjectProperty<Optional<PointRow>> selected() {
        return selected.getReadOnlyProperty();
    }

    /** The user looks at the point of that ordinal; at none where it is empty. */
    void select(OptionalInt ordinal) {
        selectedOrdinal = ordinal;
        updateSelected();
    }

    private void updateSelected() {
        selected.set(rows.stream()
                .filter(row -> OptionalInt.of(row.point().ordinal()).equals(selectedOrdinal))
                .findFirst());
    }

    /** The points that have ended, in the order of the plan. */
    List<PointResult> results() {
        return rows.stream().map(PointRow::result).flatMap(Optional::stream).toList();
    }

    ReadOnlyObjectProperty<RunStatus> status() {
        return status.getReadOnlyProperty();
    }

    /** Why it ended early; empty otherwise. */
    ReadOnlyStringProperty message() {
        return message.getReadOnlyProperty();
    }

    /** What is being done now; empty where nothing is. */
    ReadOnlyStringProperty phase() {
        return phase.getReadOnlyProperty();
    }

    /** How long it will still take, in words; empty where nobody can tell. */
    ReadOnlyStringProperty eta() {
        return eta.getReadOnlyProperty();
    }

    /** The share of its points that have ended, from 0 to 1. */
    ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /** Device, precision, engines where there is a choice of them, and lengths, in a line. */
    String conditions() {
        return plan.device() + " · " + plan.precision()
                + (plan.device().isCpu()
                        ? ""
                        : " · " + plan.engines().stream().map(EngineKind::label).collect(Collectors.joining(", ")))
                + " · prompt " + plan.promptTokens() + " + output "
                + plan.outputTokens() + " tokens · " + measuring(plan.protocol());
    }

    private static String measuring(Protocol protocol) {
        return (protocol.repeats() == 1 ? "1 window" : protocol.repeats() + " windows")
                + protocol.window().map(least -> " of at least " + InputText.ofSeconds(least) + " s").orElse("")
                + (protocol.order() == Protocol.Order.INTERLEAVED ? ", interleaved" : "")
                + (protocol.coolDownCelsius().isPresent()
                        ? ", cooled to " + protocol.coolDownCelsius().getAsInt() + " °C"
                        : "");
    }

    /** How many points ended in which way. */
    String tally() {
        long measured = count(PointOutcome.Measured.class);
        long failed = count(PointOutcome.Failed.class);
        long skipped = count(PointOutcome.Skipped.class);
        StringBuilder text = new StringBuilder(measured + " of " + rows.size() + " points measured");
        if (failed > 0) {
            text.append(", ").append(failed).append(" failed");
        }
        if (skipped > 0) {
            text.append(", ").append(skipped).append(" skipped");
        }
        return text.toString();
    }

    private long count(Class<? extends PointOutcome> kind) {
        return results().stream().filter(result -> kind.isInstance(result.outcome())).count();
    }

    /** The sweep says something. */
    void on(SweepEvent event) {
        switch (event) {
            case SweepEvent.Started started -> {
                id = OptionalLong.of(started.runId());
                title.set("Run " + started.runId());
                Map<Integer, PointRow> ended = rows.stream()
                        .filter(row -> row.result().isPresent() && started.committed().contains(row.point().ordinal()))
                        .collect(Collectors.toMap(row -> row.point().ordinal(), Function.identity()));
                rows.setAll(started.points().stream().map(point -> {
                    PointRow earlier = ended.get(point.point().ordinal());
                    return earlier == null ? PointRow.of(point) : earlier;
                }).toList());
            }
            case SweepEvent.PhaseEntered entered -> {
                phase.set(entered.point().label() + ": " + entered.phase().label());
                replace(entered.point(), row -> row.in(new PointState.Running(entered.phase())));
            }
            case SweepEvent.PointFinished finished ->
                replace(finished.result().point(), row -> PointRow.of(finished.result()));
            case SweepEvent.Progress at -> {
                progress.set(at.total() == 0 ? 0 : (double) at.done() / at.total());
                eta.set(at.remaining().map(RunViewModel::remaining).orElse(""));
            }
            case SweepEvent.Finished finished -> end(finished.status(), finished.message());
        }
    }

    /** It is over. */
    void end(RunStatus how, String why) {
        rows.replaceAll(row -> row.pending() ? row.in(new PointState.NotRun()) : row);
        phase.set("");
        eta.set("");
        message.set(why);
        status.set(how);
    }

    private void replace(Point point, Function<PointRow, PointRow> change) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).point().ordinal() == point.ordinal()) {
                rows.set(i, change.apply(rows.get(i)));
            }
        }
    }

    private static String remaining(Duration duration) {
        return "about " + TimeText.duration(duration) + " left";
    }
}
