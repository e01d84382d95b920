package io.paretoscope.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Names, as one option value such as {@code opt-125m,opt-350m}.
 *
 * @param values the names, in order, at least one, none of them empty
 */
record NameList(List<String> values) {
    NameList {
        values = List.copyOf(values);
    }

    /** Parses an option's value. */
    static final class Converter implements ITypeConverter<NameList> {
        @Override
        public NameList convert(String value) {
            List<String> names = Stream.of(value.split(",", -1)).map(String::strip).toList();
            if (names.contains("")) {
                throw new TypeConversionException("'" + value
                        + "' has an empty name; expected names with commas between, such as opt-125m,opt-350m");
            }
            return new NameList(names);
        }
    }
}
