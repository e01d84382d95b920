package io.paretoscope.window;

import io.paretoscope.store.RunSummary;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** Asks for the tags and the note of a run. */
final class DescriptionDialog extends Dialog<DescriptionDialog.Description> {

    /** What the user wrote; tags are set apart by commas. */
    record Description(String tags, String note) {}

    DescriptionDialog(Window owner, RunSummary run) {
        initOwner(owner);
        setTitle("Tags and note");
        setHeaderText("Tags and note of run " + run.id());
        ButtonType save = new ButtonType("Save", ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().addAll(save, ButtonType.CANCEL);
        getDialogPane().lookupButton(save).setId("save-description");
        TextField tags = new TextField(String.join(", ", run.tags()));
        tags.setId("run-tags");
        tags.setPromptText("such as baseline, after the driver update");
        TextArea note = new TextArea(run.note());
        note.setId("run-note");
        note.setPrefRowCount(5);
        note.setWrapText(true);
        getDialogPane()
                .setContent(new VBox(10, new FieldBox("Tags, with commas between", tags), new FieldBox("Note", note)));
        getDialogPane().setPrefWidth(460);
        getDialogPane().setId("description");
        setResultConverter(button -> button == save ? new Description(tags.getText(), note.getText()) : null);
    }
}
