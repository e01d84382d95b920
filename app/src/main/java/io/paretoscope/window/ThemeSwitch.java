package io.paretoscope.window;

import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import org.controlsfx.control.SegmentedButton;

/** Light or dark. */
final class ThemeSwitch extends SegmentedButton {
    private final ToggleButton light = new ToggleButton("Light");
    private final ToggleButton dark = new ToggleButton("Dark");

    ThemeSwitch(ObjectProperty<Theme> theme) {
        light.setId("theme-light");
        light.setTooltip(new Tooltip("Light theme"));
        light.setOnAction(event -> theme.set(Theme.LIGHT));
        dark.setId("theme-dark");
        dark.setTooltip(new Tooltip("Dark theme"));
        dark.setOnAction(event -> theme.set(Theme.DARK));
        light.setMinWidth(USE_PREF_SIZE);
        dark.setMinWidth(USE_PREF_SIZE);
        getButtons().addAll(light, dark);
        setMinWidth(USE_PREF_SIZE);
        getStyleClass().add("theme-switch");
        // A second click on the pressed one would release it; the theme stays, so the button does too.
        theme.subscribe(this::select);
        light.selectedProperty().subscribe(ignored -> select(theme.get()));
        dark.selectedProperty().subscribe(ignored -> select(theme.get()));
    }

    private void select(Theme theme) {
        light.setSelected(theme == Theme.LIGHT);
        dark.setSelected(theme == Theme.DARK);
    }
}
