package io.paretoscope.foreign;

import java.util.List;
import java.util.Map;

/**
 * What a file holds, whatever its syntax: rows of named cells.
 *
 * @param syntax how it was written
 * @param columns their names, in the order of the file
 * @param rows at least one
 */
record Table(Syntax syntax, List<String> columns, List<Row> rows) {

    /** More rows are refused: a run of others is read and compared whole. */
    static final int MOST_ROWS = 10_000;

    /** How a file is written. */
    enum Syntax {
        CSV,
        JSON
    }

    /**
     * A row.
     *
     * @param number as in {@link ForeignPoint#row()}
     * @param place the same in words, such as {@code line 7}
     * @param cells by column, without white space around them; empty for no value
     */
    record Row(int number, String place, Map<String, String> cells) {
        Row {
            cells = Map.copyOf(cells);
        }

        /** The cell of that column; empty for no value or no such column. */
        String cell(String column) {
            return cells.getOrDefault(column, "");
        }

        boolean has(String column) {
            return !cell(column).isEmpty();
        }
    }

    Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Reads a file of either syntax. */
    static Table of(SourceFile file) throws ForeignFileException {
        String start = file.text().stripLeading();
        if (start.isEmpty()) {
            throw new ForeignFileException(file.name() + ": is empty");
        }
        Table table = start.charAt(0) == '{' || start.charAt(0) == '[' ? JsonTable.read(file) : CsvTable.read(file);
        if (table.rows().isEmpty()) {
            throw new ForeignFileException(file.name() + ": has no rows below its header");
        }
        return table;
    }

    /** How a file with more rows than {@link #MOST_ROWS} is refused. */
    static ForeignFileException tooMany(SourceFile file) {
        return new ForeignFileException(file.name() + ": has more than " + MOST_ROWS
                + " rows, the most that is imported; cut it into several files");
    }
}
