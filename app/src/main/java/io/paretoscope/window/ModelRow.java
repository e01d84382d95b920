package io.paretoscope.window;

import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One model of the list: whether it is taken, how large it is, and whether it fits. */
final class ModelRow extends VBox {

    ModelRow(ModelChoiceViewModel model) {
        String name = model.source().config().name();
        CheckBox box = new CheckBox(name);
        box.setId("model-" + name + (model.trained() ? "-trained" : ""));
        box.selectedProperty().bindBidirectional(model.chosen());

        // A long name gives way to what stands beside it; the tooltip has it whole.
        box.setMinWidth(0);
        Label origin = new Label(model.trained() ? "trained" : "synthetic");
        origin.getStyleClass().add("tag");
        origin.setMinWidth(USE_PREF_SIZE);
        Label size = new Label();
        size.textProperty().bind(model.size());
        size.setMinWidth(USE_PREF_SIZE);
        size.getStyleClass().add("muted");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox top = new HBox(8, box, origin, space, size);
        top.setAlignment(Pos.CENTER_LEFT);

        Label fit = new Label();
        fit.getStyleClass().add("fit");
        model.fit().subscribe(value -> {
            fit.setText(value.text());
            fit.setGraphic(icon(value).create());
            fit.getStyleClass().removeAll("good", "bad", "unknown");
            fit.getStyleClass().add(tone(value));
            box.setAccessibleHelp(model.description().get() + "; " + value.text());
        });
        HBox bottom = new HBox(fit);
        bottom.getStyleClass().add("model-fit");

        getStyleClass().add("model-row");
        getChildren().addAll(top, bottom);
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(model.description());
        Tooltip.install(this, tooltip);
    }

    private static Icon icon(Fit fit) {
        return switch (fit) {
            case Fit.UpTo ignored -> Icon.CHECK;
            case Fit.TooLarge ignored -> Icon.CROSS;
            case Fit.Unknown ignored -> Icon.QUESTION;
        };
    }

    private static String tone(Fit fit) {
        return switch (fit) {
            case Fit.UpTo ignored -> "good";
            case Fit.TooLarge ignored -> "bad";
            case Fit.Unknown ignored -> "unknown";
        };
    }
}
