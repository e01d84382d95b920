package io.paretoscope.chart;

import io.paretoscope.sweep.Metric;
import java.awt.BasicStroke;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYStepRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A {@link Plane}, drawn by JFreeChart on the screen and into files. Not thread-safe: what draws it must also change it.
 */
public final class PlaneChart {
    /** More curves than that stand close in the legend. */
    private static final int MANY = 4;

    private final PlaneDataset points = new PlaneDataset();
    private final PlaneRenderer renderer = new PlaneRenderer(points);
    private final XYSeriesCollection fronts = new XYSeriesCollection();
    private final XYStepRenderer frontRenderer = new XYStepRenderer();
    private final XYSeriesCollection ceilings = new XYSeriesCollection();
    private final XYLineAndShapeRenderer ceilingRenderer = new XYLineAndShapeRenderer(true, false);
    private final XYPlot plot = new XYPlot(points, new NumberAxis(), new NumberAxis(), renderer);
    private final ChartFrame frame;
    private Optional<Plane> shown = Optional.empty();
    private boolean legend = true;
    private boolean roomy = true;
    private ChartStyle style;

    /**
     * What part of the plane is in sight.
     *
     * @param left where the axis to the right begins
     * @param right where it ends
     * @param bottom where the axis upwards begins
     * @param top where it ends
     */
    public record Bounds(double left, double right, double bottom, double top) {}

    /** An empty chart for the screen, where its surroundings name the run. */
    public PlaneChart(ChartStyle style) {
        this(style, Optional.empty());
    }

    /** An empty chart for a file, with {@code caption} above the plot. */
    public PlaneChart(ChartStyle style, ChartCaption caption) {
        this(style, Optional.of(caption));
    }

    private PlaneChart(ChartStyle style, Optional<ChartCaption> caption) {
        this.style = style;
        renderer.setDefaultToolTipGenerator((_, series, item) -> PlaneText.tooltip(shown.orElseThrow(),
                points.curve(series), points.spot(series, item)));
        renderer.setLegendItemLabelGenerator((_, series) -> PlaneText.legend(points.getSeriesKey(series)));
        plot.setDataset(1, fronts);
        plot.setRenderer(1, frontRenderer);
        plot.setDataset(2, ceilings);
        plot.setRenderer(2, ceilingRenderer);
        frontRenderer.setDefaultSeriesVisibleInLegend(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDomainPannable(true);
        plot.setRangePannable(true);
        frame = new ChartFrame(plot, plot, caption);
        plot.setNoDataMessage("No points yet");
        style(style);
        clear("No points yet");
    }

    /** What JFreeChart draws. */
    public JFreeChart chart() {
        return frame.chart();
    }

    /**
     * Shows a plane, with one redraw.
     *
     * @param keepSight whether what is in sight stays, where the axes are the same
     * @return whether it stayed
     */
    public boolean show(Plane plane, boolean keepSight) {
        Optional<Bounds> before = keepSight && shown.filter(old -> sameAxes(old, plane)).isPresent()
                ? Optional.of(bounds())
                : Optional.empty();
        frame.change(() -> {
            shown = Optional.of(plane);
            axes(plane);
            points.show(plane.curves());
            fronts(plane);
            ceilings(plane);
            plot.setNoDataMessage(plane.absence());
            boolean any = plane.absence().isEmpty();
            visible(any);
            furnish();
            paint();
            before.filter(_ -> any).ifPresent(this::setRanges);
        });
        return before.isPresent() && plane.absence().isEmpty();
    }

    /** Shows nothing but {@code message}. */
    public void clear(String message) {
        Plane.Axis none = new Plane.Axis(Dimension.Load.BATCH, true);
        show(Plane.none(none, none, message), false);
    }

    private static boolean sameAxes(Plane one, Plane other) {
        return one.across().equals(other.across()) && one.up().equals(other.up());
    }

    private void axes(Plane plane) {
        ValueAxis across = axis(plane.across());
        ValueAxis up = axis(plane.up());
        across.setTickLabelInsets(new RectangleInsets(4, 8, 4, 8));
        if (across instanceof BatchAxis batches) {
            cover(batches, plane);
        }
        plot.setDomainAxis(across);
        plot.setRangeAxis(up);
    }

    private static ValueAxis axis(Plane.Axis axis) {
        if (axis.log()) {
            return axis.dimension().doubling() ? new BatchAxis() : new DecadeAxis();
        }
        NumberAxis linear = new NumberAxis();
        linear.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        linear.setAutoRangeIncludesZero(true);
        return linear;
    }

    /** All that is planned from the start, so that points land on an axis that stands still. */
    private static void cover(BatchAxis batches, Plane plane) {
        List<Integer> sizes = Stream.concat(plane.planned().stream(), plane.spots().stream().map(Plane.Spot::point))
                .map(point -> plane.across().dimension() == Dimension.Load.BATCH
                        ? point.batch()
                        : point.candidate().batch())
                .toList();
        if (!sizes.isEmpty()) {
            batches.cover(sizes.stream().mapToInt(Integer::intValue).min().orElseThrow(),
                    sizes.stream().mapToInt(Integer::intValue).max().orElseThrow());
        }
    }

    private void fronts(Plane plane) {
        fronts.removeAllSeries();
        if (!plane.weighed()) {
            return;
        }
        boolean rightIsBetter = Plane.better(plane.across().dimension()) == Metric.Direction.UP;
        // Towards the better end on the right, the next value holds as soon as the one before is passed.
        frontRenderer.setStepPoint(rightIsBetter ? 0 : 1);
        plane.curves()
                .stream()
                .filter(curve -> curve.role() != ChartSource.Role.PREDICTED)
                .collect(Collectors.groupingBy(Plane.Curve::source, LinkedHashMap::new,
                        Collectors.toList()))
                .forEach((source, curves) -> {
                    XYSeries line = new XYSeries(source);
                    curves.stream()
                            .flatMap(curve -> curve.front().stream())
                            .forEach(spot -> line.add(spot.x().value(), spot.y().value()));
                    fronts.addSeries(line);
                });
    }

    private void ceilings(Plane plane) {
        ceilings.removeAllSeries();
        for (Plane.Ceiling ceiling : plane.ceilings()) {
            XYSeries line = new XYSeries(ceiling.name(), false);
            ceiling.corners().forEach(corner -> line.add(corner.x(), corner.y()));
            ceilings.addSeries(line);
        }
    }

    /** Without a point there is no scale of values, and the grid would only run through the words. */
    private void visible(boolean any) {
        ChartFrame.scale(plot.getRangeAxis(), any);
        ChartFrame.scale(plot.getDomainAxis(), any || plot.getDomainAxis() instanceof BatchAxis);
        plot.setDomainGridlinesVisible(any);
        plot.setRangeGridlinesVisible(any);
    }

    /**
     * Makes room in a low chart.
     *
     * @param legendShown whether it says which series is which
     * @param isRoomy whether it names its axes, and what its signs mean
     */
    public void furnish(boolean legendShown, boolean isRoomy) {
        legend = legendShown;
        roomy = isRoomy;
        frame.change(() -> {
            furnish();
            paint();
        });
    }

    private void furnish() {
        boolean any = shown.filter(plane -> plane.absence().isEmpty()).isPresent();
        long entries = shown.stream()
                .flatMap(plane -> plane.curves().stream())
                .filter(curve -> !curve.spots().isEmpty())
                .count();
        frame.legend(legend && any, !roomy || entries > MANY);
        frame.signs(roomy ? shown.map(PlaneText::signs).orElse(List.of()) : List.of());
        // Room around the labels makes for fewer of them, and for a calmer grid.
        double around = roomy ? 10 : 3;
        plot.getRangeAxis().setTickLabelInsets(new RectangleInsets(around, 4, around, 4));
        plot.getDomainAxis().setLabel(roomy ? shown.map(plane -> plane.across().dimension().title()).orElse("") : null);
        plot.getRangeAxis().setLabel(shown.map(plane -> label(plane.up().dimension())).orElse(""));
    }

    private String label(Dimension dimension) {
        return roomy || dimension.unit().isEmpty() ? dimension.title() : dimension.unit();
    }

    /** The point that was drawn as {@code entity}; empty where that is none of the run that the chart is about. */
    public Optional<ChartPoint> pointOfShownRun(XYItemEntity entity) {
        return points.equals(entity.getDataset())
                && points.curve(entity.getSeriesIndex()).role() == ChartSource.Role.SHOWN
                        ? Optional.of(points.spot(entity.getSeriesIndex(), entity.getItem()).point())
                        : Optional.empty();
    }

    /** What is in sight. */
    public Bounds bounds() {
        Range across = plot.getDomainAxis().getRange();
        Range up = plot.getRangeAxis().getRange();
        return new Bounds(across.getLowerBound(), across.getUpperBound(), up.getLowerBound(), up.getUpperBound());
    }

    /** Brings a part of the plane into sight. */
    public void bounds(Bounds bounds) {
        frame.change(() -> setRanges(bounds));
    }

    private void setRanges(Bounds bounds) {
        plot.getDomainAxis().setRange(bounds.left(), bounds.right());
        plot.getRangeAxis().setRange(bounds.bottom(), bounds.top());
    }

    /**
     * Zooms about a place that stays where it is.
     *
     * @param factor of what is in sight; below 1 into the plane
     * @param right of the place, as a share of the plot's width
     * @param up of the place, as a share of the plot's height
     */
    public void zoom(double factor, double right, double up) {
        frame.change(() -> {
            move(plot.getDomainAxis(), right * (1 - factor), factor);
            move(plot.getRangeAxis(), up * (1 - factor), factor);
        });
    }

    /**
     * Pans.
     *
     * @param right as a share of what is in sight
     * @param up as a share of what is in sight
     */
    public void pan(double right, double up) {
        frame.change(() -> {
            move(plot.getDomainAxis(), right, 1);
            move(plot.getRangeAxis(), up, 1);
        });
    }

    /** Begins {@code offset} of its length further, and is {@code factor} times as long, both by what the eye sees. */
    private static void move(ValueAxis axis, double offset, double factor) {
        boolean log = axis instanceof LogAxis;
        double low = log ? Math.log(axis.getLowerBound()) : axis.getLowerBound();
        double length = (log ? Math.log(axis.getUpperBound()) : axis.getUpperBound()) - low;
        double from = low + offset * length;
        double to = from + factor * length;
        Range range = new Range(log ? Math.exp(from) : from, log ? Math.exp(to) : to);
        if (range.getLength() > 0 && Double.isFinite(range.getLength())) {
            axis.setRange(range);
        }
    }

    /** Shows everything again after zooming. */
    public void resetZoom() {
        frame.change(() -> {
            plot.getRangeAxis().setAutoRange(true);
            if (plot.getDomainAxis() instanceof BatchAxis batches) {
                batches.setRange(batches.getDefaultAutoRange());
            } else {
                plot.getDomainAxis().setAutoRange(true);
            }
        });
    }

    /** Changes how it looks, with one redraw. */
    public void style(ChartStyle newStyle) {
        style = newStyle;
        frame.change(this::paint);
    }

    private void paint() {
        frame.style(style);
        ChartFrame.style(plot.getDomainAxis(), style);
        ChartFrame.style(plot.getRangeAxis(), style);
        renderer.style(style);
        BasicStroke thin = new BasicStroke(1.4f * style.fontPoints() / 12);
        for (int i = 0; i < fronts.getSeriesCount(); i++) {
            String source = (String) fronts.getSeriesKey(i);
            frontRenderer.setSeriesPaint(i, shown.stream()
                    .flatMap(plane -> plane.curves().stream())
                    .filter(curve -> curve.source().equals(source))
                    .findFirst()
                    .filter(curve -> curve.role() != ChartSource.Role.SHOWN)
                    .map(curve -> curve.role() == ChartSource.Role.BASELINE
                            ? style.baseline()
                            : style.color(curve.look()))
                    .orElse(style.muted()));
            frontRenderer.setSeriesStroke(i, thin);
        }
        for (int i = 0; i < ceilings.getSeriesCount(); i++) {
            ceilingRenderer.setSeriesPaint(i, style.text());
            ceilingRenderer.setSeriesStroke(i, i == 0 ? style.line() : style.dashed());
        }
    }
}
