package io.paretoscope.window;

import io.paretoscope.chart.Dimension;
import io.paretoscope.sweep.Metric;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;

/** One large chart of two metrics against each other, with the usual pairs at hand. */
final class ParetoView extends BorderPane {

    /** Two dimensions that are often weighed against each other. */
    private record Pair(String id, String label, Dimension up, Dimension across) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("itl", "Throughput by ITL", Dimension.of(Metric.OUTPUT_THROUGHPUT),
                    Dimension.of(Metric.ITL_MEDIAN)),
            new Pair("ttft", "Throughput by TTFT", Dimension.of(Metric.OUTPUT_THROUGHPUT),
                    Dimension.of(Metric.TTFT_MEDIAN)),
            new Pair("user", "Per GPU by per user", Dimension.Share.PER_GPU, Dimension.Share.PER_USER),
            new Pair("energy", "Energy by ITL", Dimension.of(Metric.ENERGY_PER_TOKEN),
                    Dimension.of(Metric.ITL_MEDIAN)));

    ParetoView(PlanePane pane) {
        setId("pareto");
        Label name = new Label("Usual pairs:");
        name.getStyleClass().add("muted");
        HBox pairs = new HBox(6, name);
        pairs.setAlignment(Pos.CENTER_LEFT);
        pairs.getStyleClass().add("pareto-pairs");
        for (Pair pair : PAIRS) {
            Button button = new Button(pair.label);
            button.setId("pair-" + pair.id);
            button.getStyleClass().addAll("small", "flat");
            button.setTooltip(new Tooltip(pair.up.title() + " against " + pair.across.title()));
            button.setOnAction(event -> {
                pane.model().up().set(pair.up);
                pane.model().across().set(pair.across);
            });
            pairs.getChildren().add(button);
        }
        setTop(pairs);
        setCenter(pane);
    }
}
