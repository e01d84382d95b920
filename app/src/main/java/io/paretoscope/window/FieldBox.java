package io.paretoscope.window;

import javafx.beans.value.ObservableStringValue;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** A control under its name; and the line that says what is wrong, for fields that can be. */
final class FieldBox extends VBox {
    private static final PseudoClass DANGER = PseudoClass.getPseudoClass("danger");

    FieldBox(String name, Control control) {
        this(name, control, control);
    }

    /** With a control that something else stands around, such as what explains it. */
    FieldBox(String name, Control control, Node around) {
        Label label = new Label(name);
        label.setLabelFor(control);
        label.getStyleClass().add("field-name");
        control.setMaxWidth(Double.MAX_VALUE);
        control.setAccessibleText(name);
        getStyleClass().add("field");
        getChildren().addAll(label, around);
    }

    /** A text field that is bound to {@code input} and marked while it means nothing. */
    static TextField field(Input<?> input) {
        TextField field = new TextField();
        field.textProperty().bindBidirectional(input.text());
        input.problem().subscribe(problem -> field.pseudoClassStateChanged(DANGER, !problem.isEmpty()));
        return field;
    }

    /** A line that is there while {@code problem} says something. */
    static Label problemLine(ObservableStringValue problem) {
        Label line = new Label("", Icon.CROSS.create());
        line.textProperty().bind(problem);
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        line.getStyleClass().add("problem-line");
        line.visibleProperty().bind(line.textProperty().isNotEmpty());
        line.managedProperty().bind(line.visibleProperty());
        return line;
    }
}
