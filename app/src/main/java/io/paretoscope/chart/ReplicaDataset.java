package io.paretoscope.chart;

import io.paretoscope.analysis.Gain;
import io.paretoscope.analysis.ReplicaComparison;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jfree.data.category.DefaultCategoryDataset;

/** One metric by placement: a row for each model, a column for each placement. Changes as a whole, with one event. */
final class ReplicaDataset extends DefaultCategoryDataset {
    private static final long serialVersionUID = 1;

    /**
     * A bar.
     *
     * @param row what was measured
     * @param metric what of it is shown
     * @param value its value
     */
    record Item(ReplicaComparison.Row row, Metric metric, Reading.Value value) {
        double shown() {
            return MetricDisplay.scaled(metric, value.value());
        }

        double low() {
            return value.interval().map(Interval::low).map(low -> MetricDisplay.scaled(metric, low)).orElse(shown());
        }

        double high() {
            return value.interval().map(Interval::high).map(end -> MetricDisplay.scaled(metric, end)).orElse(shown());
        }

        Verdict verdict() {
            return row.measured().verdict();
        }
    }

    private record Key(String model, String placement) {}

    private transient Map<Key, Item> items = new HashMap<>();

    /** How a placement is called beside others. */
    static String label(Placement placement) {
        return placement.alone() ? "1 replica" : placement.label();
    }

    void show(List<ReplicaComparison> comparisons, Metric metric) {
        setNotify(false);
        clear();
        items = new HashMap<>();
        List<Placement> placements = comparisons.stream()
                .flatMap(comparison -> comparison.rows().stream())
                .map(row -> row.point().placement())
                .distinct()
                .sorted(Comparator.comparingInt(Placement::replicas).thenComparing(Placement::mode))
                .toList();
        for (Placement placement : placements) {
            for (ReplicaComparison comparison : comparisons) {
                addValue(null, comparison.title(), label(placement));
                for (ReplicaComparison.Row row : comparison.rows()) {
                    if (row.point().placement().equals(placement)
                            && row.measured().metrics().reading(metric) instanceof Reading.Value value) {
                        Item item = new Item(row, metric, value);
                        items.put(new Key(comparison.title(), label(placement)), item);
                        addValue(item.shown(), comparison.title(), label(placement));
                    }
                }
            }
        }
        setNotify(true);
    }

    Optional<Item> item(int row, int column) {
        return Optional.ofNullable(items.get(new Key((String) getRowKey(row), (String) getColumnKey(column))));
    }

    /** The end of the bar, or of its interval, that reaches farthest. */
    double highest() {
        return items.values().stream().mapToDouble(Item::high).max().orElse(0);
    }

    /** What one replica reaches, where there is but one model. */
    OptionalDouble baseline() {
        return getRowCount() == 1
                ? items.values()
                        .stream()
                        .filter(item -> item.row().throughput() instanceof Gain.Baseline)
                        .mapToDouble(Item::shown)
                        .findFirst()
                : OptionalDouble.empty();
    }

    boolean has(Verdict.Kind kind) {
        return items.values().stream().anyMatch(item -> item.verdict().kind() == kind);
    }

    boolean hasIntervals() {
        return items.values().stream().anyMatch(item -> item.value().interval().isPresent());
    }

    /** Everything about one bar, for a tooltip. */
    String describe(int row, int column) {
        return item(row, column).map(item -> getRowKey(row) + ", batch " + item.row().point().batch() + ", "
                + getColumnKey(column) + "\n" + item.metric().label() + " "
                + MetricDisplay.explanation(item.metric(), item.value())
                + (item.row().throughput() instanceof Gain.Ratio gain ? "\nagainst one replica: " + gain.text() : ""))
                .orElse("");
    }

    /** Every bar with its interval and verdict. */
    ShownTable table(Metric metric) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < getRowCount(); row++) {
            for (int column = 0; column < getColumnCount(); column++) {
                String model = (String) getRowKey(row);
                String placement = (String) getColumnKey(column);
                item(row, column).ifPresent(item -> rows.add(List.of(model, placement,
                        "" + item.row().point().totalBatch(), "" + item.shown(),
                        item.value().interval().isPresent() ? "" + item.low() : "",
                        item.value().interval().isPresent() ? "" + item.high() : "", "" + item.value().n(),
                        item.verdict().kind().label())));
            }
        }
        String title = MetricDisplay.title(metric);
        return new ShownTable(List.of("model", "placement", "total_batch", title, title + " low", title + " high",
                "n", "verdict"), rows);
    }
}
