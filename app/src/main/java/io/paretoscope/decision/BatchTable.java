package io.paretoscope.decision;

import java.util.List;

/**
 * A line for each batch of a series.
 *
 * @param columns its heads; the first is of the batches
 * @param rows by the size of the batch
 * @param footnotes the reasons that marks in cells refer to, in the order of their marks
 */
public record BatchTable(List<Column> columns, List<Row> rows, List<String> footnotes) {
    public BatchTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        footnotes = List.copyOf(footnotes);
    }

    /**
     * The head of a column.
     *
     * @param heading one line or two
     * @param number whether there are numbers below it
     */
    public record Column(String heading, boolean number) {}

    /**
     * A batch.
     *
     * @param label the point's
     * @param cells one a column
     */
    public record Row(String label, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    static Column number(String heading) {
        return new Column(heading, true);
    }

    static Column words(String heading) {
        return new Column(heading, false);
    }
}
