package io.paretoscope.window;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.chart.Plane;
import io.paretoscope.decision.BatchTable;
import io.paretoscope.decision.FrontText;
import io.paretoscope.decision.KneeText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What the run that is shown comes to: for each series knee and advice with their reasons and batches; beside them the front. */
final class DecideView extends BorderPane {
    /** Sentences begin below each other. */
    private static final double NAME_WIDTH = 50;

    private final DecideViewModel model;
    private final VBox answers = new VBox();
    private final PlaneView view;
    private final Label leftOut = new Label();
    private final Tooltip whyLeftOut = new Tooltip();
    private final Label absence = new Label();
    private final SplitPane split;

    DecideView(DecideViewModel model, ObservableValue<Theme> theme) {
        this.model = model;
        setId("decide");
        getStyleClass().add("decide");
        answers.setId("decide-answers");
        answers.getStyleClass().add("decide-answers");
        ScrollPane scroll = new ScrollPane(answers);
        scroll.setFitToWidth(true);
        absence.setId("decide-absence");
        absence.setWrapText(true);
        absence.getStyleClass().addAll("placeholder", "page-absence");
        view = new PlaneView("front", theme);
        view.onPoint(point -> model.select(point.candidate().label()));
        leftOut.setId("front-left-out");
        leftOut.getStyleClass().addAll("muted", "front-left-out");
        leftOut.setTooltip(whyLeftOut);
        whyLeftOut.setWrapText(true);
        whyLeftOut.setMaxWidth(520);
        BorderPane charting = new BorderPane(view);
        charting.setBottom(leftOut);
        charting.getStyleClass().add("chart-pane");
        BorderPane answering = new BorderPane(scroll);
        answering.setTop(rule());
        split = new SplitPane(answering, charting);
        split.setOrientation(Orientation.HORIZONTAL);
        split.setDividerPositions(0.6);
        model.state().subscribe(this::show);
        sceneProperty().subscribe(scene -> model.watched(scene != null));
    }

    private Node rule() {
        HBox fields = new HBox(12, field("Share kept alone, ε", "decide-epsilon", model.epsilon(),
                "The advised batch is one in which a request keeps more than this share of the throughput that it would "
                        + "have alone"),
                field("Slowdown, k", "decide-slowdown", model.slowdown(),
                        "The advised batch has at most so many times the mean ITL of the measured batch nearest 32"));
        Label epsilon = FieldBox.problemLine(model.epsilon().problem());
        epsilon.setId("decide-epsilon-problem");
        Label slowdown = FieldBox.problemLine(model.slowdown().problem());
        slowdown.setId("decide-slowdown-problem");
        VBox rule = new VBox(3, fields, epsilon, slowdown);
        rule.getStyleClass().add("decide-rule");
        return rule;
    }

    private static Node field(String name, String id, Input<?> input, String help) {
        TextField field = FieldBox.field(input);
        field.setId(id);
        field.setPrefColumnCount(5);
        field.setTooltip(new Tooltip(help));
        field.setAccessibleHelp(help);
        Label label = new Label(name);
        label.setLabelFor(field);
        label.getStyleClass().add("field-name");
        label.setMinWidth(USE_PREF_SIZE);
        HBox box = new HBox(6, label, field);
        box.getStyleClass().add("decide-field");
        return box;
    }

    private void show(DecideViewModel.State state) {
        switch (state) {
            case DecideViewModel.State.Absent(String reason) -> {
                absence.setText(reason);
                setCenter(absence);
            }
            case DecideViewModel.State.Told(List<DecideViewModel.OfSeries> series, Front front, Plane plane) -> {
                answers.getChildren().clear();
                series.forEach(this::add);
                draw(front, plane);
                setCenter(split);
            }
        }
    }

    private void add(DecideViewModel.OfSeries series) {
        Label heading = new Label(series.knee().series());
        heading.getStyleClass().add("heading");
        answers.getChildren().addAll(heading, answer("Knee", KneeText.sentence(series.knee())));
        table(KneeText.table(series.knee()));
        series.advice().ifPresent(advice -> {
            answers.getChildren().add(answer("Advice", advice.sentence()));
            advice.use().ifPresent(use -> answers.getChildren().add(answer("", use)));
            table(advice.table());
        });
    }

    private static Node answer(String name, String sentence) {
        Label label = new Label(name);
        label.setMinWidth(NAME_WIDTH);
        label.getStyleClass().add("answer-name");
        Label text = new Label(sentence);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.getStyleClass().add("answer");
        return new HBox(8, label, text);
    }

    private void table(BatchTable table) {
        if (!table.rows().isEmpty()) {
            answers.getChildren().add(new BatchTableView(table, model::select));
        }
    }

    private void draw(Front front, Plane plane) {
        view.show(plane);
        view.viewer()
                .setAccessibleText(FrontText.metrics(front.metrics()) + "; on the front: " + front.front()
                        .stream()
                        .map(Candidate::label)
                        .collect(Collectors.joining("; ")));
        List<String> out = front.members()
                .stream()
                .flatMap(member -> member.standing() instanceof Front.Standing.LeftOut(String reason)
                        ? Stream.of(member.candidate().label() + ": " + reason)
                        : Stream.empty())
                .toList();
        leftOut.setText(front.front().isEmpty()
                ? FrontText.absence(front)
                : out.size() + (out.size() == 1 ? " point" : " points") + " left out of the front");
        whyLeftOut.setText(String.join("\n", out));
        leftOut.setVisible(!out.isEmpty());
        leftOut.setManaged(!out.isEmpty());
    }

    /** The front as it is, to be saved; empty where there is none. */
    Optional<ShownChart> shown() {
        return model.state().get() instanceof DecideViewModel.State.Told told
                ? Optional.of(PlaneViewModel.shown(told.plane()))
                : Optional.empty();
    }

    /** The front on the screen. */
    PlaneView view() {
        return view;
    }
}
