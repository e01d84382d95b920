package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Runs side by side: a page with their numbers, and for each but the first a page with the conditions that differ. */
final class ComparisonDialog extends Dialog<Void> {
    private static final String NOT_STATED = "not stated";

    ComparisonDialog(Window owner, RunComparison comparison) {
        initOwner(owner);
        setTitle("Compare runs");
        setHeaderText(comparison.runs()
                .stream()
                .map(run -> "Run " + run.summary().id())
                .collect(Collectors.joining(", ")));
        TabPane pages = new TabPane(new Tab("Numbers", numbers(comparison)));
        pages.setId("comparison-pages");
        for (int i = 1; i < comparison.runs().size(); i++) {
            pages.getTabs()
                    .add(new Tab(comparison.runs().size() == 2
                            ? "Conditions"
                            : "Conditions of run " + comparison.runs().get(i).summary().id(),
                            conditions(comparison, i)));
        }
        pages.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        getDialogPane().setContent(pages);
        getDialogPane().setId("comparison");
        getDialogPane().setPrefSize(860, 560);
        getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        setResizable(true);
    }

    private static Node numbers(RunComparison comparison) {
        TableView<RunComparison.Row> table = table("numbers", "Points that these runs have in common");
        table.setPlaceholder(wrapped("No point of one run is in another: model, batch and replicas must be the same."));
        table.getColumns().add(column("Point", RunComparison.Row::point));
        for (int i = 0; i < comparison.runs().size(); i++) {
            int run = i;
            table.getColumns()
                    .add(column("Run " + comparison.runs().get(i).summary().id() + (i == 0 ? " (baseline)" : ""),
                            row -> row.cells().get(run)));
        }
        ComboBox<Metric> metric = new ComboBox<>();
        metric.setId("comparison-metric");
        metric.setAccessibleText("Metric that is compared");
        metric.setConverter(new MetricTitle());
        metric.getItems().setAll(comparison.metrics());
        metric.valueProperty()
                .subscribe(chosen -> table.getItems().setAll(chosen == null ? List.of() : comparison.rows(chosen)));
        metric.setValue(comparison.metrics().contains(Metric.OUTPUT_THROUGHPUT)
                ? Metric.OUTPUT_THROUGHPUT
                : comparison.metrics().stream().findFirst().orElse(null));
        metric.setDisable(comparison.metrics().isEmpty());
        Label legend = wrapped(
                "In parentheses, in percent: where the change lies if both means lie in their 95 % intervals. "
                        + "Runs are not distinguishable where that includes no change.");
        legend.getStyleClass().add("muted");
        VBox page = new VBox(8, metric, table, legend);
        List<String> apart = comparison.apart();
        if (!apart.isEmpty()) {
            Label left = wrapped(apart.size() + (apart.size() == 1 ? " point is" : " points are") + " not compared");
            left.setId("not-compared");
            left.getStyleClass().add("muted");
            left.setTooltip(new Tooltip(String.join("\n", apart)));
            left.setAccessibleHelp(String.join("\n", apart));
            page.getChildren().add(left);
        }
        page.getStyleClass().add("dialog-page");
        return page;
    }

    private static Node conditions(RunComparison comparison, int index) {
        TableView<Conditions.Difference> table = table(index == 1 ? "differences" : "differences-" + index,
                "Conditions that differ");
        table.setPlaceholder(new Label("All conditions are the same"));
        table.getColumns().add(column("Condition", Conditions.Difference::name));
        table.getColumns()
                .add(column("Run " + comparison.before().summary().id(),
                        difference -> difference.before().orElse(NOT_STATED)));
        table.getColumns()
                .add(column("Run " + comparison.runs().get(index).summary().id(),
                        difference -> difference.after().orElse(NOT_STATED)));
        table.getColumns()
                .add(column("Kind", difference -> difference.settled() ? "stays until changed" : "moves by itself"));
        table.getItems().setAll(comparison.differences(index));
        VBox page = new VBox(8, wrapped(comparison.verdict(index)), table);
        page.getStyleClass().add("dialog-page");
        return page;
    }

    private static <T> TableView<T> table(String id, String name) {
        TableView<T> table = new TableView<>();
        table.setId(id);
        table.setAccessibleText(name);
        table.getStyleClass().add("dense");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        VBox.setVgrow(table, Priority.ALWAYS);
        return table;
    }

    private static Label wrapped(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static <T> TableColumn<T, String> column(String title, Function<T, String> text) {
        TableColumn<T, String> column = new TableColumn<>(title);
        column.setSortable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setCellFactory(ignored -> new WrappedCell<>());
        return column;
    }

    private static final class MetricTitle extends StringConverter<Metric> {
        @Override
        public String toString(@Nullable Metric metric) {
            return metric == null ? "" : MetricDisplay.title(metric);
        }

        @Override
        public Metric fromString(String text) {
            throw new UnsupportedOperationException("metrics are chosen, not written");
        }
    }
}
