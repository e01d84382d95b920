package io.paretoscope.foreign;

/**
 * Takes the rows with that text in that column.
 *
 * @param column which
 * @param value the whole text of the cell, white space around it left out; empty for cells without a value
 */
public record RowFilter(String column, String value) {

    /**
     * Reads {@code COLUMN=VALUE}.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static RowFilter parse(String option) {
        int equals = option.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("'" + option + "': expected COLUMN=VALUE, such as study=background");
        }
        return new RowFilter(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
    }

    boolean takes(Table.Row row) {
        return row.cell(column).equals(value);
    }

    @Override
    public String toString() {
        return column + "=" + value;
    }
}
