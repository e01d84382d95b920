package io.paretoscope.foreign;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * CSV by RFC 4180, with commas: its first row names the columns. Lines that begin with {@code # } before it are comments. Empty
 * lines are passed over.
 */
final class CsvTable {
    private static final String COMMENT = "# ";

    private CsvTable() {}

    static Table read(SourceFile file) throws ForeignFileException {
        int comments = 0;
        int start = 0;
        while (file.text().startsWith(COMMENT, start) && file.text().indexOf('\n', start) >= 0) {
            start = file.text().indexOf('\n', start) + 1;
            comments++;
        }
        CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        // What is wrong below was found in the line after the last whole record.
        long line = comments;
        try (CSVParser parser = CSVParser.parse(new StringReader(file.text().substring(start)), format)) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext()) {
                throw new ForeignFileException(file.name() + ": has no header");
            }
            List<String> columns = columns(file, records.next());
            List<Table.Row> rows = new ArrayList<>();
            line = comments + parser.getCurrentLineNumber();
            while (records.hasNext()) {
                CSVRecord record = records.next();
                line = comments + parser.getCurrentLineNumber();
                if (rows.size() == Table.MOST_ROWS) {
                    throw Table.tooMany(file);
                }
                rows.add(row(file, columns, record, (int) line - lineBreaks(record)));
            }
            return new Table(Table.Syntax.CSV, columns, rows);
        } catch (UncheckedIOException e) {
            throw broken(file, line, e);
        } catch (ForeignFileException e) {
            throw e;
        } catch (IOException e) {
            throw broken(file, line, e);
        }
    }

    private static ForeignFileException broken(SourceFile file, long after, Exception e) {
        return new ForeignFileException(file.name() + ": is no CSV after line " + after
                + ": a quote is not closed, or something follows one", e);
    }

    private static List<String> columns(SourceFile file, CSVRecord header) throws ForeignFileException {
        List<String> columns = new ArrayList<>();
        for (String cell : header) {
            // Tools that number their rows leave that column without a name.
            String name = cell.isBlank() ? "column " + (columns.size() + 1) : cell.strip();
            if (columns.contains(name)) {
                throw new ForeignFileException(file.name() + ": has two columns '" + name
                        + "'; rename one of them, so that it is clear which is meant");
            }
            columns.add(name);
        }
        if (columns.size() == 1 && columns.getFirst().matches(".*[;\t|].*")) {
            throw new ForeignFileException(file.name() + ": its header '" + columns.getFirst()
                    + "' is one column; columns must have commas between them");
        }
        return columns;
    }

    private static Table.Row row(SourceFile file, List<String> columns, CSVRecord record, int line)
            throws ForeignFileException {
        if (record.size() != columns.size()) {
            throw new ForeignFileException(file.name() + ": line " + line + " has " + record.size()
                    + " cells, and the header " + columns.size() + " columns");
        }
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.put(columns.get(i), record.get(i).strip());
        }
        return new Table.Row(line, "line " + line, cells);
    }

    /** A record is known by the line it begins in, and the parser tells the one it ends in. */
    private static int lineBreaks(CSVRecord record) {
        int breaks = 0;
        for (String cell : record) {
            breaks += (int) cell.chars().filter(c -> c == '\n').count();
        }
        return breaks;
    }
}
