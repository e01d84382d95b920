package io.paretoscope.cli;

import io.paretoscope.store.StoredForeignRun;
import java.util.Locale;

/**
 * How a run is named on the command line: by its number, or by F and its number where it was imported.
 *
 * @param number among the measured or the imported ones
 * @param imported which of the two
 */
record RunName(long number, boolean imported) {

    /**
     * Parses an option's value.
     *
     * @throws IllegalArgumentException where it is no such name
     */
    static RunName parse(String value) {
        String text = value.strip().toUpperCase(Locale.ROOT);
        boolean imported = text.startsWith(StoredForeignRun.PREFIX);
        try {
            return new RunName(Long.parseLong(imported ? text.substring(StoredForeignRun.PREFIX.length()) : text),
                    imported);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is not a run: must be a number, such as 3, or of an "
                    + "imported one F and a number, such as F1", e);
        }
    }

    @Override
    public String toString() {
        return imported ? StoredForeignRun.name(number) : Long.toString(number);
    }
}
