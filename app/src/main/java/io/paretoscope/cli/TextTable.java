package io.paretoscope.cli;

import io.paretoscope.decision.BatchTable;
import java.util.ArrayList;
import java.util.List;

/** A table of aligned columns in plain text. Headings may have several lines; they stand on the rule below them. */
final class TextTable {
    private static final String GAP = "  ";

    private record Column(List<String> heading, boolean right) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** What {@code table} has, without its footnotes. */
    static TextTable of(BatchTable table) {
        TextTable text = new TextTable();
        table.columns().forEach(column -> {
            if (column.number()) {
                text.right(column.heading());
            } else {
                text.left(column.heading());
            }
        });
        table.rows().forEach(row -> text.row(row.cells()));
        return text;
    }

    /** Adds a column of words. */
    TextTable left(String heading) {
        columns.add(new Column(heading.lines().toList(), false));
        return this;
    }

    /** Adds a column of numbers. */
    TextTable right(String heading) {
        columns.add(new Column(heading.lines().toList(), true));
        return this;
    }

    /** Adds a row with one cell a column. */
    void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /** The table, a line each, without a newline at the end. */
    String render() {
        int[] widths = new int[columns.size()];
        int headingLines = 0;
        for (int c = 0; c < columns.size(); c++) {
            int column = c;
            widths[c] = Math.max(columns.get(c).heading().stream().mapToInt(String::length).max().orElse(0),
                    rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
            headingLines = Math.max(headingLines, columns.get(c).heading().size());
        }
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < headingLines; line++) {
            List<String> cells = new ArrayList<>();
            for (Column column : columns) {
                int own = line - (headingLines - column.heading().size());
                cells.add(own < 0 ? "" : column.heading().get(own));
            }
            lines.add(line(cells, widths));
        }
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        lines.add(line(rule, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return String.join(System.lineSeparator(), lines);
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cells.get(c);
            String padding = " ".repeat(widths[c] - cell.length());
            line.append(c == 0 ? "" : GAP).append(columns.get(c).right() ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
