package io.paretoscope.window;

import io.paretoscope.decision.BatchTable;
import io.paretoscope.decision.Footnotes;
import java.util.function.Consumer;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** A table of the batches of a series, each with a link to its point, and the reasons that its marks refer to. */
final class BatchTableView extends VBox {

    BatchTableView(BatchTable table, Consumer<String> select) {
        getStyleClass().add("batch-table");
        GridPane grid = new GridPane(12, 1);
        for (int column = 0; column < table.columns().size(); column++) {
            boolean number = table.columns().get(column).number();
            Label head = whole(table.columns().get(column).heading());
            head.getStyleClass().addAll("muted", number ? "number-head" : "word-head");
            add(grid, head, column, 0, number, VPos.BOTTOM);
            for (int row = 0; row < table.rows().size(); row++) {
                add(grid, column == 0
                        ? link(table.rows().get(row), select)
                        : whole(table.rows()
                                .get(row)
                                .cells()
                                .get(column)),
                        column, row + 1, number, VPos.CENTER);
            }
        }
        grid.setMinWidth(USE_PREF_SIZE);
        getChildren().add(grid);
        for (int i = 0; i < table.footnotes().size(); i++) {
            Label note = new Label(Footnotes.mark(i) + " " + table.footnotes().get(i));
            note.setWrapText(true);
            note.setMinHeight(USE_PREF_SIZE);
            note.getStyleClass().add("muted");
            getChildren().add(note);
        }
    }

    private static void add(GridPane grid, Node node, int column, int row, boolean number, VPos vertically) {
        grid.add(node, column, row);
        GridPane.setHalignment(node, number ? HPos.RIGHT : HPos.LEFT);
        GridPane.setValignment(node, vertically);
    }

    private static Hyperlink link(BatchTable.Row row, Consumer<String> select) {
        Hyperlink link = new Hyperlink(row.cells().getFirst());
        link.getStyleClass().add("point-link");
        link.setTooltip(new Tooltip("Show " + row.label() + " in the table of points, with its evidence"));
        link.setOnAction(_ -> {
            select.accept(row.label());
            link.setVisited(false);
        });
        return link;
    }

    private static Label whole(String text) {
        Label label = new Label(text);
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }
}
