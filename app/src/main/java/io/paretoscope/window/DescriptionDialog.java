package io.paretoscope.window;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import java.util.List;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** Asks for the tags and the note of a run. */
final class DescriptionDialog extends Dialog<DescriptionDialog.Description> {

    /** What the user wrote. */
    record Description(List<String> tags, String note) {}

    DescriptionDialog(Window owner, RunSummary run) {
        initOwner(owner);
        setTitle("Tags and note");
        setHeaderText("Tags and note of run " + run.id());
        ButtonType save = new ButtonType("Save", ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().addAll(save, ButtonType.CANCEL);
        // A tag may have commas and spaces, but no end of line.
        Input<List<String>> tags = new Input<>(String.join("\n", run.tags()), DescriptionDialog::tags);
        TextArea tagLines = new TextArea();
        tagLines.textProperty().bindBidirectional(tags.text());
        tagLines.setId("run-tags");
        tagLines.setPromptText("such as baseline");
        tagLines.setPrefRowCount(3);
        TextArea note = new TextArea(run.note());
        note.setId("run-note");
        note.setPrefRowCount(5);
        note.setWrapText(true);
        getDialogPane()
                .setContent(new VBox(10, new FieldBox("Tags, one a line", tagLines),
                        FieldBox.problemLine(tags.problem()), new FieldBox("Note", note)));
        getDialogPane().setPrefWidth(460);
        getDialogPane().setId("description");
        getDialogPane().lookupButton(save).setId("save-description");
        getDialogPane().lookupButton(save).disableProperty().bind(tags.problem().isNotEmpty());
        setResultConverter(button -> button == save
                ? new Description(tags.value().orElseThrow(), note.getText())
                : null);
    }

    /** The lines that are not blank, each once. */
    static List<String> tags(String text) {
        List<String> tags = text.lines().map(String::strip).filter(tag -> !tag.isEmpty()).distinct().toList();
        tags.stream().filter(tag -> tag.length() > RunArchive.LONGEST_TAG).findFirst().ifPresent(tag -> {
            throw new IllegalArgumentException("'" + tag.substring(0, 20) + "…' has " + tag.length()
                    + " characters: a tag has at most " + RunArchive.LONGEST_TAG);
        });
        return tags;
    }
}
