package io.paretoscope.window;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongConsumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.fx.ChartCanvas;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.SamplingXYLineRenderer;
import org.jfree.data.DomainOrder;
import org.jfree.data.xy.AbstractXYDataset;

/**
 * How long a frame of eight strip charts takes that reach back ten minutes at 20 samples a second: drawn by this product's canvas, and by
 * JFreeChart on JavaFX with its renderer for many samples. Both in the same process, in turns; a frame is drawing all eight and rendering the scene
 * into a picture. Needs no screen:
 *
 * <pre>
 * mvn -q -pl app -am test-compile exec:exec@live-drawing
 * </pre>
 */
public final class LiveDrawingBenchmark {
    private static final int CHARTS = 8;
    private static final int SAMPLES = 12_000;
    private static final long PERIOD = 50_000_000L;
    private static final int WARM_UP = 60;
    private static final int FRAMES = 150;
    private static final int ROUNDS = 3;

    private LiveDrawingBenchmark() {}

    /** Ten minutes of samples of one quantity. */
    private static final class Samples {
        private final long[] nanos = new long[SAMPLES];
        private final double[] values = new double[SAMPLES];

        Samples(int seed) {
            Random random = new Random(seed);
            double level = 50;
            for (int i = 0; i < SAMPLES; i++) {
                nanos[i] = i * PERIOD;
                level = Math.clamp(level + random.nextGaussian() * 4, 0, 100);
                values[i] = level;
            }
        }
    }

    /** Something that draws, and the node in which it does. */
    private record Contender(String name, VBox scene, LongConsumer draw) {}

    /**
     * Measures, and writes a table into {@code target/live-drawing.txt}.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException {
        WindowSnapshot.startToolkit();
        StringBuilder table = new StringBuilder("| ms a frame | median | p95 | frames/s |\n|---|--:|--:|--:|\n");
        for (int round = 0; round < ROUNDS; round++) {
            for (int which = 0; which < 3; which++) {
                int chosen = which;
                table.append(WindowSnapshot.onScreen(() -> measured(contender(chosen))));
            }
        }
        Files.writeString(Path.of("app", "target", "live-drawing.txt"), table);
        Platform.exit();
    }

    private static Contender contender(int which) {
        List<Samples> samples = new ArrayList<>();
        for (int i = 0; i < CHARTS; i++) {
            samples.add(new Samples(i));
        }
        return switch (which) {
            case 0 -> new Contender("rendering alone", box(List.of(new StripCanvas(80))), shift -> {});
            case 1 -> own(samples);
            default -> jFree(samples);
        };
    }

    private static VBox box(List<? extends Node> nodes) {
        VBox box = new VBox();
        box.getChildren().setAll(nodes);
        nodes.forEach(node -> VBox.setVgrow(node, Priority.ALWAYS));
        return box;
    }

    private static Contender own(List<Samples> samples) {
        List<StripCanvas> canvases = samples.stream().map(each -> new StripCanvas(80)).toList();
        canvases.forEach(canvas -> {
            canvas.style(Theme.LIGHT.charts());
            canvas.scale(100);
        });
        return new Contender("own canvas", box(canvases), shift -> {
            for (int i = 0; i < CHARTS; i++) {
                Samples each = samples.get(i);
                canvases.get(i).draw(each.nanos, each.values, SAMPLES, shift, shift + SAMPLES * PERIOD, Bands.NONE);
            }
        });
    }

    private static Contender jFree(List<Samples> samples) {
        List<JFreeChart> charts = samples.stream().map(LiveDrawingBenchmark::chart).toList();
        List<ChartCanvas> canvases = charts.stream().map(ChartCanvas::new).toList();
        VBox box = new VBox();
        canvases.forEach(canvas -> {
            canvas.setWidth(1200);
            canvas.setHeight(95);
            box.getChildren().add(canvas);
        });
        return new Contender("JFreeChart, sampling renderer", box, shift -> {
            for (int i = 0; i < CHARTS; i++) {
                charts.get(i).setNotify(false);
                charts.get(i).getXYPlot().getDomainAxis().setRange(shift / 1e9, (shift + SAMPLES * PERIOD) / 1e9);
                charts.get(i).setNotify(true);
                canvases.get(i).draw();
            }
        });
    }

    private static JFreeChart chart(Samples samples) {
        SamplingXYLineRenderer renderer = new SamplingXYLineRenderer();
        renderer.setSeriesPaint(0, new Color(0x0072B2));
        renderer.setSeriesStroke(0, new BasicStroke(1.4f));
        NumberAxis time = new NumberAxis();
        NumberAxis value = new NumberAxis();
        value.setRange(0, 100);
        XYPlot plot = new XYPlot(new Series(samples), time, value, renderer);
        return new JFreeChart(null, null, plot, false);
    }

    private static final class Series extends AbstractXYDataset {
        private static final long serialVersionUID = 1;

        private final transient Samples samples;

        Series(Samples samples) {
            this.samples = samples;
        }

        @Override
        public DomainOrder getDomainOrder() {
            return DomainOrder.ASCENDING;
        }

        @Override
        public int getSeriesCount() {
            return 1;
        }

        @Override
        public Comparable<String> getSeriesKey(int series) {
            return "load";
        }

        @Override
        public int getItemCount(int series) {
            return SAMPLES;
        }

        @Override
        public Number getX(int series, int item) {
            return getXValue(series, item);
        }

        @Override
        public double getXValue(int series, int item) {
            return samples.nanos[item] / 1e9;
        }

        @Override
        public Number getY(int series, int item) {
            return getYValue(series, item);
        }

        @Override
        public double getYValue(int series, int item) {
            return samples.values[item];
        }
    }

    private static String measured(Contender contender) {
        Stage stage = new Stage();
        Scene scene = new Scene(contender.scene(), 1200, 760);
        stage.setScene(scene);
        stage.show();
        contender.scene().applyCss();
        contender.scene().layout();
        long[] nanos = new long[FRAMES];
        for (int i = -WARM_UP; i < FRAMES; i++) {
            long start = System.nanoTime();
            contender.draw().accept(i * PERIOD);
            scene.snapshot(null);
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        stage.close();
        Arrays.sort(nanos);
        double median = nanos[FRAMES / 2] / 1e6;
        return String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.0f |%n", contender.name(), median,
                nanos[FRAMES * 95 / 100] / 1e6, 1000 / median);
    }
}
