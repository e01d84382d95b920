package io.paretoscope.chart;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jfree.chart.JFreeChart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PictureFormatTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(1, 2, 4), "opt-125m", "opt-350m");

    @TempDir
    Path folder;

    private static JFreeChart chart() {
        PlaneChart chart = new PlaneChart(ChartStyle.FILE, new ChartCaption("A title", "A subtitle"));
        chart.show(Plane.of(List.of(ChartSource.shown("run 1", PLAN, Samples.finished(1, PLAN).results())),
                new Plane.Axis(Dimension.Load.BATCH, true),
                new Plane.Axis(Dimension.of(Metric.OUTPUT_THROUGHPUT), false), false), false);
        return chart.chart();
    }

    private Path write(PictureFormat format) throws IOException {
        Path file = folder.resolve("chart." + format.extension());
        format.write(file, chart(), 900, 500);
        return file;
    }

    @Test
    void aPngHasTheSizeThatWasAskedFor() throws IOException {
        BufferedImage image = ImageIO.read(write(PictureFormat.PNG).toFile());
        assertEquals(List.of(900, 500), List.of(image.getWidth(), image.getHeight()));
    }

    @Test
    void anSvgIsADrawingOfThatSizeWithItsWordsAsText() throws Exception {
        Path file = write(PictureFormat.SVG);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        // The reference to the document type is of the web.
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Element root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertEquals(List.of("900", "500"), List.of(root.getAttribute("width"), root.getAttribute("height")));
        assertEquals("0 0 900 500", root.getAttribute("viewBox"));
        assertTrue(root.getTextContent().contains("opt-350m (synthetic)"));
    }

    @Test
    void aPdfIsOnePageInWhichTheSeriesAreSeen() throws IOException {
        try (PDDocument document = Loader.loadPDF(write(PictureFormat.PDF).toFile())) {
            assertEquals(1, document.getNumberOfPages());
            assertEquals(675, document.getPage(0).getMediaBox().getWidth());
            BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 96);
            assertEquals(900, page.getWidth());
            int seen = 0;
            for (int x = 0; x < page.getWidth(); x++) {
                for (int y = 0; y < page.getHeight(); y++) {
                    seen += (page.getRGB(x, y) & 0xFFFFFF) == (ChartStyle.FILE.color(0).getRGB() & 0xFFFFFF) ? 1 : 0;
                }
            }
            assertTrue(seen > 100, "pixels of the first series: " + seen);
        }
    }

    @Test
    void aMissingFolderIsNamedByEveryFormat() {
        for (PictureFormat format : PictureFormat.values()) {
            Path file = folder.resolve("missing").resolve("chart");
            assertEquals(file + ": its folder does not exist",
                    assertThrows(IOException.class, () -> format.write(file, chart(), 900, 500)).getMessage());
        }
    }

    @Test
    void aSizeThatCannotBeDrawnIsRefused() {
        assertEquals("picture of 900 x 9000 pixels: each side must be 300 to 8000",
                assertThrows(IllegalArgumentException.class,
                        () -> PictureFormat.SVG.write(folder.resolve("chart.svg"), chart(), 900, 9000)).getMessage());
    }
}
