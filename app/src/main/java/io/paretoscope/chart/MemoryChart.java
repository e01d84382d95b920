package io.paretoscope.chart;

import io.paretoscope.sweep.Reading;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Memory by batch: the parts of the estimate, one on top of the other, a mark where the measured peak was, and what is free. Not
 * thread-safe: what draws it must also change it.
 */
public final class MemoryChart {
    private static final String PEAK = "measured peak";
    private static final String FREE = "free on the device";
    private static final int PALE = 60;
    /** A diamond, which no bar looks like. */
    private static final int PEAK_MARKER = 3;

    private final DefaultCategoryDataset parts = new DefaultCategoryDataset();
    private final DefaultCategoryDataset peaks = new DefaultCategoryDataset();
    private final CategoryAxis batches = new CategoryAxis(BatchAxis.NAME);
    private final NumberAxis gibibytes = new NumberAxis("GiB");
    private final StackedBarRenderer renderer = new StackedBarRenderer();
    private final LineAndShapeRenderer peakRenderer = new LineAndShapeRenderer(false, true);
    private final CategoryPlot plot = new CategoryPlot(parts, batches, gibibytes, renderer);
    private final ChartFrame frame;
    private Optional<MemoryBars> shown = Optional.empty();
    private ChartStyle style;

    /** An empty chart for the screen. */
    public MemoryChart(ChartStyle style) {
        this(style, Optional.empty());
    }

    /** An empty chart for a file, with {@code caption} above the plot. */
    public MemoryChart(ChartStyle style, ChartCaption caption) {
        this(style, Optional.of(caption));
    }

    private MemoryChart(ChartStyle style, Optional<ChartCaption> caption) {
        this.style = style;
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setMaximumBarWidth(0.12);
        renderer.setDrawBarOutline(true);
        renderer.setDefaultToolTipGenerator((_, row, column) -> describe(parts.getRowKey(row).toString(), column));
        peakRenderer.setDefaultToolTipGenerator((_, _, column) -> describe(PEAK, column));
        peakRenderer.setUseFillPaint(true);
        peakRenderer.setDrawOutlines(true);
        peakRenderer.setUseOutlinePaint(true);
        plot.setDataset(1, peaks);
        plot.setRenderer(1, peakRenderer);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        batches.setCategoryMargin(0.3);
        batches.setTickMarksVisible(false);
        gibibytes.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        gibibytes.setTickLabelInsets(new RectangleInsets(8, 4, 8, 4));
        frame = new ChartFrame(plot, plot, caption);
        clear("");
        style(style);
    }

    /** What JFreeChart draws. */
    public JFreeChart chart() {
        return frame.chart();
    }

    /**
     * Shows a series, with one redraw.
     *
     * @param free whether what is left of the device is drawn, too
     */
    public void show(MemoryBars bars, boolean free) {
        frame.change(() -> {
            shown = Optional.of(bars);
            fill(bars, free);
            frame.legend(true, false);
            frame.signs(signs(bars, free));
            visible(true);
            paint();
        });
    }

    /** Shows nothing but {@code message}. */
    public void clear(String message) {
        frame.change(() -> {
            shown = Optional.empty();
            parts.clear();
            peaks.clear();
            plot.setNoDataMessage(message);
            frame.legend(false, false);
            frame.signs(List.of());
            visible(false);
            paint();
        });
    }

    private void visible(boolean any) {
        ChartFrame.scale(gibibytes, any);
        plot.setRangeGridlinesVisible(any);
    }

    private void fill(MemoryBars bars, boolean free) {
        parts.clear();
        peaks.clear();
        for (MemoryBars.Bar bar : bars.bars()) {
            String batch = "" + bar.batch();
            for (MemoryBars.Part part : MemoryBars.Part.values()) {
                parts.addValue(bar.gib(part), part.label(), batch);
            }
            OptionalDouble device = bars.device();
            if (free && device.isPresent()) {
                parts.addValue(Math.max(0, device.getAsDouble() - bar.total()), FREE, batch);
            }
            bar.peak().asDouble().ifPresent(peak -> peaks.addValue(peak, PEAK, batch));
        }
    }

    private static List<String> signs(MemoryBars bars, boolean free) {
        List<String> meanings = new ArrayList<>(List.of("bars: the plan's estimate"));
        OptionalDouble device = bars.device();
        if (device.isEmpty()) {
            meanings.add("free: n/a, the run does not tell the device's memory");
        } else if (!free) {
            double least = bars.bars().stream().mapToDouble(bar -> bars.free(bar).orElse(0)).min().orElse(0);
            meanings.add("free: at least " + MetricDisplay.number(least) + " of "
                    + MetricDisplay.number(device.getAsDouble()) + " GiB");
        }
        return meanings;
    }

    private String describe(String part, int column) {
        MemoryBars bars = shown.orElseThrow();
        MemoryBars.Bar bar = bars.bars().get(column);
        StringBuilder text = new StringBuilder(bars.series() + ", batch " + bar.batch());
        for (MemoryBars.Part each : MemoryBars.Part.values()) {
            text.append('\n')
                    .append(each.label().equals(part) ? "▸ " : "")
                    .append(each.label())
                    .append(", estimated ")
                    .append(MetricDisplay.number(bar.gib(each)))
                    .append(" GiB");
        }
        text.append('\n').append(PEAK).append(' ');
        text.append(switch (bar.peak()) {
            case Reading.Value value -> MetricDisplay.number(value.value()) + " GiB";
            case Reading.Unavailable(String reason) -> "n/a: " + reason;
        });
        OptionalDouble free = bars.free(bar);
        text.append("\nfree ")
                .append(free.isPresent()
                        ? MetricDisplay.number(free.getAsDouble()) + " GiB"
                        : "n/a: the run does not tell the device's memory");
        return text.toString();
    }

    /** Changes how it looks, with one redraw. */
    public void style(ChartStyle newStyle) {
        style = newStyle;
        frame.change(this::paint);
    }

    private void paint() {
        frame.style(style);
        ChartFrame.style(batches, style);
        ChartFrame.style(gibibytes, style);
        for (int row = 0; row < parts.getRowCount(); row++) {
            Color muted = style.muted();
            boolean free = parts.getRowKey(row).equals(FREE);
            Color color = free
                    ? new Color(muted.getRed(), muted.getGreen(), muted.getBlue(), PALE / 2)
                    : parts.getRowKey(row).equals(MemoryBars.Part.RESERVE.label())
                            ? new Color(muted.getRed(), muted.getGreen(), muted.getBlue(), 2 * PALE)
                            : style.color(row);
            renderer.setSeriesPaint(row, color);
            renderer.setSeriesOutlinePaint(row, style.background());
            renderer.setSeriesOutlineStroke(row, new BasicStroke(1));
        }
        peakRenderer.setSeriesShape(0, style.marker(PEAK_MARKER));
        peakRenderer.setSeriesPaint(0, style.text());
        peakRenderer.setSeriesFillPaint(0, style.background());
        peakRenderer.setSeriesOutlinePaint(0, style.text());
    }
}
