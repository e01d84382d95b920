package io.paretoscope.window;

import io.paretoscope.sweep.Metric;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;

/**
 * Throughput and latency, or energy and power, or all four, side by side where there is room, else one above the other; or what
 * replicas bring, what stands out, or what the run comes to.
 */
final class ChartsView extends BorderPane {
    private static final double SIDE_BY_SIDE_WIDTH = 640;

    /** Which charts there are. */
    enum Page {
        SPEED("Speed", "Throughput and latency"),
        ENERGY("Energy", "Energy per token and mean power"),
        ALL("All four", "Throughput, latency, energy per token and mean power"),
        REPLICAS("Replicas", "What several copies of a model on the device bring"),
        FINDINGS("Findings", "What stands out in the run, by rules, and what to do next"),
        DECIDE("Decide", "Which batch to serve with: knee, advice and Pareto front");

        private final String label;
        private final String help;

        Page(String label, String help) {
            this.label = label;
            this.help = help;
        }
    }

    private static final Page LAST = Page.values()[Page.values().length - 1];

    private final ObjectProperty<Page> page = new SimpleObjectProperty<>(Page.SPEED);
    private final ChartPane throughput;
    private final ChartPane latency;
    private final ChartPane energy;
    private final ChartPane power;
    private final ReplicasView replicas;
    private final FindingsView findings;
    private final DecideView decide;
    private final SplitPane upper = new SplitPane();
    private final SplitPane lower = new SplitPane();
    private final SplitPane rows = new SplitPane();

    ChartsView(WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        throughput = new ChartPane("throughput", Metric.OUTPUT_THROUGHPUT, workbench.shown(), theme);
        latency = new ChartPane("latency", Metric.ITL_MEDIAN, workbench.shown(), theme);
        energy = new ChartPane("energy", Metric.ENERGY_PER_TOKEN, workbench.shown(), theme);
        power = new ChartPane("power", Metric.MEAN_POWER, workbench.shown(), theme);
        replicas = new ReplicasView(workbench.shown(), theme);
        findings = new FindingsView(workbench.findings());
        decide = new DecideView(workbench.decide(), theme);
        rows.setOrientation(Orientation.VERTICAL);
        getStyleClass().add("charts");
        page.subscribe(this::arrange);
        widthProperty().subscribe(this::arrange);
    }

    /** Buttons to turn the pages. */
    HBox pages() {
        HBox buttons = new HBox();
        buttons.getStyleClass().add("chart-pages");
        ToggleGroup group = new ToggleGroup();
        for (Page each : Page.values()) {
            ToggleButton button = new ToggleButton(each.label);
            button.setId("charts-" + each.name().toLowerCase(Locale.ROOT));
            button.setTooltip(new Tooltip(each.help));
            button.setToggleGroup(group);
            button.setMinWidth(USE_PREF_SIZE);
            button.getStyleClass()
                    .addAll("small",
                            each == Page.SPEED ? "left-pill" : each == LAST ? "right-pill" : "center-pill");
            button.setSelected(each == page.get());
            // A click on the page that is open leaves it open.
            button.setOnAction(event -> {
                button.setSelected(true);
                page.set(each);
            });
            page.subscribe(open -> button.setSelected(open == each));
            buttons.getChildren().add(button);
        }
        return buttons;
    }

    private void arrange() {
        boolean sideBySide = getWidth() >= SIDE_BY_SIDE_WIDTH;
        upper.setOrientation(sideBySide ? Orientation.HORIZONTAL : Orientation.VERTICAL);
        lower.setOrientation(upper.getOrientation());
        setCenter(switch (page.get()) {
            case SPEED, ENERGY, ALL -> rows;
            case REPLICAS -> replicas;
            case FINDINGS -> findings;
            case DECIDE -> decide;
        });
        switch (page.get()) {
            case SPEED -> place(List.of(throughput, latency), List.of());
            case ENERGY -> place(List.of(energy, power), List.of());
            case ALL -> place(List.of(throughput, latency), List.of(energy, power));
            case REPLICAS, FINDINGS, DECIDE -> {
                // A page of its own.
            }
        }
        boolean all = page.get() == Page.ALL;
        throughput.legend(sideBySide && !all);
        latency.legend(!all);
        energy.legend(sideBySide);
        power.legend(true);
    }

    private void place(List<ChartPane> above, List<ChartPane> below) {
        fill(upper, above);
        fill(lower, below);
        List<SplitPane> parts = below.isEmpty() ? List.of(upper) : List.of(upper, lower);
        if (!rows.getItems().equals(parts)) {
            rows.getItems().setAll(parts);
        }
    }

    private static void fill(SplitPane row, List<ChartPane> charts) {
        if (!row.getItems().equals(charts)) {
            row.getItems().setAll(charts);
        }
    }

    /** Which charts are shown. */
    ObjectProperty<Page> page() {
        return page;
    }

    ChartPane throughput() {
        return throughput;
    }

    ChartPane latency() {
        return latency;
    }

    DecideView decide() {
        return decide;
    }

    ChartPane energy() {
        return energy;
    }

    void resetZoom() {
        List.of(throughput, latency, energy, power).forEach(ChartPane::resetZoom);
    }
}
