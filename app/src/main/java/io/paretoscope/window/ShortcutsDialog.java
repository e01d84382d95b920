package io.paretoscope.window;

import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;

/** Every key and what it does. */
final class ShortcutsDialog extends Dialog<ButtonType> {

    ShortcutsDialog(Window owner) {
        initOwner(owner);
        setTitle("Keyboard shortcuts");
        setHeaderText("Keyboard shortcuts");
        GridPane grid = new GridPane(24, 8);
        int row = 0;
        for (Shortcut shortcut : Shortcut.values()) {
            Label keys = new Label(shortcut.keys().getDisplayText());
            keys.getStyleClass().add("keys");
            grid.addRow(row++, keys, new Label(shortcut.action()));
        }
        getDialogPane().setContent(grid);
        getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        getDialogPane().setId("shortcuts");
    }
}
