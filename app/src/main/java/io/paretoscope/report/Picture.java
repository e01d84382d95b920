package io.paretoscope.report;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.chart.ChartCaption;
import io.paretoscope.chart.ChartSource;
import io.paretoscope.chart.ChartStyle;
import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.Plane;
import io.paretoscope.chart.PlaneChart;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A chart in a page.
 *
 * @param caption what it shows
 * @param base64 a PNG picture
 */
record Picture(String caption, String base64) {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 620;

    /** Charts against batch size; those without a single value are left out. */
    private static final List<Metric> METRICS = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN,
            Metric.TTFT_MEDIAN, Metric.ENERGY_PER_TOKEN);
    private static final List<Metric> WEIGHED = List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN);

    /**
     * What there is to draw of {@code run}.
     *
     * @throws IOException where nothing can be drawn on this machine
     */
    static List<Picture> of(StoredRun run) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (Metric metric : METRICS) {
            if (run.results().stream().map(result -> result.outcome()).anyMatch(outcome -> tells(outcome, metric))) {
                pictures.add(drawn(run, metric.label() + " against batch size",
                        plane(run, Dimension.Load.BATCH, Dimension.of(metric), false)));
            }
        }
        if (Front.of(Candidate.of(run.results()), WEIGHED).front().size() > 1) {
            pictures.add(drawn(run, "Pareto front of output throughput against ITL median",
                    plane(run, Dimension.of(WEIGHED.getLast()), Dimension.of(WEIGHED.getFirst()), true)));
        }
        return pictures;
    }

    private static Plane plane(StoredRun run, Dimension across, Dimension up, boolean front) {
        return Plane.of(List.of(ChartSource.shown("run " + run.summary().id(), run.plan(), run.results())),
                new Plane.Axis(across, across.doubling()), new Plane.Axis(up, false), front);
    }

    private static boolean tells(PointOutcome outcome, Metric metric) {
        return outcome instanceof PointOutcome.Measured measured
                && measured.metrics().reading(metric) instanceof Reading.Value;
    }

    private static Picture drawn(StoredRun run, String caption, Plane plane) throws IOException {
        PlaneChart chart = new PlaneChart(ChartStyle.FILE, ChartCaption.of(run, caption));
        chart.show(plane, false);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(chart.chart().createBufferedImage(WIDTH, HEIGHT), "png", png);
        return new Picture(caption, Base64.getEncoder().encodeToString(png.toByteArray()));
    }
}
