package io.paretoscope.chart;

import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChartImageTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(1, 2, 4), "opt-125m", "opt-350m");

    @TempDir
    Path folder;

    private static long pixels(BufferedImage image, Color color) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color.getRGB())
                .count();
    }

    @Test
    void aPictureHasTheSizeThatWasAskedFor() throws IOException {
        Path file = folder.resolve("chart.png");
        ChartImage.writePng(file, Samples.finished(1, PLAN), Metric.ITL_MEDIAN, 900, 500);
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(900, image.getWidth());
        assertEquals(500, image.getHeight());
    }

    @Test
    void everySeriesIsDrawnOnWhite() {
        BufferedImage image = ChartImage.draw(Samples.finished(1, PLAN), Metric.ITL_MEDIAN, 1200, 700);
        assertEquals(Color.WHITE.getRGB(), image.getRGB(2, 2));
        assertTrue(pixels(image, ChartStyle.FILE.color(0)) > 200);
        assertTrue(pixels(image, ChartStyle.FILE.color(1)) > 200);
    }

    @Test
    void onePointIsDrawnAsItsMarker() {
        StoredRun run = Samples.run(1, PLAN, RunStatus.STOPPED, "", List.of(Samples.measured(PLAN.points().get(4))));
        BufferedImage image = ChartImage.draw(run, Metric.ITL_MEDIAN, 1200, 700);
        assertTrue(pixels(image, ChartStyle.FILE.color(1)) > 20);
    }

    @Test
    void aRunWithoutPointsIsDrawnWithoutSeries() {
        StoredRun run = Samples.run(1, PLAN, RunStatus.STOPPED, "", List.of());
        BufferedImage image = ChartImage.draw(run, Metric.ITL_MEDIAN, 1200, 700);
        assertEquals(0, pixels(image, ChartStyle.FILE.color(0)));
        assertTrue(pixels(image, ChartStyle.FILE.muted()) > 20, "the words of an empty chart");
    }

    @Test
    void theCaptionTellsConditionsAndWhatIsMissing() {
        StoredRun run = Samples.run(7, PLAN, RunStatus.COMPLETED, "",
                List.of(Samples.failed(PLAN.points().get(0), "no memory")));
        String subtitle = ChartCaption.of(run, "ITL median").subtitle();
        assertTrue(subtitle.startsWith("cpu · fp32 · prompt 16 + output 16 tokens · run 7 of 2026-03-14 "), subtitle);
        assertTrue(subtitle.endsWith(" · 1 failed"), subtitle);
    }

    @Test
    void aMissingFolderIsNamed() {
        Path file = folder.resolve("missing").resolve("chart.png");
        IOException failure = assertThrows(IOException.class,
                () -> ChartImage.writePng(file, Samples.finished(1, PLAN), Metric.ITL_MEDIAN, 900, 500));
        assertEquals(file + ": its folder does not exist", failure.getMessage());
    }

    @Test
    void aSizeThatCannotBeDrawnIsRefusedWithTheRange() {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class,
                () -> ChartImage.writePng(folder.resolve("chart.png"), Samples.finished(1, PLAN), Metric.ITL_MEDIAN, 10,
                        500));
        assertEquals("picture of 10 x 500 pixels: each side must be 300 to 8000", failure.getMessage());
        assertFalse(folder.resolve("chart.png").toFile().exists());
    }
}
