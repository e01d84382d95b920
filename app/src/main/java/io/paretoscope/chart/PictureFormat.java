package io.paretoscope.chart;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.util.Matrix;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What kinds of file a chart can be drawn into. Needs no screen and no window toolkit. */
public enum PictureFormat {
    /** Pixels. */
    PNG("png", "PNG picture"),
    /** Lines and text, for the web and for drawing programs. */
    SVG("svg", "SVG drawing"),
    /** Lines, for print and papers; 96 pixels are an inch. */
    PDF("pdf", "PDF page");

    /** Narrowest and lowest picture in which the labels still have room, in pixels. */
    public static final int MIN_SIZE = 300;
    /** Widest and highest picture, in pixels. */
    public static final int MAX_SIZE = 8000;

    /** Points of a page, 72 an inch, for each pixel, 96 an inch. */
    private static final float POINTS_PER_PIXEL = 0.75f;
    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

    private final String extension;
    private final String label;

    PictureFormat(String extension, String label) {
        this.extension = extension;
        this.label = label;
    }

    /** The end of its files' names, without the dot. */
    public String extension() {
        return extension;
    }

    /** What it is called. */
    public String label() {
        return label;
    }

    /**
     * Draws {@code chart} into {@code file}, which is replaced where it exists.
     *
     * @param width in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @param height in pixels, from {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public void write(Path file, JFreeChart chart, int width, int height) throws IOException {
        checkSize(width, height);
        write(file, switch (this) {
            case PNG -> png(chart.createBufferedImage(width, height));
            case SVG -> svg(chart, width, height);
            case PDF -> pdf(chart, width, height);
        });
    }

    static void checkSize(int width, int height) {
        if (Math.min(width, height) < MIN_SIZE || Math.max(width, height) > MAX_SIZE) {
            throw new IllegalArgumentException("picture of " + width + " x " + height + " pixels: each side must be "
                    + MIN_SIZE + " to " + MAX_SIZE);
        }
    }

    static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static byte[] svg(JFreeChart chart, int width, int height) throws IOException {
        Document document;
        try {
            document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG_NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK makes plain documents", e);
        }
        SVGGraphics2D graphics = new SVGGraphics2D(document);
        graphics.setSVGCanvasSize(new java.awt.Dimension(width, height));
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Element root = graphics.getRoot();
        // Without it, a drawing that is made smaller is cut off rather than scaled.
        root.setAttributeNS(null, "viewBox", "0 0 " + width + " " + height);
        try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            graphics.stream(root, writer, true, false);
        }
        return bytes.toByteArray();
    }

    private static byte[] pdf(JFreeChart chart, int width, int height) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(new PDRectangle(width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL));
            document.addPage(page);
            PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, width, height);
            chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
            graphics.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.transform(Matrix.getScaleInstance(POINTS_PER_PIXEL, POINTS_PER_PIXEL));
                content.drawForm(graphics.getXFormObject());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        try {
            Files.write(file, content);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": its folder does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
