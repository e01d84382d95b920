package io.paretoscope.window;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.control.Control;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;

/**
 * A control that is disabled while something is in its way, and says what. The tooltip sits on a pane around it, since a
 * disabled control shows none.
 */
final class ExplainedControl extends StackPane {

    /**
     * Around {@code control}.
     *
     * @param help what the control does
     * @param obstacle what is in its way; empty where nothing is
     */
    ExplainedControl(Control control, String help, ObservableStringValue obstacle) {
        super(control);
        control.setMaxWidth(Double.MAX_VALUE);
        control.disableProperty().bind(Bindings.createBooleanBinding(() -> !obstacle.get().isEmpty(), obstacle));
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> obstacle.get().isEmpty() ? help : help + ".\nNot now: " + obstacle.get(), obstacle));
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(420);
        control.accessibleHelpProperty().bind(tooltip.textProperty());
        Tooltip.install(this, tooltip);
    }
}
