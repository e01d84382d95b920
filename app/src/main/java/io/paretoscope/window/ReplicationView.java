package io.paretoscope.window;

import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The fields that say how many replicas run at once, and how they share the device. */
final class ReplicationView extends VBox {
    private static final String GROUP_HELP = "Different models side by side, each part as MODEL:bBATCHxREPLICAS; "
            + "several groups set apart by semicolons. Each part is measured alone, too.";

    ReplicationView(ReplicationViewModel replication) {
        setId("replication");
        getStyleClass().add("replication");
        getChildren().addAll(numbers(replication), FieldBox.problemLine(replication.counts().problem()),
                mpsThreadsProblem(replication), modes(replication), FieldBox.problemLine(replication.modesProblem()),
                groups(replication), FieldBox.problemLine(replication.groups().problem()), pinning(replication));
    }

    private static Node numbers(ReplicationViewModel replication) {
        TextField counts = FieldBox.field(replication.counts());
        counts.setId("replica-counts");
        counts.setPromptText("1, 2, 4");
        String help = "How many copies of each model run at once on the device";
        counts.setTooltip(new Tooltip(help));
        TextField threads = FieldBox.field(replication.mpsThreads());
        threads.setId("mps-threads");
        threads.setPromptText("all");
        GridPane grid = new GridPane(8, 6);
        for (int percent : new int[]{66, 34}) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(percent);
            column.setHgrow(Priority.ALWAYS);
            grid.getColumnConstraints().add(column);
        }
        grid.add(new FieldBox("Copies at once", counts), 0, 0);
        counts.setAccessibleText(help);
        grid.add(new FieldBox("MPS threads %", threads,
                new ExplainedControl(threads, "Percent of the GPU's threads that mode mps leaves to each replica; "
                        + "empty for all of them", replication.mpsThreadsObstacle())),
                1, 0);
        return grid;
    }

    /** Where mps is not chosen, what stands in the field does not matter. */
    private static Node mpsThreadsProblem(ReplicationViewModel replication) {
        return FieldBox.problemLine(replication.mpsThreadsProblem());
    }

    private static Node modes(ReplicationViewModel replication) {
        HBox buttons = new HBox();
        buttons.getStyleClass().add("replica-modes");
        for (ReplicaModeChoice choice : replication.modes()) {
            ToggleButton button = new ToggleButton(choice.mode().label());
            button.setId("replica-mode-" + choice.mode().label());
            button.selectedProperty().bindBidirectional(choice.chosen());
            button.getStyleClass()
                    .addAll("small",
                            choice.equals(replication.modes().getFirst())
                                    ? "left-pill"
                                    : choice.equals(replication.modes().getLast()) ? "right-pill" : "center-pill");
            button.setMinWidth(USE_PREF_SIZE);
            ExplainedControl explained = new ExplainedControl(button,
                    choice.mode().label() + ": " + choice.mode().description(), choice.lock());
            HBox.setHgrow(explained, Priority.ALWAYS);
            buttons.getChildren().add(explained);
        }
        Label name = new Label("Sharing the device as");
        name.getStyleClass().add("field-name");
        name.setLabelFor(buttons);
        VBox box = new VBox(name, buttons);
        box.getStyleClass().add("field");
        return box;
    }

    private static Node groups(ReplicationViewModel replication) {
        TextField field = FieldBox.field(replication.groups());
        field.setId("groups");
        field.setPromptText("opt-125m:b32x2, opt-1.3b:b16x1");
        Tooltip tooltip = new Tooltip(GROUP_HELP);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(420);
        field.setTooltip(tooltip);
        FieldBox box = new FieldBox("Different models side by side", field);
        field.setAccessibleHelp(GROUP_HELP);
        return box;
    }

    private static Node pinning(ReplicationViewModel replication) {
        CheckBox pinned = new CheckBox("Each on processor cores of its own");
        pinned.setId("pin-cores");
        pinned.selectedProperty().bindBidirectional(replication.pinned());
        pinned.setTooltip(new Tooltip("Pins the threads of each replica to as many cores as every other has;\n"
                + "where there are fewer cores than replicas, none is pinned"));
        return pinned;
    }
}
