package io.paretoscope.window;

import java.util.Objects;
import javafx.scene.Scene;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** What is written in the table of points. */
final class TableText {
    private TableText() {}

    /** The text of a cell, whose column is named by its id or its title. */
    static String cell(Scene scene, int row, String column) {
        return WindowSnapshot.onScreen(() -> {
            TableView<?> table = (TableView<?>) Objects.requireNonNull(scene.lookup("#points"));
            TableColumn<?, ?> found = table.getColumns()
                    .stream()
                    .filter(each -> column.equals(each.getId()) || column.equals(each.getText()))
                    .findFirst()
                    .orElseThrow();
            table.scrollToColumnIndex(table.getColumns().indexOf(found));
            table.layout();
            return table.lookupAll(".table-cell")
                    .stream()
                    .map(node -> (TableCell<?, ?>) node)
                    .filter(each -> found.equals(each.getTableColumn()) && each.getIndex() == row)
                    .findFirst()
                    .orElseThrow()
                    .getText();
        });
    }
}
