package io.paretoscope.foreign;

import java.util.List;
import java.util.Optional;

/** What is known of the files of one tool. */
interface Dialect {
    /** By what its files are told: of each of these lists, one column at least. */
    List<List<String>> marks();

    /** Which columns a row's values come from; columns that the file does not have may be among them. */
    Mapping mapping(Table.Row row);

    /** The mark that a file lacks, as its possible columns; empty where it has all. */
    default Optional<List<String>> missing(Table table) {
        return marks().stream().filter(names -> names.stream().noneMatch(table.columns()::contains)).findFirst();
    }

    /** The first of {@code names} that the row has a value for; the first of all where it has none. */
    static String present(Table.Row row, String... names) {
        for (String name : names) {
            if (row.has(name)) {
                return name;
            }
        }
        return names[0];
    }
}
