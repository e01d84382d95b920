package io.paretoscope.window;

import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.Verdict;
import io.paretoscope.telemetry.Trace;
import java.util.List;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The evidence of the selected point: verdict and findings, what was checked, its windows, and what the device did. */
final class EvidenceView extends BorderPane {
    private static final double CURVE_HEIGHT = 46;
    private static final double CURVE_WIDTH = 160;

    private final ObservableValue<Theme> theme;
    private final Label title = new Label();
    private final Label verdict = new Label();
    private final VBox content = new VBox();
    private final TitledPane conditions = new TitledPane("Conditions of the run", null);

    EvidenceView(ObservableValue<Theme> theme, BackdropViewModel backdrop, Runnable close) {
        this.theme = theme;
        conditions.setId("evidence-conditions");
        conditions.setExpanded(false);
        conditions.setAnimated(false);
        // Nobody else asks the store for them.
        conditions.expandedProperty().subscribe(backdrop::watched);
        backdrop.state().subscribe(this::show);
        setId("evidence");
        getStyleClass().add("evidence");
        title.getStyleClass().add("heading");
        verdict.setId("evidence-verdict");
        verdict.setMinWidth(USE_PREF_SIZE);
        Button closing = new Button("", Icon.CROSS.create());
        closing.setId("close-evidence");
        closing.getStyleClass().addAll("flat", "button-icon");
        closing.setAccessibleText("Close the evidence");
        closing.setTooltip(new Tooltip("Close the evidence (Esc)"));
        closing.setOnAction(event -> close.run());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(8, title, verdict, space, closing);
        top.setAlignment(Pos.CENTER_LEFT);
        setTop(top);
        content.getStyleClass().add("evidence-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setCenter(scroll);
        setMinWidth(220);
    }

    void show(Evidence evidence) {
        title.setText(evidence.title());
        title.setTooltip(new Tooltip(evidence.title()));
        VerdictBadge.clear(verdict);
        content.getChildren().clear();
        Optional<Verdict> judged = evidence.verdict();
        if (judged.isEmpty()) {
            Label state = new Label(evidence.state());
            state.setWrapText(true);
            content.getChildren().add(state);
            return;
        }
        VerdictBadge.show(verdict, judged.get());
        if (judged.get().findings().isEmpty()) {
            content.getChildren().add(new Label("Nothing speaks against these numbers."));
        }
        judged.get().findings().forEach(finding -> content.getChildren().add(finding(finding)));
        content.getChildren().add(facts(evidence.facts()));
        if (!evidence.replicas().isEmpty()) {
            content.getChildren().add(replicas(evidence));
        }
        content.getChildren().add(windows(evidence.windows()));
        evidence.steps().ifPresent(steps -> content.getChildren().add(steps(steps)));
        content.getChildren().add(curves(evidence));
        evidence.missing().forEach(line -> content.getChildren().add(wrapped(line, "muted")));
        content.getChildren().add(conditions);
    }

    private void show(BackdropViewModel.State state) {
        conditions.setContent(switch (state) {
            case BackdropViewModel.State.Absent(String reason) -> wrapped(reason, "muted");
            case BackdropViewModel.State.Told told -> facts(told.conditions()
                    .all()
                    .entrySet()
                    .stream()
                    .map(entry -> new Evidence.Fact(entry.getKey(), entry.getValue()))
                    .toList());
        });
    }

    private Node steps(StepHistogram steps) {
        Label name = wrapped(steps.text(), "muted");
        name.setId("evidence-steps");
        HistogramCanvas canvas = new HistogramCanvas(steps.counts(), theme.getValue().charts(), CURVE_HEIGHT);
        VBox box = new VBox(2, name, canvas);
        Tooltip.install(box, new Tooltip("How many decode steps took how long, from the shortest on the left"));
        return box;
    }

    private static Node finding(Verdict.Finding finding) {
        Label what = wrapped(finding.cause().title() + ": " + finding.evidence(), "finding");
        what.setGraphic(VerdictBadge.icon(finding.cause().gravity()).create());
        what.getStyleClass().add(VerdictBadge.style(finding.cause().gravity()));
        Label advice = wrapped(finding.cause().advice(), "muted");
        advice.getStyleClass().add("advice");
        return new VBox(1, what, advice);
    }

    private static Label wrapped(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }

    private static Node facts(List<Evidence.Fact> facts) {
        GridPane grid = new GridPane(12, 2);
        for (int i = 0; i < facts.size(); i++) {
            Label name = new Label(facts.get(i).name());
            name.getStyleClass().add("muted");
            name.setMinWidth(USE_PREF_SIZE);
            GridPane.setValignment(name, VPos.TOP);
            Label text = wrapped(facts.get(i).text(), "fact");
            GridPane.setHgrow(text, Priority.ALWAYS);
            grid.addRow(i, name, text);
        }
        return grid;
    }

    private static Node windows(List<Evidence.Window> windows) {
        GridPane grid = table("evidence-windows", "#", "Start", "Length", "Batches", "Ended by", "tokens/s");
        for (int i = 0; i < windows.size(); i++) {
            Evidence.Window window = windows.get(i);
            grid.addRow(i + 1, whole("" + (i + 1)), whole(window.start()), whole(window.length()),
                    whole(window.batches()), whole(window.end()), whole(window.throughput()));
        }
        return grid;
    }

    private static Node replicas(Evidence evidence) {
        GridPane grid = table("evidence-replicas", "#", "Process", "CPUs", "tokens/s", "TTFT ms", "ITL ms");
        grid.setHgap(10);
        String part = "";
        for (Evidence.Replica replica : evidence.replicas()) {
            if (evidence.row().point().placement().mixed() && !replica.part().equals(part)) {
                part = replica.part();
                grid.add(wrapped(part, "evidence-part"), 0, grid.getRowCount(), grid.getColumnCount(), 1);
            }
            Label cpus = wrapped(replica.cpus(), "fact");
            cpus.setMinWidth(46);
            grid.addRow(grid.getRowCount(), whole(replica.number()), whole(replica.process()), cpus,
                    whole(replica.throughput()), whole(replica.ttft()), whole(replica.itl()));
        }
        return grid;
    }

    private static GridPane table(String id, String... heads) {
        GridPane grid = new GridPane(12, 2);
        grid.setId(id);
        for (int column = 0; column < heads.length; column++) {
            Label head = whole(heads[column]);
            head.getStyleClass().add("muted");
            grid.add(head, column, 0);
        }
        return grid;
    }

    private static Label whole(String text) {
        Label label = new Label(text);
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    private Node curves(Evidence evidence) {
        FlowPane pane = new FlowPane(12, 8);
        PointSamples samples = evidence.samples().orElseThrow();
        Bands shaded = new WindowBands(samples.windows());
        evidence.curves().forEach(trace -> pane.getChildren().add(curve(trace, shaded)));
        return pane;
    }

    private Node curve(Trace trace, Bands shaded) {
        double[] values = trace.values();
        long[] nanos = new long[values.length];
        double most = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = QuantityText.scaled(trace.quantity(), values[i]);
            nanos[i] = trace.nanos(i);
            most = Math.max(most, values[i]);
        }
        StripCanvas canvas = new StripCanvas(CURVE_HEIGHT);
        canvas.setPrefWidth(CURVE_WIDTH);
        canvas.style(theme.getValue().charts());
        canvas.scale(trace.quantity().unit().equals("%") ? 100 : StripCanvas.roundUp(most));
        canvas.onResize(() -> canvas.draw(nanos, values, values.length, nanos[0], nanos[nanos.length - 1], shaded));
        Label name = new Label(trace.quantity().label() + " (" + QuantityText.unit(trace.quantity()) + ")");
        name.getStyleClass().add("muted");
        VBox box = new VBox(2, name, canvas);
        Tooltip.install(box, new Tooltip(trace.quantity().label() + ", from " + trace.source() + ", "
                + trace.size() + " samples; measured windows are shaded"));
        return box;
    }

    /** The windows of a point. */
    private record WindowBands(List<JointWindow> windows) implements Bands {
        @Override
        public int size() {
            return windows.size();
        }

        @Override
        public long start(int i) {
            return windows.get(i).startNanos();
        }

        @Override
        public long end(int i, long now) {
            return windows.get(i).endNanos();
        }

        @Override
        public SweepEvent.Phase phase(int i) {
            return SweepEvent.Phase.MEASURE;
        }
    }
}
