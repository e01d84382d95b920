package io.paretoscope.chart;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Reading;
import java.util.List;
import org.jfree.data.DomainOrder;
import org.jfree.data.xy.AbstractXYDataset;
import org.jfree.data.xy.IntervalXYDataset;

/** The curves of a plane. Changes as a whole, with one event. */
final class PlaneDataset extends AbstractXYDataset implements IntervalXYDataset {
    private static final long serialVersionUID = 1;

    private transient List<Plane.Curve> curves = List.of();

    void show(List<Plane.Curve> newCurves) {
        curves = List.copyOf(newCurves);
        fireDatasetChanged();
    }

    Plane.Curve curve(int series) {
        return curves.get(series);
    }

    Plane.Spot spot(int series, int item) {
        return curves.get(series).spots().get(item);
    }

    /** Whether it is drawn where the mean of a point lies; of predictions only the tooltip tells. */
    boolean hasIntervals(int series) {
        return curve(series).showsIntervals();
    }

    /** {@inheritDoc} A line may go back and forth. */
    @Override
    public DomainOrder getDomainOrder() {
        return DomainOrder.NONE;
    }

    @Override
    public int getSeriesCount() {
        return curves.size();
    }

    @Override
    public String getSeriesKey(int series) {
        return curve(series).name();
    }

    @Override
    public int getItemCount(int series) {
        return curve(series).spots().size();
    }

    @Override
    public Number getX(int series, int item) {
        return getXValue(series, item);
    }

    @Override
    public double getXValue(int series, int item) {
        return spot(series, item).x().value();
    }

    @Override
    public Number getY(int series, int item) {
        return getYValue(series, item);
    }

    @Override
    public double getYValue(int series, int item) {
        return spot(series, item).y().value();
    }

    @Override
    public Number getStartX(int series, int item) {
        return getStartXValue(series, item);
    }

    /** {@inheritDoc} The value itself where no interval is drawn. */
    @Override
    public double getStartXValue(int series, int item) {
        return low(series, spot(series, item).x());
    }

    @Override
    public Number getEndX(int series, int item) {
        return getEndXValue(series, item);
    }

    /** {@inheritDoc} The value itself where no interval is drawn. */
    @Override
    public double getEndXValue(int series, int item) {
        return high(series, spot(series, item).x());
    }

    @Override
    public Number getStartY(int series, int item) {
        return getStartYValue(series, item);
    }

    /** {@inheritDoc} The value itself where no interval is drawn. */
    @Override
    public double getStartYValue(int series, int item) {
        return low(series, spot(series, item).y());
    }

    @Override
    public Number getEndY(int series, int item) {
        return getEndYValue(series, item);
    }

    /** {@inheritDoc} The value itself where no interval is drawn. */
    @Override
    public double getEndYValue(int series, int item) {
        return high(series, spot(series, item).y());
    }

    private double low(int series, Reading.Value value) {
        return value.interval().filter(_ -> hasIntervals(series)).map(Interval::low).orElse(value.value());
    }

    private double high(int series, Reading.Value value) {
        return value.interval().filter(_ -> hasIntervals(series)).map(Interval::high).orElse(value.value());
    }
}
