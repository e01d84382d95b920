package io.paretoscope.window;

import io.paretoscope.analysis.rule.Finding;
import io.paretoscope.analysis.rule.Remedy;
import io.paretoscope.decision.FindingsText;
import io.paretoscope.sweep.Point;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One finding: how grave, of which points, what was seen, what that means and what to do. */
final class FindingCard extends VBox {

    FindingCard(Finding.Judged finding, Consumer<Point> select) {
        getStyleClass().addAll("finding-card", "finding-" + finding.severity().label());
        Label title = wrapped(FindingsText.title(finding), "finding-title");
        HBox.setHgrow(title, Priority.ALWAYS);
        HBox top = new HBox(10, SeverityBadge.of(finding), title);
        top.setAlignment(Pos.TOP_LEFT);
        GridPane grid = new GridPane(10, 3);
        if (!finding.points().isEmpty()) {
            add(grid, "Points", points(finding, select));
        }
        add(grid, "Evidence", wrapped(finding.evidence(), "finding-evidence"));
        add(grid, "Meaning", wrapped(finding.rule().explanation(), "finding-meaning"));
        finding.remedy().ifPresent(remedy -> add(grid, "Remedy", remedy(remedy)));
        getChildren().addAll(top, grid);
    }

    private static void add(GridPane grid, String name, Node what) {
        Label label = new Label(name);
        label.getStyleClass().add("muted");
        label.setMinWidth(USE_PREF_SIZE);
        GridPane.setValignment(label, VPos.TOP);
        GridPane.setHgrow(what, Priority.ALWAYS);
        grid.addRow(grid.getRowCount(), label, what);
    }

    private static Node points(Finding.Judged finding, Consumer<Point> select) {
        FlowPane links = new FlowPane(12, 0);
        for (Point point : finding.points()) {
            Hyperlink link = new Hyperlink(point.label());
            link.getStyleClass().add("point-link");
            link.setTooltip(new Tooltip("Show this point in the table, with its evidence"));
            link.setOnAction(_ -> {
                select.accept(point);
                link.setVisited(false);
            });
            links.getChildren().add(link);
        }
        return links;
    }

    private static Node remedy(Remedy remedy) {
        VBox box = new VBox(3, wrapped(remedy.action(), "finding-remedy"));
        remedy.command().ifPresent(command -> {
            Label line = wrapped(command, "command");
            HBox.setHgrow(line, Priority.ALWAYS);
            Button copy = new Button("Copy command");
            copy.getStyleClass().addAll("small", "copy-command");
            copy.setMinWidth(USE_PREF_SIZE);
            copy.setOnAction(_ -> {
                ClipboardContent content = new ClipboardContent();
                content.putString(command);
                Clipboard.getSystemClipboard().setContent(content);
                copy.setText("Copied");
            });
            HBox row = new HBox(8, line, copy);
            row.setAlignment(Pos.CENTER_LEFT);
            box.getChildren().add(row);
        });
        return box;
    }

    private static Label wrapped(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        label.getStyleClass().add(style);
        return label;
    }
}
