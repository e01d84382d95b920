package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.replica.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Different models side by side as users write them, such as {@code opt-125m:b32x2,opt-1.3b:b16x1}: with models by their
 * names, which are yet to be looked up.
 *
 * @param parts in order, at least one
 */
public record GroupSpec(List<PartSpec> parts) {
    private static final Pattern PART = Pattern
            .compile("(?<model>[^:]+):b(?<batch>\\d{1,9})(?:x(?<replicas>\\d{1,9}))?");

    /**
     * Equal replicas.
     *
     * @param model by its name
     * @param batch sequences of each
     * @param replicas how many
     */
    public record PartSpec(String model, int batch, int replicas) {}

    public GroupSpec {
        parts = List.copyOf(parts);
    }

    /**
     * The group that {@code text} means.
     *
     * @throws IllegalArgumentException with a one-line message that names the part and what would be right
     */
    public static GroupSpec parse(String text) {
        List<PartSpec> parts = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher part = PART.matcher(each.strip());
            if (!part.matches()) {
                throw new IllegalArgumentException("'" + each + "' is not a part of a group; expected "
                        + "MODEL:bBATCHxREPLICAS with commas between, such as opt-125m:b32x2,opt-1.3b:b16x1");
            }
            parts.add(new PartSpec(part.group("model"), Integer.parseInt(part.group("batch")),
                    part.group("replicas") == null ? 1 : Integer.parseInt(part.group("replicas"))));
        }
        return new GroupSpec(parts);
    }

    /** The text that means {@code group}, its models by their names. */
    public static String text(List<Part> group) {
        return group.stream().map(Part::label).collect(Collectors.joining(", "));
    }

    /**
     * The group with the models that the names mean.
     *
     * @param models the model of a name; throws IllegalArgumentException where there is none
     * @throws IllegalArgumentException with a one-line message, where a model is unknown or a number cannot be
     */
    public List<Part> resolved(Function<String, ModelSource> models) {
        return parts.stream()
                .map(part -> new Part(models.apply(part.model()), part.batch(), part.replicas()))
                .toList();
    }
}
