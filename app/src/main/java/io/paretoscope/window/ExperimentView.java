package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.sweep.Protocol;
import java.util.Optional;
import java.util.OptionalLong;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The left side: what to measure, what that amounts to, and the buttons that start and stop it. */
final class ExperimentView extends BorderPane {
    private final WorkbenchViewModel workbench;
    private final ExperimentViewModel experiment;

    ExperimentView(WorkbenchViewModel workbench, WindowActions actions) {
        this.workbench = workbench;
        experiment = workbench.experiment();
        getStyleClass().add("experiment");

        VBox fields = new VBox(heading("Models"), models(), checkpoint(actions), heading("Load"), batches(), lengths(),
                place(actions), heading("Replicas"), new ReplicationView(experiment.replication()),
                heading("Measuring"),
                protocol(), heading("Plan"), plan());
        fields.getStyleClass().add("fields");
        ScrollPane scroll = new ScrollPane(fields);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        setCenter(scroll);
        setBottom(commands());
    }

    private static Label heading(String text) {
        Label heading = new Label(text);
        heading.getStyleClass().add("heading");
        return heading;
    }

    private Node models() {
        VBox rows = new VBox();
        rows.getStyleClass().add("models");
        Runnable fill = () -> rows.getChildren().setAll(experiment.models().stream().map(ModelRow::new).toList());
        experiment.models().subscribe(fill);
        fill.run();
        return rows;
    }

    private Node checkpoint(WindowActions actions) {
        Button button = new Button("Checkpoint folder…", Icon.FOLDER.create());
        button.setId("add-checkpoint");
        button.setMaxWidth(Double.MAX_VALUE);
        button.setTooltip(new Tooltip("Add a model with trained weights from a Hugging Face folder"));
        button.setOnAction(event -> actions.addCheckpoint());
        return new VBox(6, button, FieldBox.problemLine(experiment.checkpointProblem()));
    }

    private Node batches() {
        TextField field = FieldBox.field(experiment.batchSizes());
        field.setId("batch-sizes");
        FieldBox box = new FieldBox("Batch sizes", field);
        HBox quick = new HBox(6, upTo(8), upTo(64), upToWhatFits());
        quick.getChildren().forEach(child -> HBox.setHgrow(child, Priority.ALWAYS));
        box.getChildren().addAll(FieldBox.problemLine(experiment.batchSizes().problem()), quick);
        return box;
    }

    private Button upTo(int largest) {
        Button button = new Button("1 … " + largest);
        button.setMaxWidth(Double.MAX_VALUE);
        button.getStyleClass().add("small");
        button.setTooltip(new Tooltip("Powers of two up to " + largest));
        button.setOnAction(event -> experiment.batchesUpTo(largest));
        return button;
    }

    private Node upToWhatFits() {
        Button button = new Button("1 … what fits");
        button.setId("batches-that-fit");
        button.getStyleClass().add("small");
        button.setOnAction(event -> experiment.largestCommonBatch().ifPresent(experiment::batchesUpTo));
        ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper("");
        experiment.plan().subscribe(plan -> {
            OptionalLong largest = experiment.largestCommonBatch();
            obstacle.set(largest.isPresent() ? "" : "no chosen model is known to fit the device");
        });
        return new ExplainedControl(button,
                "Powers of two up to the largest batch that every chosen model has memory for",
                obstacle);
    }

    private Node lengths() {
        GridPane grid = columns(33, 33, 34);
        number(grid, 0, "prompt-tokens", "Prompt", "Tokens of each prompt", experiment.promptTokens());
        number(grid, 1, "output-tokens", "Output", "Tokens that each sequence generates", experiment.outputTokens());
        number(grid, 2, "seed", "Seed", "Seeds the prompts, so that every run sees the same", experiment.seed());
        return new VBox(4, grid, FieldBox.problemLine(experiment.promptTokens().problem()),
                FieldBox.problemLine(experiment.outputTokens().problem()),
                FieldBox.problemLine(experiment.seed().problem()));
    }

    private Node protocol() {
        ProtocolViewModel protocol = experiment.protocol();
        GridPane grid = columns(20, 24, 34, 22);
        number(grid, 0, "repeats", "Repeats", "Windows measured of each point; intervals need 3", protocol.repeats());
        number(grid, 1, "window-seconds", "Window s",
                "Least time of each window in seconds; empty for the rule of the device", protocol.window())
                .promptTextProperty()
                .bind(protocol.windowOfDevice());
        grid.add(order(protocol), 2, 0);
        number(grid, 3, "cool-down", "Cool to °C", "Wait before each window until the device is at most so warm; "
                + "empty for no waiting", protocol.coolDown()).setPromptText("off");
        return new VBox(4, grid, FieldBox.problemLine(protocol.repeats().problem()),
                FieldBox.problemLine(protocol.window().problem()), FieldBox.problemLine(protocol.coolDown().problem()));
    }

    private static Node order(ProtocolViewModel protocol) {
        ComboBox<Protocol.Order> combo = new ComboBox<>();
        combo.setId("order");
        combo.getItems().setAll(Protocol.Order.values());
        combo.setCellFactory(list -> new ChoiceCell<>(Protocol.Order::label, ignored -> Optional.empty()));
        combo.setButtonCell(new ChoiceCell<>(Protocol.Order::label, ignored -> Optional.empty()));
        combo.valueProperty().bindBidirectional(protocol.order());
        combo.setTooltip(new Tooltip("listed: all windows of a point before the next point\n"
                + "interleaved: one window of every point in turn, so that what drifts meets all alike"));
        return new FieldBox("Order", combo);
    }

    private static TextField number(GridPane grid, int column, String id, String name, String help, Input<?> input) {
        TextField field = FieldBox.field(input);
        field.setId(id);
        field.setPrefColumnCount(4);
        field.setTooltip(new Tooltip(help));
        grid.add(new FieldBox(name, field), column, 0);
        field.setAccessibleText(help);
        return field;
    }

    private static GridPane columns(int... percents) {
        GridPane grid = new GridPane(8, 6);
        for (int percent : percents) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(percent);
            column.setHgrow(Priority.ALWAYS);
            grid.getColumnConstraints().add(column);
        }
        return grid;
    }

    private Node place(WindowActions actions) {
        GridPane grid = columns(66, 34);
        grid.add(device(actions), 0, 0);
        grid.add(precision(), 1, 0);
        return new VBox(6, grid, engines());
    }

    private Node engines() {
        HBox buttons = new HBox();
        for (EngineChoice choice : experiment.engines()) {
            ToggleButton button = new ToggleButton(choice.kind().label());
            button.setId("engine-" + choice.kind().label());
            button.selectedProperty().bindBidirectional(choice.chosen());
            button.getStyleClass()
                    .addAll("small", choice.equals(experiment.engines().getFirst()) ? "left-pill" : "right-pill");
            button.setMinWidth(Region.USE_PREF_SIZE);
            ExplainedControl explained = new ExplainedControl(button,
                    choice.kind().label() + ": " + choice.kind().description(), choice.obstacle());
            HBox.setHgrow(explained, Priority.ALWAYS);
            buttons.getChildren().add(explained);
        }
        Label name = new Label("Engine");
        name.getStyleClass().add("field-name");
        name.setLabelFor(buttons);
        VBox box = new VBox(name, buttons);
        box.getStyleClass().add("field");
        return box;
    }

    private Node device(WindowActions actions) {
        ComboBox<DeviceReport> combo = new ComboBox<>(experiment.devices());
        combo.setId("device");
        combo.setCellFactory(list -> new ChoiceCell<>(ExperimentView::name, DeviceReport::obstacle));
        combo.setButtonCell(new ChoiceCell<>(ExperimentView::name, report -> Optional.empty()));
        combo.promptTextProperty().bind(workbench.deviceLine());
        Tooltip line = new Tooltip();
        line.textProperty().bind(workbench.deviceLine());
        combo.setTooltip(line);
        experiment.device().subscribe(report -> combo.setValue(report.orElse(null)));
        combo.valueProperty().subscribe(report -> {
            if (report != null) {
                experiment.device().set(Optional.of(report));
            }
        });
        Hyperlink engine = new Hyperlink("Install a GPU engine…");
        engine.setId("install-engine");
        engine.setOnAction(event -> actions.installEngine());
        engine.visibleProperty().bind(workbench.engineOffered());
        engine.managedProperty().bind(engine.visibleProperty());
        return new FieldBox("Device", combo, new VBox(2, combo, engine));
    }

    private static String name(DeviceReport report) {
        return report.id() + ": " + report.name();
    }

    private Node precision() {
        ComboBox<PrecisionChoice> combo = new ComboBox<>(experiment.precisions());
        combo.setId("precision");
        combo.setCellFactory(list -> new ChoiceCell<>(choice -> choice.precision().label(), PrecisionChoice::obstacle));
        combo.setButtonCell(new ChoiceCell<>(choice -> choice.precision().label(), choice -> Optional.empty()));
        Runnable select = () -> experiment.precisions()
                .stream()
                .filter(choice -> choice.precision() == experiment.precision().get())
                .findFirst()
                .ifPresent(combo::setValue);
        select.run();
        experiment.precisions().subscribe(select);
        experiment.precision().subscribe(select);
        combo.valueProperty().subscribe(choice -> {
            if (choice != null) {
                experiment.precision().set(choice.precision());
            }
        });
        return new FieldBox("Precision", combo);
    }

    private Node plan() {
        PlanList points = new PlanList(experiment);
        VBox.setVgrow(points, Priority.ALWAYS);
        return points;
    }

    /** Beside the commands and not above the points, so that it is in view whatever is scrolled. */
    private Label summary() {
        Label summary = new Label();
        summary.setId("plan-summary");
        summary.setWrapText(true);
        summary.textProperty().bind(Bindings.createStringBinding(() -> switch (experiment.plan().get()) {
            case PlanState.Ready ready -> ready.summary();
            case PlanState.Incomplete ignored -> "";
        }, experiment.plan()));
        onlyWithText(summary);
        return summary;
    }

    private Node commands() {
        Button start = new Button("Start", Icon.PLAY.create());
        start.setId("start");
        start.getStyleClass().add("accent");
        start.setOnAction(event -> workbench.start());
        Button after = new Button("Stop after this point");
        after.setId("stop-after-point");
        after.setOnAction(event -> workbench.stopAfterPoint());
        Button now = new Button("Stop now", Icon.STOP.create());
        now.setId("stop-now");
        now.getStyleClass().addAll("danger", "button-outlined");
        now.setOnAction(event -> workbench.stopNow());

        Node explainedAfter = new ExplainedControl(after, "Let the running point finish, then end the sweep",
                workbench.stopObstacle());
        Node explainedNow = new ExplainedControl(now, "Give up the running point; finished points are kept",
                workbench.stopObstacle());
        HBox.setHgrow(explainedAfter, Priority.ALWAYS);
        HBox.setHgrow(explainedNow, Priority.ALWAYS);
        Label why = new Label();
        why.setId("start-obstacle");
        why.setWrapText(true);
        why.getStyleClass().add("muted");
        why.textProperty()
                .bind(Bindings.createStringBinding(() -> workbench.startObstacle().get().isEmpty()
                        || workbench.running().get() ? "" : "Cannot start: " + workbench.startObstacle().get(),
                        workbench.startObstacle(), workbench.running()));
        onlyWithText(why);
        Label estimate = new Label();
        estimate.setId("plan-estimate");
        estimate.getStyleClass().add("muted");
        estimate.setMinWidth(Region.USE_PREF_SIZE);
        estimate.setTooltip(new Tooltip("The time of all windows; loading, warm-up and checks come on top"));
        estimate.textProperty().bind(Bindings.createStringBinding(() -> switch (experiment.plan().get()) {
            case PlanState.Ready ready -> ready.estimate();
            case PlanState.Incomplete ignored -> "";
        }, experiment.plan()));
        onlyWithText(estimate);
        Node explainedStart = new ExplainedControl(start, "Measure every point of the plan",
                workbench.startObstacle());
        HBox.setHgrow(explainedStart, Priority.ALWAYS);
        HBox starting = new HBox(10, explainedStart, estimate);
        starting.setAlignment(Pos.CENTER_LEFT);
        VBox commands = new VBox(6, summary(), starting, new HBox(6, explainedAfter, explainedNow), why);
        commands.getStyleClass().add("commands");
        return commands;
    }

    /** Without a text it takes no room, nor the clicks that are meant for what has moved there. */
    private static void onlyWithText(Label label) {
        label.managedProperty().bind(label.textProperty().isNotEmpty());
        label.visibleProperty().bind(label.managedProperty());
    }
}
