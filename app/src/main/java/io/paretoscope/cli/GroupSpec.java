package io.paretoscope.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Different models side by side, as one option value such as {@code opt-125m:b32x2,opt-1.3b:b16x1}.
 *
 * @param parts in order, at least one
 */
record GroupSpec(List<PartSpec> parts) {
    private static final Pattern PART = Pattern
            .compile("(?<model>[^:]+):b(?<batch>\\d{1,9})(?:x(?<replicas>\\d{1,9}))?");

    /**
     * Equal replicas.
     *
     * @param model by its name
     */
    record PartSpec(String model, int batch, int replicas) {}

    GroupSpec {
        parts = List.copyOf(parts);
    }

    /** Parses an option's value. */
    static final class Converter implements ITypeConverter<GroupSpec> {
        @Override
        public GroupSpec convert(String value) {
            List<PartSpec> parts = new ArrayList<>();
            for (String text : value.split(",", -1)) {
                Matcher part = PART.matcher(text.strip());
                if (!part.matches()) {
                    throw new TypeConversionException(
                            "'" + text + "' is not a part of a group; expected MODEL:bBATCHxREPLICAS"
                                    + " with commas between, such as opt-125m:b32x2,opt-1.3b:b16x1");
                }
                parts.add(new PartSpec(part.group("model"), Integer.parseInt(part.group("batch")),
                        part.group("replicas") == null ? 1 : Integer.parseInt(part.group("replicas"))));
            }
            return new GroupSpec(parts);
        }
    }
}
