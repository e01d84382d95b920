package io.paretoscope.chart;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.data.DomainOrder;
import org.jfree.data.xy.AbstractXYDataset;
import org.jfree.data.xy.IntervalXYDataset;

/**
 * The points of a run that have a value of one metric: one series for each model, way of sharing the device and engine, in the plan's
 * order, so that each keeps its colour while the others are still to come. Changes as a whole, with one event.
 */
final class SweepDataset extends AbstractXYDataset implements IntervalXYDataset {
    private static final long serialVersionUID = 1;

    private record Item(PointResult result, Metric metric, Reading.Value value, Verdict verdict) {
        Point point() {
            return result.point();
        }
    }

    /** What the points of a series have in common. */
    private record Kind(String models, Placement placement, String engine) {
        static Kind of(Point point, EngineKind decodedBy) {
            return new Kind(point.modelLabel(), point.placement(), decodedBy.markOn(point.device()));
        }

        static Kind of(PointResult result) {
            return of(result.point(), result.decodedBy());
        }

        String label() {
            return models + (placement.alone()
                    ? ""
                    : ", " + (placement.mixed() ? placement.mode().label() : placement.label())) + engine;
        }
    }

    private record Series(Kind kind, List<Item> items) {}

    private transient List<Series> series = List.of();

    void show(SweepPlan plan, List<PointResult> results, Metric metric) {
        Stream<Kind> planned = plan.points().stream().map(point -> Kind.of(point, point.engine()));
        series = Stream.concat(planned, results.stream().map(Kind::of))
                .distinct()
                .map(kind -> new Series(kind, items(kind, results, metric)))
                .toList();
        fireDatasetChanged();
    }

    void clear() {
        series = List.of();
        fireDatasetChanged();
    }

    private static List<Item> items(Kind kind, List<PointResult> results, Metric metric) {
        List<Item> items = new ArrayList<>();
        for (PointResult result : results) {
            if (Kind.of(result).equals(kind) && result.outcome() instanceof PointOutcome.Measured measured
                    && measured.metrics().reading(metric) instanceof Reading.Value value) {
                items.add(new Item(result, metric, value, measured.verdict()));
            }
        }
        items.sort(Comparator.comparingInt(item -> item.point().batch()));
        return List.copyOf(items);
    }

    /** Whether the numbers of a point can be trusted. */
    Verdict.Kind verdict(int seriesIndex, int itemIndex) {
        return item(seriesIndex, itemIndex).verdict().kind();
    }

    /** Whether any point that is shown has that verdict. */
    boolean has(Verdict.Kind kind) {
        return series.stream().flatMap(one -> one.items().stream()).anyMatch(item -> item.verdict().kind() == kind);
    }

    /** Whether it is known where the mean of a point lies. */
    boolean hasInterval(int seriesIndex, int itemIndex) {
        return item(seriesIndex, itemIndex).value().interval().isPresent();
    }

    /** Whether that is known of any point that is shown. */
    boolean hasIntervals() {
        return series.stream()
                .flatMap(one -> one.items().stream())
                .anyMatch(item -> item.value().interval().isPresent());
    }

    /** Everything about one point, for a tooltip. */
    String describe(int seriesIndex, int itemIndex) {
        Item item = item(seriesIndex, itemIndex);
        Point point = item.point();
        return point.modelLabel() + ", batch " + point.batch()
                + (point.placement().alone() ? "" : ", " + point.placement().label())
                + item.result().decodedBy().markOn(point.device()) + "\n" + item.metric().label()
                + " "
                + MetricDisplay.explanation(item.metric(), item.value()) + "\nprompt " + point.promptTokens()
                + " + output " + point.outputTokens() + " tokens, " + point.precision() + ", " + point.device()
                + item.verdict()
                        .findings()
                        .stream()
                        .findFirst()
                        .filter(ignored -> item.verdict().kind() != Verdict.Kind.VALID)
                        .map(finding -> "\n" + item.verdict().kind().label() + ": " + finding.cause().title())
                        .orElse("");
    }

    private Item item(int seriesIndex, int itemIndex) {
        return series.get(seriesIndex).items().get(itemIndex);
    }

    @Override
    public DomainOrder getDomainOrder() {
        return DomainOrder.ASCENDING;
    }

    @Override
    public int getSeriesCount() {
        return series.size();
    }

    @Override
    public String getSeriesKey(int seriesIndex) {
        return series.get(seriesIndex).kind().label();
    }

    @Override
    public int getItemCount(int seriesIndex) {
        return series.get(seriesIndex).items().size();
    }

    @Override
    public Number getX(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    @Override
    public double getXValue(int seriesIndex, int itemIndex) {
        return item(seriesIndex, itemIndex).point().batch();
    }

    @Override
    public Number getStartX(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    @Override
    public double getStartXValue(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    @Override
    public Number getEndX(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    @Override
    public double getEndXValue(int seriesIndex, int itemIndex) {
        return getXValue(seriesIndex, itemIndex);
    }

    @Override
    public Number getStartY(int seriesIndex, int itemIndex) {
        return getStartYValue(seriesIndex, itemIndex);
    }

    /** {@inheritDoc} The value itself where no interval is known. */
    @Override
    public double getStartYValue(int seriesIndex, int itemIndex) {
        Item item = item(seriesIndex, itemIndex);
        return MetricDisplay.scaled(item.metric(), item.value()
                .interval()
                .map(Interval::low)
                .orElse(item.value()
                        .value()));
    }

    @Override
    public Number getEndY(int seriesIndex, int itemIndex) {
        return getEndYValue(seriesIndex, itemIndex);
    }

    /** {@inheritDoc} The value itself where no interval is known. */
    @Override
    public double getEndYValue(int seriesIndex, int itemIndex) {
        Item item = item(seriesIndex, itemIndex);
        return MetricDisplay.scaled(item.metric(), item.value()
                .interval()
                .map(Interval::high)
                .orElse(item.value()
                        .value()));
    }

    @Override
    public Number getY(int seriesIndex, int itemIndex) {
        return getYValue(seriesIndex, itemIndex);
    }

    @Override
    public double getYValue(int seriesIndex, int itemIndex) {
        Item item = item(seriesIndex, itemIndex);
        return MetricDisplay.scaled(item.metric(), item.value().value());
    }
}
