package io.paretoscope.foreign;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The cells of one row as numbers. Every complaint names file, place and column. */
record Cells(String fileName, Table.Row row) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /** A number of at least 0; empty where the cell is. */
    OptionalDouble number(String column) throws ForeignFileException {
        String cell = row.cell(column);
        if (cell.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!NUMBER.matcher(cell).matches()) {
            throw wrong(column, "'" + cell + "' is not a finite number; leave the cell empty where there is no value");
        }
        double number = Double.parseDouble(cell);
        if (Double.isInfinite(number)) {
            throw wrong(column, "'" + cell + "' is too large");
        }
        if (number < 0) {
            throw wrong(column, "'" + cell + "' is negative; no metric can be");
        }
        return OptionalDouble.of(number);
    }

    /** A whole number of at least 1; empty where the cell is. */
    OptionalInt count(String column) throws ForeignFileException {
        Optional<String> cell = text(column);
        return cell.isEmpty() ? OptionalInt.empty() : OptionalInt.of(count(column, cell.get()));
    }

    /** The same of a text that need not be the cell's. */
    int count(String column, String text) throws ForeignFileException {
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (number >= 1 && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
                return (int) number;
            }
        }
        throw wrong(column, "'" + text + "' is not a whole number of at least 1");
    }

    /** What the cell says; empty where it is. */
    Optional<String> text(String column) {
        return row.has(column) ? Optional.of(row.cell(column)) : Optional.empty();
    }

    ForeignFileException wrong(String column, String what) {
        return new ForeignFileException(fileName + ": " + row.place() + ", column '" + column + "': " + what);
    }
}
