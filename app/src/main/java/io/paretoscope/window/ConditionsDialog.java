package io.paretoscope.window;

import io.paretoscope.sweep.Conditions;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** In which conditions two runs differ. */
final class ConditionsDialog extends Dialog<Void> {
    private static final String NOT_STATED = "not stated";

    ConditionsDialog(Window owner, RunComparison comparison) {
        initOwner(owner);
        String before = "Run " + comparison.before().summary().id();
        String after = "Run " + comparison.after().summary().id();
        setTitle("Compare conditions");
        setHeaderText(before + " and " + after);
        TableView<Conditions.Difference> table = new TableView<>();
        table.setId("differences");
        table.setAccessibleText("Conditions that differ");
        table.getStyleClass().add("dense");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setPlaceholder(new Label("All conditions are the same"));
        table.getColumns().add(column("Condition", Conditions.Difference::name));
        table.getColumns().add(column(before, difference -> difference.before().orElse(NOT_STATED)));
        table.getColumns().add(column(after, difference -> difference.after().orElse(NOT_STATED)));
        table.getColumns()
                .add(column("Kind", difference -> difference.settled() ? "stays until changed" : "moves by itself"));
        table.getItems().setAll(comparison.differences());
        VBox.setVgrow(table, Priority.ALWAYS);
        Label verdict = new Label(comparison.verdict());
        verdict.setWrapText(true);
        verdict.setMinHeight(Region.USE_PREF_SIZE);
        getDialogPane().setContent(new VBox(10, verdict, table));
        getDialogPane().setId("conditions");
        getDialogPane().setPrefSize(820, 460);
        getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        setResizable(true);
    }

    private static TableColumn<Conditions.Difference, String> column(String title,
            Function<Conditions.Difference, String> text) {
        TableColumn<Conditions.Difference, String> column = new TableColumn<>(title);
        column.setSortable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setCellFactory(ignored -> new WrappedCell<>());
        return column;
    }
}
