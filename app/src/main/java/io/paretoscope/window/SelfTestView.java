package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.selftest.Check;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.FitCheck;
import java.util.stream.Collectors;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What a self-test found: each check with its verdict, its figure, why, and what to do. */
final class SelfTestView extends ScrollPane {
    private final GridPane grid = new GridPane(14, 10);

    SelfTestView() {
        setId("self-test");
        getStyleClass().add("self-test");
        grid.getStyleClass().add("self-test-checks");
        for (int column = 0; column < 3; column++) {
            ColumnConstraints asWideAsItsText = new ColumnConstraints();
            asWideAsItsText.setMinWidth(USE_PREF_SIZE);
            grid.getColumnConstraints().add(asWideAsItsText);
        }
        ColumnConstraints rest = new ColumnConstraints();
        rest.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().add(rest);
        setContent(grid);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
    }

    void show(SelfTestSummary summary) {
        grid.getChildren().clear();
        int row = 0;
        for (Check check : summary.checks()) {
            Label name = new Label(check.label());
            name.getStyleClass().add("check-name");
            for (Node cell : new Node[]{verdict(check.verdict()), name, value(check), why(check)}) {
                GridPane.setValignment(cell, VPos.TOP);
                grid.add(cell, grid.getChildren().size() % 4, row);
            }
            row++;
        }
    }

    /** The verdict with its sign. */
    static Label verdict(Check.Verdict verdict) {
        Label label = new Label(verdict.label());
        switch (verdict) {
            case PASS -> mark(label, Icon.CHECK, "verdict-valid");
            case NOTE -> mark(label, Icon.NOTE, "verdict-note");
            case FAIL -> mark(label, Icon.CROSS, "verdict-invalid");
        }
        return label;
    }

    private static void mark(Label label, Icon icon, String style) {
        label.setGraphic(icon.create());
        label.getStyleClass().addAll("check-verdict", style);
    }

    private static Node value(Check check) {
        if (check.figures().isEmpty()) {
            Label none = new Label("n/a");
            none.getStyleClass().add("not-available");
            GridPane.setHalignment(none, HPos.RIGHT);
            return none;
        }
        Check.Figure first = check.figures().getFirst();
        Label figure = new Label(text(first));
        figure.getStyleClass().add("check-figure");
        Label what = new Label(first.label());
        what.getStyleClass().add("muted");
        VBox box = new VBox(figure, what);
        box.getStyleClass().add("check-value");
        String all = check.figures()
                .stream()
                .map(each -> each.label() + ": " + text(each))
                .collect(Collectors.joining("\n"));
        Tooltip.install(box, new Tooltip(all));
        box.setAccessibleText(all);
        return box;
    }

    private static String text(Check.Figure figure) {
        return figure.unit() == Check.Unit.BYTES
                ? FitCheck.gibibytes((long) figure.value())
                : (MetricDisplay.number(figure.value()) + " " + figure.unit().label()).strip();
    }

    private static Node why(Check check) {
        VBox box = new VBox(1, wrapped(check.sentence(), "check-sentence"));
        if (!check.advice().isEmpty()) {
            box.getChildren().add(wrapped(check.advice(), "muted"));
        }
        return box;
    }

    private static Label wrapped(String text, String style) {
        // No line begins with the unit of the number before it.
        Label label = new Label(text.replace(" %", "\u00a0%"));
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }
}
