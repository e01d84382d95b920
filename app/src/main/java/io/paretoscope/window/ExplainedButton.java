package io.paretoscope.window;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;

/**
 * A button that is disabled while something is in its way, and says what. The tooltip sits on a pane around it, since a
 * disabled control shows none.
 */
final class ExplainedButton extends StackPane {

    /**
     * Around {@code button}.
     *
     * @param help what the button does
     * @param obstacle what is in its way; empty where nothing is
     */
    ExplainedButton(Button button, String help, ObservableStringValue obstacle) {
        super(button);
        button.setMaxWidth(Double.MAX_VALUE);
        button.disableProperty().bind(Bindings.createBooleanBinding(() -> !obstacle.get().isEmpty(), obstacle));
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> obstacle.get().isEmpty() ? help : help + ".\nNot now: " + obstacle.get(), obstacle));
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(420);
        button.accessibleHelpProperty().bind(tooltip.textProperty());
        Tooltip.install(this, tooltip);
    }
}
