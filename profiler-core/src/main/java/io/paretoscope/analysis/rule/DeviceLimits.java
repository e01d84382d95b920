package io.paretoscope.analysis.rule;

import io.paretoscope.sweep.Conditions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run's conditions say that its device has at most. Conditions are text for people, by the names that the driver's facts and the
 * host's have.
 *
 * @param memoryBytes of the device
 * @param powerWatts the power limit that was in force
 */
record DeviceLimits(Knowledge<Double> memoryBytes, Knowledge<Double> powerWatts) {
    private static final Pattern NUMBER = Pattern.compile("(?<number>\\d+(?:\\.\\d+)?) (?<unit>\\S+)");
    private static final Map<String, Double> BYTES = Map.of("bytes", 1.0, "MiB", (double) (1L << 20), "GiB",
            (double) (1L << 30));
    private static final Map<String, Double> WATTS = Map.of("W", 1.0);

    static DeviceLimits of(Conditions conditions) {
        Map<String, String> settled = conditions.settled();
        // The driver's figure is exact, the report's is rounded for people.
        Optional<Double> memory = parse(settled.get("memory"), BYTES)
                .or(() -> parse(settled.get("device memory"), BYTES));
        return new DeviceLimits(
                known(memory, "the run's conditions do not tell how much memory the device has"),
                known(parse(settled.get("power limit enforced"), WATTS),
                        "the run's conditions do not tell its power limit"));
    }

    private static Optional<Double> parse(@Nullable String text, Map<String, Double> units) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = NUMBER.matcher(text);
        return matcher.matches() && units.containsKey(matcher.group("unit"))
                ? Optional.of(Double.parseDouble(matcher.group("number")) * units.get(matcher.group("unit")))
                : Optional.empty();
    }

    private static Knowledge<Double> known(Optional<Double> value, String otherwise) {
        return value.<Knowledge<Double>>map(Knowledge.Known::new).orElseGet(() -> new Knowledge.Unknown<>(otherwise));
    }
}
