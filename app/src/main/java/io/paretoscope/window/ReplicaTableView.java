package io.paretoscope.window;

import io.paretoscope.sweep.Verdict;
import java.util.List;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** One table of what replicas bring. */
final class ReplicaTableView extends VBox {

    ReplicaTableView(ReplicaFindings.Table table) {
        getStyleClass().add("replica-table");
        setMinWidth(USE_PREF_SIZE);
        Label title = new Label(table.title());
        title.getStyleClass().add("replica-title");
        GridPane grid = new GridPane(10, 3);
        for (int i = 0; i < table.columns().size(); i++) {
            add(grid, head(table.columns().get(i)), i, 0, table.columns().get(i).number());
        }
        for (int row = 0; row < table.rows().size(); row++) {
            List<ReplicaFindings.Cell> cells = table.rows().get(row);
            for (int i = 0; i < cells.size(); i++) {
                add(grid, cell(cells.get(i)), i, row + 1, table.columns().get(i).number());
            }
        }
        getChildren().addAll(title, grid);
    }

    private static void add(GridPane grid, Node node, int column, int row, boolean number) {
        grid.add(node, column, row);
        GridPane.setHalignment(node, number ? HPos.RIGHT : HPos.LEFT);
        GridPane.setValignment(node, VPos.TOP);
        if (node instanceof VBox box) {
            box.setAlignment(number ? Pos.TOP_RIGHT : Pos.TOP_LEFT);
        }
    }

    private static Node head(ReplicaFindings.Column column) {
        Label name = whole(column.name(), "muted");
        if (column.unit().isEmpty()) {
            return name;
        }
        return new VBox(name, whole(column.unit(), "replica-unit"));
    }

    private static Node cell(ReplicaFindings.Cell cell) {
        if (cell.verdict().isPresent()) {
            Label verdict = whole("", "verdict");
            VerdictBadge.show(verdict, cell.verdict().get());
            if (cell.verdict().get().kind() == Verdict.Kind.VALID) {
                // Most are: the word would only take room.
                verdict.setText(null);
                verdict.setAccessibleText(cell.text());
            }
            return verdict;
        }
        Label value = whole(cell.text(),
                cell.tone() == ReplicaFindings.Tone.ABSENT ? "not-available" : "replica-value");
        VBox box = new VBox(value);
        if (!cell.gain().isEmpty()) {
            box.getChildren().add(whole(cell.gain(), switch (cell.tone()) {
                case BETTER -> "good";
                case WORSE -> "bad";
                case PLAIN, ABSENT -> "muted";
            }));
            box.getChildren().getLast().getStyleClass().add("replica-gain");
        }
        if (!cell.explanation().isEmpty()) {
            Tooltip.install(box, new Tooltip(cell.explanation()));
            value.setAccessibleHelp(cell.explanation());
        }
        return box;
    }

    private static Label whole(String text, String style) {
        Label label = new Label(text);
        label.setMinWidth(USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }
}
