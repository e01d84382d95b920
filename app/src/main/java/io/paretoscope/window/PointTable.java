package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Every point of the run that is shown, with every metric; where there is no value, the tooltip says why. */
final class PointTable extends TableView<PointRow> {

    /** What most sweeps are run for stands where it needs no scrolling. */
    private static final Metric FIRST = Metric.OUTPUT_THROUGHPUT;
    /** Finished points that stay in view above the running one. */
    private static final int ROWS_ABOVE = 2;

    /** Shown before anything is measured; the others are of devices that tell, which is yet to be seen. */
    private static final Set<Metric> OF_EVERY_DEVICE = Set.of(Metric.OUTPUT_THROUGHPUT, Metric.TTFT_MEDIAN,
            Metric.ITL_MEDIAN, Metric.ITL_P99, Metric.REQUEST_LATENCY_MEDIAN, Metric.TOTAL_THROUGHPUT,
            Metric.DECODE_THROUGHPUT, Metric.REQUEST_THROUGHPUT, Metric.PEAK_MEMORY);

    private static final Set<Metric> OF_REPLICAS = Set.of(Metric.MEMORY_PER_REPLICA, Metric.FAIRNESS);

    private final Map<Metric, TableColumn<PointRow, PointRow>> metrics = new EnumMap<>(Metric.class);
    private final Map<Metric, Boolean> wanted = new EnumMap<>(Metric.class);
    private final List<TableColumn<PointRow, String>> ofReplicas = new ArrayList<>();
    private final TableColumn<PointRow, String> engine;
    private final InvalidationListener follow = ignored -> {
        chooseColumns();
        followRunningPoint();
    };
    private int followed = -1;

    PointTable(WorkbenchViewModel workbench) {
        setId("points");
        setAccessibleText("Points of the run");
        getStyleClass().addAll("point-table", "dense");
        setPlaceholder(new Label("No run is shown"));
        column("#", 38, true, row -> String.valueOf(row.point().ordinal() + 1));
        column("Model", 152, false, row -> row.point().modelLabel());
        column("Batch", 58, true, row -> ofParts(row.point(), Part::batch));
        ofReplicas.add(column("Replicas", 80, true, row -> ofParts(row.point(), Part::replicas)));
        ofReplicas.add(column("Mode", 88, false, row -> mode(row.point().placement())));
        engine = column("Engine", 92, false, row -> row.decodedBy().label());
        TableColumn<PointRow, PointRow> outcome = new TableColumn<>("Outcome");
        outcome.setPrefWidth(118);
        outcome.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        outcome.setCellFactory(ignored -> new OutcomeCell());
        outcome.setSortable(false);
        getColumns().add(outcome);
        TableColumn<PointRow, PointRow> verdict = new TableColumn<>("Verdict");
        verdict.setPrefWidth(102);
        verdict.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        verdict.setCellFactory(ignored -> new VerdictCell());
        verdict.setSortable(false);
        getColumns().add(verdict);
        metric(FIRST);
        ofReplicas.add(column("Total batch", 98, true, row -> String.valueOf(row.point().totalBatch())));
        Arrays.stream(Metric.values()).filter(metric -> metric != FIRST).forEach(this::metric);
        column("Prompt", 70, true, row -> String.valueOf(row.point().promptTokens()));
        column("Output", 70, true, row -> String.valueOf(row.point().outputTokens()));
        column("Precision", 80, false, row -> row.point().precision().label());
        column("Device", 70, false, row -> row.point().device().toString());
        column("Memory estimate", 130, true, row -> FitCheck.gibibytes(row.memory().total()));
        column("Weights", 160, false, row -> row.point()
                .parts()
                .stream()
                .map(part -> part.model().weights().describe())
                .distinct()
                .collect(Collectors.joining(" + ")));
        workbench.shown().subscribe(this::show);
    }

    /** One number for each part of a group. */
    private static String ofParts(Point point, ToIntFunction<Part> number) {
        return point.parts().stream().map(part -> "" + number.applyAsInt(part)).collect(Collectors.joining(" + "));
    }

    /** How replicas share the device; one alone has nothing to share. */
    private static String mode(Placement placement) {
        return placement.alone()
                ? "–"
                : placement.mode() + (placement.threadPercentage().isPresent()
                        ? " (" + placement.threadPercentage().getAsInt() + " %)"
                        : "");
    }

    private void show(Optional<RunViewModel> run) {
        getItems().removeListener(follow);
        setItems(run.map(RunViewModel::rows).orElseGet(FXCollections::observableArrayList));
        getItems().addListener(follow);
        followed = -1;
        chooseColumns();
    }

    /** Shows the column of {@code metric} from now on, or hides it, whatever its values. */
    void want(Metric metric, boolean shown) {
        wanted.put(metric, shown);
        chooseColumns();
    }

    /** Which columns the user has shown or hidden, by the keys of their metrics. */
    Map<String, Boolean> wanted() {
        return wanted.entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().key(), Map.Entry::getValue));
    }

    /** Shows and hides columns as they were; metrics that there are no more are passed over. */
    void restore(Map<String, Boolean> columns) {
        Arrays.stream(Metric.values())
                .filter(metric -> columns.containsKey(metric.key()))
                .forEach(metric -> wanted.put(metric, columns.get(metric.key())));
        chooseColumns();
    }

    /** Whether the column of {@code metric} is shown. */
    boolean shows(Metric metric) {
        return column(metric).isVisible();
    }

    private TableColumn<PointRow, PointRow> column(Metric metric) {
        return Objects.requireNonNull(metrics.get(metric));
    }

    /** Why no point has a value of {@code metric}; empty where one has, or nothing is measured yet. */
    Optional<String> nowhereKnown(Metric metric) {
        List<Reading> readings = getItems().stream()
                .filter(PointRow::measured)
                .map(row -> row.reading(metric))
                .toList();
        return readings.stream().anyMatch(Reading.Value.class::isInstance)
                ? Optional.empty()
                : readings.stream()
                        .filter(Reading.Unavailable.class::isInstance)
                        .map(reading -> ((Reading.Unavailable) reading).reason())
                        .findFirst();
    }

    /** A column without any value, of replicas where there are none, or of the engine on the CPU, which has but one, only takes room, unless the user wants to see it. */
    private void chooseColumns() {
        boolean begun = getItems().stream().anyMatch(PointRow::measured);
        boolean replicas = getItems().stream().anyMatch(row -> !row.point().placement().alone());
        ofReplicas.forEach(column -> show(column, replicas));
        show(engine, getItems().stream().anyMatch(row -> !row.point().device().isCpu()));
        metrics.forEach((metric, column) -> {
            boolean told = begun ? nowhereKnown(metric).isEmpty() : OF_EVERY_DEVICE.contains(metric);
            show(column, wanted.getOrDefault(metric, told && (replicas || !OF_REPLICAS.contains(metric))));
        });
    }

    private static void show(TableColumn<PointRow, ?> column, boolean shown) {
        if (column.isVisible() != shown) {
            column.setVisible(shown);
        }
    }

    /** Selects {@code point} and brings it into view, unless it is selected already. */
    void select(Point point) {
        PointRow before = getSelectionModel().getSelectedItem();
        if (before != null && before.point().ordinal() == point.ordinal()) {
            return;
        }
        for (int i = 0; i < getItems().size(); i++) {
            if (getItems().get(i).point().ordinal() == point.ordinal()) {
                getSelectionModel().select(i);
                scrollTo(Math.max(0, i - ROWS_ABOVE));
            }
        }
    }

    /** Brings the running point into view once, so that a user who scrolls away from it may stay there. */
    private void followRunningPoint() {
        for (int i = 0; i < getItems().size(); i++) {
            if (getItems().get(i).state() instanceof PointState.Running && i != followed) {
                followed = i;
                scrollTo(Math.max(0, i - ROWS_ABOVE));
            }
        }
    }

    private TableColumn<PointRow, String> column(String title, double width, boolean number,
            Function<PointRow, String> text) {
        TableColumn<PointRow, String> column = new TableColumn<>(title);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        if (number) {
            column.getStyleClass().add("number");
        }
        getColumns().add(column);
        return column;
    }

    private void metric(Metric metric) {
        TableColumn<PointRow, PointRow> column = new TableColumn<>();
        Label name = new Label(metric.label());
        Label unit = new Label(MetricDisplay.unit(metric));
        unit.getStyleClass().add("unit");
        VBox title = new VBox(name, unit);
        title.getStyleClass().add("metric-title");
        Tooltip.install(title, new Tooltip(MetricDisplay.title(metric) + ": " + metric.formula()));
        column.setGraphic(title);
        column.setId(metric.key());
        column.setPrefWidth(Math.max(72, 30 + 8.2 * metric.label().length()));
        metrics.put(metric, column);
        column.setSortable(false);
        column.getStyleClass().add("number");
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        column.setCellFactory(ignored -> new MetricCell(metric));
        getColumns().add(column);
    }

    private static final class MetricCell extends TableCell<PointRow, PointRow> {
        private final Metric metric;

        MetricCell(Metric metric) {
            this.metric = metric;
        }

        @Override
        protected void updateItem(@Nullable PointRow row, boolean empty) {
            super.updateItem(row, empty);
            getStyleClass().remove("not-available");
            if (empty || row == null || row.pending()) {
                setText(null);
                setTooltip(null);
                return;
            }
            Reading reading = row.reading(metric);
            if (reading instanceof Reading.Unavailable) {
                getStyleClass().add("not-available");
            }
            setText(MetricDisplay.text(metric, reading));
            setTooltip(new Tooltip(metric.label() + ": " + MetricDisplay.explanation(metric, reading) + "\n"
                    + metric.formula() + row.measuredIn().map(windows -> "\nmeasured in " + windows).orElse("")));
        }
    }

    private static final class VerdictCell extends TableCell<PointRow, PointRow> {
        VerdictCell() {
            getStyleClass().add("verdict");
        }

        @Override
        protected void updateItem(@Nullable PointRow row, boolean empty) {
            super.updateItem(row, empty);
            VerdictBadge.clear(this);
            if (!empty && row != null) {
                row.verdict().ifPresent(verdict -> VerdictBadge.show(this, verdict));
            }
        }
    }

    private static final class OutcomeCell extends TableCell<PointRow, PointRow> {
        @Override
        protected void updateItem(@Nullable PointRow row, boolean empty) {
            super.updateItem(row, empty);
            getStyleClass().removeAll("good", "bad", "busy", "unknown");
            if (empty || row == null) {
                setText(null);
                setGraphic(null);
                setTooltip(null);
                return;
            }
            getStyleClass().add(tone(row.state()));
            setText(row.state().text());
            setGraphic(icon(row.state()).create());
            setTooltip(new Tooltip(row.point().label() + ": " + row.state().text()));
        }

        private static Icon icon(PointState state) {
            return switch (state) {
                case PointState.Waiting waiting -> Icon.CLOCK;
                case PointState.Running running -> Icon.PLAY;
                case PointState.WillBeSkipped skipped -> Icon.SKIP;
                case PointState.NotRun notRun -> Icon.SKIP;
                case PointState.Ended ended -> switch (ended.outcome()) {
                    case PointOutcome.Measured measured -> Icon.CHECK;
                    case PointOutcome.Failed failed -> Icon.CROSS;
                    case PointOutcome.Skipped skipped -> Icon.SKIP;
                };
            };
        }

        private static String tone(PointState state) {
            return switch (icon(state)) {
                case PLAY -> "busy";
                case CHECK -> "good";
                case CROSS -> "bad";
                default -> "unknown";
            };
        }
    }
}
