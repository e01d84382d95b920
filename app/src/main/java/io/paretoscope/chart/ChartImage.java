package io.paretoscope.chart;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Charts of a stored run in PNG files. Needs no screen and no window toolkit; call it from any thread. */
public final class ChartImage {
    /** Width of a picture where none is asked for, in pixels. */
    public static final int DEFAULT_WIDTH = 1200;
    /** Height of a picture where none is asked for, in pixels. */
    public static final int DEFAULT_HEIGHT = 700;

    private ChartImage() {}

    /**
     * Writes {@code metric} of {@code run} as a PNG, in light style.
     *
     * @param file replaced where it exists
     * @param width in pixels, from {@value PictureFormat#MIN_SIZE} to {@value PictureFormat#MAX_SIZE}
     * @param height in pixels, from {@value PictureFormat#MIN_SIZE} to {@value PictureFormat#MAX_SIZE}
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public static void writePng(Path file, StoredRun run, Metric metric, int width, int height) throws IOException {
        PictureFormat.write(file, PictureFormat.png(draw(run, metric, width, height)));
    }

    /**
     * Writes several metrics of {@code run} as one PNG, one below the other, in light style.
     *
     * @param file replaced where it exists
     * @param width in pixels, from {@value PictureFormat#MIN_SIZE} to {@value PictureFormat#MAX_SIZE}
     * @param height of each chart in pixels, from {@value PictureFormat#MIN_SIZE} to {@value PictureFormat#MAX_SIZE}
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public static void writePng(Path file, StoredRun run, List<Metric> metrics, int width, int height)
            throws IOException {
        BufferedImage all = new BufferedImage(width, height * metrics.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        for (int i = 0; i < metrics.size(); i++) {
            graphics.drawImage(draw(run, metrics.get(i), width, height), 0, i * height, null);
        }
        graphics.dispose();
        PictureFormat.write(file, PictureFormat.png(all));
    }

    /** Draws {@code metric} of {@code run}, in light style. */
    static BufferedImage draw(StoredRun run, Metric metric, int width, int height) {
        PictureFormat.checkSize(width, height);
        Plane.Axis batch = new Plane.Axis(Dimension.Load.BATCH, true);
        Plane plane = Plane.of(
                List.of(ChartSource.shown("run " + run.summary().id(), run.plan(), run.results())), batch,
                new Plane.Axis(Dimension.of(metric), false), false);
        PlaneChart chart = new PlaneChart(ChartStyle.FILE,
                ChartCaption.of(run, metric.label() + " against batch size"));
        chart.show(plane, false);
        return chart.chart().createBufferedImage(width, height);
    }
}
