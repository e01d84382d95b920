package io.paretoscope.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Whole numbers, as one option value such as {@code 1,2,4}.
 *
 * @param values the numbers, in order, at least one
 */
record IntList(List<Integer> values) {
    IntList {
        values = List.copyOf(values);
    }

    /** Parses an option's value. */
    static final class Converter implements ITypeConverter<IntList> {
        @Override
        public IntList convert(String value) {
            List<Integer> numbers = new ArrayList<>();
            for (String part : value.split(",", -1)) {
                try {
                    numbers.add(Integer.valueOf(part.strip()));
                } catch (NumberFormatException e) {
                    throw new TypeConversionException("'" + part
                            + "' is not a whole number up to " + Integer.MAX_VALUE
                            + "; expected numbers with commas between, such as 1,2,4");
                }
            }
            return new IntList(numbers);
        }
    }
}
