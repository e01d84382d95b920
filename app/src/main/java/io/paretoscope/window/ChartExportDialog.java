package io.paretoscope.window;

import io.paretoscope.chart.ChartImage;
import io.paretoscope.chart.PictureFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.scene.Node;
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

/** Asks which of the charts that are shown to save, as what, and how large. */
final class ChartExportDialog extends Dialog<ChartExportDialog.Choice> {

    /**
     * What the user wants.
     *
     * @param chart which
     * @param format as what picture; empty for its numbers as CSV
     * @param widthPixels of the picture
     * @param heightPixels of the picture
     */
    record Choice(ShownChart chart, Optional<PictureFormat> format, int widthPixels, int heightPixels) {
        /** What kind of file that is. */
        String kind() {
            return format.map(PictureFormat::label).orElse("CSV table");
        }

        /** The end of its name, without the dot. */
        String extension() {
            return format.map(PictureFormat::extension).orElse("csv");
        }
    }

    /** A picture, or numbers. */
    private record Kind(Optional<PictureFormat> format) {
        @Override
        public String toString() {
            return format.map(PictureFormat::label).orElse("CSV table of what it shows");
        }
    }

    private final ComboBox<ShownChart> chart = new ComboBox<>();
    private final ComboBox<Kind> kind = new ComboBox<>();
    private final Input<Integer> width = new Input<>("" + ChartImage.DEFAULT_WIDTH, text -> pixels("width", text));
    private final Input<Integer> height = new Input<>("" + ChartImage.DEFAULT_HEIGHT, text -> pixels("height", text));

    ChartExportDialog(Window owner, List<ShownChart> charts) {
        initOwner(owner);
        setTitle("Save a chart");
        setHeaderText("Save a chart");
        ButtonType save = new ButtonType("Save…", ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().addAll(save, ButtonType.CANCEL);
        chart.setId("export-what");
        chart.getItems().setAll(charts);
        chart.setValue(charts.getFirst());
        kind.setId("export-kind");
        kind.getItems()
                .setAll(Stream.concat(Arrays.stream(PictureFormat.values()).map(Optional::of),
                        Stream.of(Optional.<PictureFormat>empty())).map(Kind::new).toList());
        kind.setValue(kind.getItems().getFirst());
        TextField widthField = FieldBox.field(width);
        widthField.setId("picture-width");
        TextField heightField = FieldBox.field(height);
        heightField.setId("picture-height");
        Label hint = new Label("Pictures are light whatever the theme of the window.");
        hint.getStyleClass().add("muted");
        FieldBox across = new FieldBox("Width in pixels", widthField);
        FieldBox down = new FieldBox("Height in pixels", heightField);
        for (Node size : List.of(across, down)) {
            HBox.setHgrow(size, Priority.ALWAYS);
            size.disableProperty().bind(kind.valueProperty().map(chosen -> chosen.format().isEmpty()));
        }
        getDialogPane().setContent(new VBox(10, new FieldBox("Chart", chart), new FieldBox("As", kind),
                new HBox(10, across, down), FieldBox.problemLine(width.problem()),
                FieldBox.problemLine(height.problem()), hint));
        getDialogPane().setPrefWidth(460);
        getDialogPane().setId("chart-export");
        ReadOnlyStringWrapper wrong = new ReadOnlyStringWrapper("");
        wrong.bind(width.problem().concat(height.problem()));
        getDialogPane().lookupButton(save).setId("save-chart");
        // Numbers have no size.
        getDialogPane().lookupButton(save)
                .disableProperty()
                .bind(wrong.isNotEmpty()
                        .and(Bindings.createBooleanBinding(
                                () -> kind.getValue().format().isPresent(), kind.valueProperty())));
        setResultConverter(button -> button == save
                ? new Choice(chart.getValue(), kind.getValue().format(),
                        width.value().orElse(ChartImage.DEFAULT_WIDTH),
                        height.value().orElse(ChartImage.DEFAULT_HEIGHT))
                : null);
    }

    private static int pixels(String side, String text) {
        int value = InputText.wholeNumber(side, text);
        if (value < PictureFormat.MIN_SIZE || value > PictureFormat.MAX_SIZE) {
            throw new IllegalArgumentException(side + " " + value + ": must be " + PictureFormat.MIN_SIZE + " to "
                    + PictureFormat.MAX_SIZE + " pixels");
        }
        return value;
    }
}
