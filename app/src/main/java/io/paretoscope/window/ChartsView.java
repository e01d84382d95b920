package io.paretoscope.window;

import io.paretoscope.chart.Dimension;
import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;

/** The pages of result views: charts side by side where there is room, else one above the other; or a view of its own. */
final class ChartsView extends BorderPane {
    private static final double SIDE_BY_SIDE_WIDTH = 640;

    /** Which views there are. */
    enum Page {
        SPEED("Speed", "Throughput and latency"),
        PARETO("Pareto", "What is to be had for what: two metrics against each other, with the front"),
        ENERGY("Energy", "Energy per token and mean power"),
        USE("Use", "How busy the device was: kernels, multiprocessors, tensor cores, memory"),
        MEMORY("Memory", "Weights, KV cache and what is free of the device's memory"),
        ROOFLINE("Roofline", "Decode steps under the measured ceilings of the device"),
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

    /** A chart of planes: its name, what runs upwards at first, and what to the right. */
    private enum Chart {
        THROUGHPUT(Metric.OUTPUT_THROUGHPUT),
        LATENCY(Metric.ITL_MEDIAN),
        ENERGY(Metric.ENERGY_PER_TOKEN),
        POWER(Metric.MEAN_POWER),
        GPU(Metric.GPU_UTILISATION),
        SM(Metric.SM_ACTIVITY),
        TENSOR(Metric.TENSOR_ACTIVITY),
        DRAM(Metric.DRAM_BANDWIDTH),
        TRADE(Metric.OUTPUT_THROUGHPUT);

        private final Metric up;

        Chart(Metric up) {
            this.up = up;
        }

        Dimension across() {
            return this == TRADE ? Dimension.of(Metric.ITL_MEDIAN) : Dimension.Load.BATCH;
        }
    }

    private static final Page LAST = Page.values()[Page.values().length - 1];

    private final ObjectProperty<Page> page = new SimpleObjectProperty<>(Page.SPEED);
    private final Map<Chart, PlanePane> panes = new EnumMap<>(Chart.class);
    private final ParetoView pareto;
    private final MemoryView memory;
    private final RooflineView roofline;
    private final ReplicasView replicas;
    private final FindingsView findings;
    private final DecideView decide;
    private final SplitPane upper = new SplitPane();
    private final SplitPane lower = new SplitPane();
    private final SplitPane rows = new SplitPane();

    ChartsView(WorkbenchViewModel workbench, ObservableValue<Theme> theme) {
        ResultViews results = workbench.results();
        for (Chart chart : Chart.values()) {
            PlaneViewModel model = new PlaneViewModel(Dimension.of(chart.up), chart.across(), true,
                    results.overlay().sources());
            panes.put(chart, new PlanePane(chart.name().toLowerCase(Locale.ROOT), model, workbench, theme));
        }
        pareto = new ParetoView(pane(Chart.TRADE));
        memory = new MemoryView(results.memory(), theme);
        roofline = new RooflineView(results.roofline(), workbench, theme);
        replicas = new ReplicasView(workbench.shown(), theme);
        findings = new FindingsView(workbench.findings());
        decide = new DecideView(workbench.decide(), theme);
        rows.setOrientation(Orientation.VERTICAL);
        getStyleClass().add("charts");
        page.subscribe(this::arrange);
        widthProperty().subscribe(this::arrange);
    }

    private PlanePane pane(Chart chart) {
        PlanePane pane = panes.get(chart);
        if (pane == null) {
            throw new IllegalStateException("no pane for " + chart);
        }
        return pane;
    }

    /** Buttons to turn the pages. */
    FlowPane pages() {
        FlowPane buttons = new FlowPane();
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
        List<List<Chart>> grid = grid();
        setCenter(switch (page.get()) {
            case SPEED, ENERGY, USE, ALL -> rows;
            case PARETO -> pareto;
            case MEMORY -> memory;
            case ROOFLINE -> roofline;
            case REPLICAS -> replicas;
            case FINDINGS -> findings;
            case DECIDE -> decide;
        });
        if (grid.isEmpty()) {
            return;
        }
        place(grid);
        // Of charts above each other, the lowest tells for all which series is which.
        for (List<Chart> row : grid) {
            boolean lowest = row.equals(grid.getLast());
            for (Chart chart : row) {
                pane(chart).legend(lowest && (sideBySide || chart == row.getLast()));
            }
        }
    }

    /** The charts of the page, row by row; none where it is a view of its own. */
    private List<List<Chart>> grid() {
        return switch (page.get()) {
            case SPEED -> List.of(List.of(Chart.THROUGHPUT, Chart.LATENCY));
            case ENERGY -> List.of(List.of(Chart.ENERGY, Chart.POWER));
            case USE -> List.of(List.of(Chart.GPU, Chart.SM), List.of(Chart.TENSOR, Chart.DRAM));
            case ALL -> List.of(List.of(Chart.THROUGHPUT, Chart.LATENCY), List.of(Chart.ENERGY, Chart.POWER));
            case PARETO, MEMORY, ROOFLINE, REPLICAS, FINDINGS, DECIDE -> List.of();
        };
    }

    private void place(List<List<Chart>> grid) {
        List<SplitPane> parts = List.of(upper, lower).subList(0, grid.size());
        for (int i = 0; i < parts.size(); i++) {
            List<PlanePane> charts = grid.get(i).stream().map(this::pane).toList();
            if (!parts.get(i).getItems().equals(charts)) {
                // A pane has one parent at a time.
                Stream.of(upper, lower).forEach(row -> row.getItems().removeAll(charts));
                parts.get(i).getItems().setAll(charts);
            }
        }
        if (!rows.getItems().equals(parts)) {
            rows.getItems().setAll(parts);
        }
    }

    /** Which view is shown. */
    ObjectProperty<Page> page() {
        return page;
    }

    /** The charts that are on the page; where it has none, throughput and latency. */
    List<ShownChart> shownCharts() {
        List<ShownChart> charts = new ArrayList<>(switch (page.get()) {
            case PARETO -> List.of(pane(Chart.TRADE).model().shown());
            case MEMORY -> memory.shown().stream().toList();
            case ROOFLINE -> List.of(roofline.shown());
            case REPLICAS -> replicas.shown().stream().toList();
            case DECIDE -> decide.shown().stream().toList();
            case SPEED, ENERGY, USE, ALL, FINDINGS -> grid().stream()
                    .flatMap(List::stream)
                    .map(chart -> pane(chart).model().shown())
                    .toList();
        });
        return charts.isEmpty()
                ? Stream.of(Chart.THROUGHPUT, Chart.LATENCY).map(chart -> pane(chart).model().shown()).toList()
                : List.copyOf(charts);
    }

    PlanePane throughput() {
        return pane(Chart.THROUGHPUT);
    }

    PlanePane latency() {
        return pane(Chart.LATENCY);
    }

    PlanePane energy() {
        return pane(Chart.ENERGY);
    }

    PlanePane trade() {
        return pane(Chart.TRADE);
    }

    RooflineView roofline() {
        return roofline;
    }

    MemoryView memory() {
        return memory;
    }

    DecideView decide() {
        return decide;
    }

    private Stream<PlaneView> planes() {
        return Stream.concat(Stream.of(roofline.view(), decide.view()),
                Arrays.stream(Chart.values()).map(chart -> pane(chart).view()));
    }

    void resetZoom() {
        planes().forEach(PlaneView::resetZoom);
    }
}
