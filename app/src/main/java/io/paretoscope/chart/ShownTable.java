package io.paretoscope.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What a chart shows, as a table of numbers: all their digits, in the units of the chart's axes.
 *
 * @param head names of the columns, units included
 * @param rows as many cells each; empty where there is nothing to tell
 */
public record ShownTable(List<String> head, List<List<String>> rows) {
    public ShownTable {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** By RFC 4180. */
    public String csv() {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(head);
            printer.printRecords(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder takes any text", e);
        }
        return text.toString();
    }

    /**
     * Writes it as CSV into {@code file}, which is replaced where it exists.
     *
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public void write(Path file) throws IOException {
        PictureFormat.write(file, csv().getBytes(StandardCharsets.UTF_8));
    }
}
