package io.paretoscope.window;

import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.Window;

/** A problem in one line, with details that can be copied. */
final class ErrorDialog extends Alert {
    private static final ButtonType COPY = new ButtonType("Copy details", ButtonBar.ButtonData.LEFT);

    ErrorDialog(Window owner, Problem problem) {
        super(AlertType.ERROR, problem.message(), COPY, ButtonType.CLOSE);
        initOwner(owner);
        setTitle("Paretoscope");
        setHeaderText(problem.title());
        setResizable(true);
        TextArea details = new TextArea(problem.details());
        details.setEditable(false);
        details.setPrefRowCount(12);
        details.setAccessibleText("Details");
        getDialogPane().setExpandableContent(details);
        getDialogPane().setPrefWidth(560);
        getDialogPane().setId("error");
        // Copying is not an answer: the dialog stays open.
        getDialogPane().lookupButton(COPY).addEventFilter(javafx.event.ActionEvent.ACTION, event -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(problem.details());
            Clipboard.getSystemClipboard().setContent(content);
            event.consume();
        });
    }
}
