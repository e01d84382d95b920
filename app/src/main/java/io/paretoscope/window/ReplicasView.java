package io.paretoscope.window;

import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.ReplicaChart;
import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jfree.chart.fx.ChartViewer;

/**
 * What replicas bring in the run that is shown: tables, and output throughput by placement at a total batch that the user chooses.
 * Where there is nothing to compare it says why. Looks at the run only while it is on the screen.
 */
final class ReplicasView extends BorderPane {
    private final VBox tables = new VBox();
    private final ObservableList<Integer> totals = FXCollections.observableArrayList();
    private final ComboBox<Integer> total = new ComboBox<>(totals);
    private final ReplicaChart chart = new ReplicaChart(ChartStyle.LIGHT);
    private final ChartViewer viewer = new ChartViewer(chart.chart(), false);
    private final SplitPane split;
    private final Label signs = new Label();
    private final Label absence = new Label();
    private Subscription changes = Subscription.EMPTY;
    private Optional<RunViewModel> run = Optional.empty();
    private ReplicaFindings findings = ReplicaFindings.none();
    private final SeenResults seen = new SeenResults();
    private boolean filling;
    /** The user chose a total batch, which is kept where the run has it. */
    private OptionalInt wanted = OptionalInt.empty();

    ReplicasView(ObservableValue<Optional<RunViewModel>> shown, ObservableValue<Theme> theme) {
        setId("replicas");
        getStyleClass().add("replicas");
        tables.getStyleClass().add("replica-tables");
        ScrollPane scroll = new ScrollPane(tables);
        scroll.setFitToWidth(true);
        absence.setId("replicas-absence");
        absence.setWrapText(true);
        absence.getStyleClass().addAll("placeholder", "replicas-absence");
        viewer.setId("chart-replicas");
        viewer.setMinSize(160, 120);
        total.setId("replicas-total");
        total.setAccessibleText("Total batch of the chart of replicas");
        total.setMinWidth(USE_PREF_SIZE);
        total.setTooltip(
                new Tooltip("The total batch at which the chart compares; those measured in two ways at least"));
        total.valueProperty().subscribe(chosen -> {
            if (!filling && chosen != null) {
                wanted = OptionalInt.of(chosen);
                draw();
            }
        });
        Label what = new Label("Sequences in all:");
        what.getStyleClass().add("muted");
        HBox top = new HBox(8, what, total);
        top.setAlignment(Pos.CENTER_LEFT);
        BorderPane charting = new BorderPane(viewer);
        charting.setTop(top);
        charting.getStyleClass().add("chart-pane");
        signs.getStyleClass().addAll("muted", "replica-signs");
        signs.setWrapText(true);
        signs.setMinHeight(USE_PREF_SIZE);
        BorderPane tabling = new BorderPane(scroll);
        tabling.setBottom(signs);
        split = new SplitPane(tabling, charting);
        split.setOrientation(Orientation.HORIZONTAL);
        split.setDividerPositions(0.65);
        theme.subscribe(value -> chart.style(value.charts()));
        shown.subscribe(this::show);
        sceneProperty().subscribe(() -> update());
    }

    private void show(Optional<RunViewModel> newRun) {
        changes.unsubscribe();
        run = newRun;
        seen.forget();
        changes = newRun.map(fresh -> Subscription.combine(fresh.rows().subscribe(this::update),
                fresh.status().subscribe(_ -> update()))).orElse(Subscription.EMPTY);
        update();
    }

    /** Compares anew where a point has ended since, and somebody looks. */
    private void update() {
        if (getScene() == null) {
            return;
        }
        List<PointResult> results = run.map(RunViewModel::results).orElse(List.of());
        boolean changed = seen.changed(results);
        if (findings.absence().isEmpty() && !changed) {
            return;
        }
        findings = run.map(shown -> ReplicaFindings.of(shown.plan(), results, shown.status().get()))
                .orElseGet(ReplicaFindings::none);
        tables.getChildren().clear();
        for (ReplicaFindings.Section section : findings.sections()) {
            Label heading = new Label(section.title());
            heading.getStyleClass().add("heading");
            tables.getChildren().add(heading);
            section.tables().forEach(table -> tables.getChildren().add(new ReplicaTableView(table)));
        }
        signs.setText(findings.signs());
        absence.setText(findings.absence());
        setCenter(findings.absence().isEmpty() ? split : absence);
        fillTotals();
        draw();
    }

    private void fillTotals() {
        filling = true;
        totals.setAll(findings.totals());
        OptionalInt chosen = wanted.isPresent() && totals.contains(wanted.getAsInt()) ? wanted : findings.telling();
        total.setValue(chosen.isPresent() ? chosen.getAsInt() : null);
        total.setDisable(totals.isEmpty());
        filling = false;
    }

    private void draw() {
        Integer chosen = total.getValue();
        if (chosen == null) {
            chart.clear("No total batch was measured in two ways");
        } else {
            chart.show(compared(chosen));
        }
        viewer.setAccessibleText("Output throughput by placement" + (chosen == null
                ? ""
                : " at " + chosen + " sequences in all"));
    }

    /** The chart as it is, to be saved; empty where there is none. */
    Optional<ShownChart> shown() {
        Integer chosen = total.getValue();
        if (chosen == null || !findings.absence().isEmpty()) {
            return Optional.empty();
        }
        List<ReplicaComparison> compared = compared(chosen);
        return Optional.of(new ShownChart("Replicas at " + chosen + " sequences in all", "replicas-" + chosen,
                caption -> {
                    ReplicaChart drawn = new ReplicaChart(ChartStyle.FILE, caption);
                    drawn.show(compared);
                    return drawn.chart();
                }, chart.table()));
    }

    private List<ReplicaComparison> compared(int totalBatch) {
        return findings.byTotal().stream().filter(comparison -> comparison.batch() == totalBatch).toList();
    }

    /** What is drawn, for tests. */
    ReplicaChart chart() {
        return chart;
    }
}
