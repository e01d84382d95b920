package io.paretoscope.chart;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Charts in files. Needs no screen and no window toolkit; call it from any thread. */
public final class ChartImage {
    /** Width of a picture where none is asked for, in pixels. */
    public static final int DEFAULT_WIDTH = 1200;
    /** Height of a picture where none is asked for, in pixels. */
    public static final int DEFAULT_HEIGHT = 700;
    /** Narrowest and lowest picture in which the labels still have room, in pixels. */
    public static final int MIN_SIZE = 300;
    /** Widest and highest picture, in pixels. */
    public static final int MAX_SIZE = 8000;

    private ChartImage() {}

    /**
     * Writes {@code metric} of {@code run} as a PNG, in light style.
     *
     * @param file replaced where it exists
     * @param width in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @param height in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public static void writePng(Path file, StoredRun run, Metric metric, int width, int height) throws IOException {
        write(file, draw(run, metric, width, height));
    }

    /**
     * Writes several metrics of {@code run} as one PNG, one below the other, in light style.
     *
     * @param file replaced where it exists
     * @param width in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @param height of each chart in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
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
        write(file, all);
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        try {
            Files.write(file, png.toByteArray());
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": its folder does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }

    /** Draws {@code metric} of {@code run}, in light style. */
    static BufferedImage draw(StoredRun run, Metric metric, int width, int height) {
        if (Math.min(width, height) < MIN_SIZE || Math.max(width, height) > MAX_SIZE) {
            throw new IllegalArgumentException("picture of " + width + " x " + height + " pixels: each side must be "
                    + MIN_SIZE + " to " + MAX_SIZE);
        }
        SweepChart chart = new SweepChart(metric, ChartStyle.FILE, ChartCaption.of(run, metric));
        chart.show(run.plan(), run.results(), metric);
        return chart.chart().createBufferedImage(width, height);
    }
}
