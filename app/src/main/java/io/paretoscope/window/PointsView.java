package io.paretoscope.window;

import io.paretoscope.sweep.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** The points in a table, and beside it the evidence of the selected one; in place of the table where room is scarce. */
final class PointsView extends VBox {
    private static final double BESIDE_WIDTH = 620;
    private static final double EVIDENCE_WIDTH = 380;

    private final PointTable table;
    private final EvidenceView evidence;
    private final SplitPane split = new SplitPane();
    private final Label tally = new Label();
    private Optional<RunViewModel> run = Optional.empty();
    private Subscription selection = Subscription.EMPTY;
    private boolean open;

    PointsView(WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        table = new PointTable(workbench);
        evidence = new EvidenceView(theme, workbench.results().backdrop(), this::close);
        getStyleClass().add("points-view");
        Label heading = new Label("Points");
        heading.getStyleClass().add("heading");
        tally.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(8, heading, tally, space, columns());
        top.setAlignment(Pos.CENTER_LEFT);
        top.getStyleClass().add("points-top");
        split.getItems().add(table);
        VBox.setVgrow(split, Priority.ALWAYS);
        getChildren().addAll(top, split);
        table.getSelectionModel().selectedItemProperty().subscribe(row -> {
            if (row != null) {
                run.ifPresent(shown -> shown.select(OptionalInt.of(row.point().ordinal())));
            }
        });
        workbench.shown().subscribe(this::show);
        widthProperty().subscribe(this::arrange);
        theme.subscribe(ignored -> run.ifPresent(shown -> look(shown.selected().get())));
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && open) {
                close();
                event.consume();
            }
        });
    }

    /** The table alone. */
    PointTable table() {
        return table;
    }

    private MenuButton columns() {
        MenuButton button = new MenuButton("Columns", Icon.COLUMNS.create());
        button.setId("columns");
        button.getStyleClass().add("small");
        button.setTooltip(new Tooltip("Choose the metrics of the table; those without any value are hidden at first"));
        Arrays.stream(Metric.values()).forEach(metric -> {
            CheckMenuItem item = new CheckMenuItem(metric.label());
            item.setOnAction(event -> table.want(metric, item.isSelected()));
            item.setUserData(metric);
            button.getItems().add(item);
        });
        button.setOnShowing(event -> button.getItems().forEach(item -> {
            Metric metric = (Metric) item.getUserData();
            ((CheckMenuItem) item).setSelected(table.shows(metric));
            item.setText(metric.label() + table.nowhereKnown(metric)
                    .map(reason -> " (none: " + reason + ")")
                    .orElse(
                            ""));
        }));
        return button;
    }

    private void show(Optional<RunViewModel> newRun) {
        selection.unsubscribe();
        run = newRun;
        selection = newRun.map(shown -> Subscription.combine(shown.selected().subscribe(this::look),
                shown.rows().subscribe(() -> tally.setText(shown.tally()))))
                .orElse(Subscription.EMPTY);
        tally.setText(newRun.map(RunViewModel::tally).orElse(""));
        if (newRun.isEmpty()) {
            look(Optional.empty());
        }
    }

    private void look(Optional<PointRow> row) {
        row.ifPresent(point -> {
            table.select(point.point());
            evidence.show(new Evidence(point));
        });
        open = row.isPresent();
        arrange();
    }

    private void close() {
        table.getSelectionModel().clearSelection();
        run.ifPresent(shown -> shown.select(OptionalInt.empty()));
    }

    private void arrange() {
        if (!open) {
            setParts(table);
        } else if (getWidth() < BESIDE_WIDTH) {
            setParts(evidence);
        } else if (split.getItems().size() < 2) {
            split.getItems().setAll(table, evidence);
            split.setDividerPositions(Math.max(0.4, 1 - EVIDENCE_WIDTH / getWidth()));
        }
    }

    private void setParts(Node only) {
        if (!split.getItems().equals(List.of(only))) {
            split.getItems().setAll(only);
        }
    }
}
