package io.paretoscope.window;

import io.paretoscope.chart.ChartImage;
import io.paretoscope.sweep.Metric;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Asks which chart to save, and how large. */
final class ChartExportDialog extends Dialog<ChartExportDialog.Choice> {

    /** What the user wants. */
    record Choice(Metric metric, int widthPixels, int heightPixels) {}

    private final ComboBox<Metric> metric = new ComboBox<>();
    private final Input<Integer> width = new Input<>("" + ChartImage.DEFAULT_WIDTH, text -> pixels("width", text));
    private final Input<Integer> height = new Input<>("" + ChartImage.DEFAULT_HEIGHT, text -> pixels("height", text));

    ChartExportDialog(Window owner, Metric initial) {
        initOwner(owner);
        setTitle("Save a chart as PNG");
        setHeaderText("Save a chart as PNG");
        ButtonType save = new ButtonType("Save…", ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().addAll(save, ButtonType.CANCEL);
        metric.getItems().setAll(Metric.values());
        metric.setValue(initial);
        metric.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Metric value) {
                return value == null ? "" : value.label();
            }

            @Override
            public Metric fromString(String text) {
                throw new UnsupportedOperationException("the list of metrics is not editable");
            }
        });
        TextField widthField = FieldBox.field(width);
        widthField.setId("picture-width");
        TextField heightField = FieldBox.field(height);
        heightField.setId("picture-height");
        Label hint = new Label("Pictures are light whatever the theme of the window.");
        hint.getStyleClass().add("muted");
        FieldBox across = new FieldBox("Width in pixels", widthField);
        FieldBox down = new FieldBox("Height in pixels", heightField);
        HBox.setHgrow(across, Priority.ALWAYS);
        HBox.setHgrow(down, Priority.ALWAYS);
        getDialogPane().setContent(new VBox(10, new FieldBox("Metric", metric), new HBox(10, across, down),
                FieldBox.problemLine(width.problem()), FieldBox.problemLine(height.problem()), hint));
        getDialogPane().setPrefWidth(420);
        getDialogPane().setId("chart-export");
        ReadOnlyStringWrapper wrong = new ReadOnlyStringWrapper("");
        wrong.bind(width.problem().concat(height.problem()));
        getDialogPane().lookupButton(save).setId("save-chart");
        getDialogPane().lookupButton(save).disableProperty().bind(wrong.isNotEmpty());
        setResultConverter(button -> button == save
                ? new Choice(metric.getValue(), width.value().orElseThrow(), height.value().orElseThrow())
                : null);
    }

    private static int pixels(String side, String text) {
        int value = InputText.wholeNumber(side, text);
        if (value < ChartImage.MIN_SIZE || value > ChartImage.MAX_SIZE) {
            throw new IllegalArgumentException(side + " " + value + ": must be " + ChartImage.MIN_SIZE + " to "
                    + ChartImage.MAX_SIZE + " pixels");
        }
        return value;
    }
}
