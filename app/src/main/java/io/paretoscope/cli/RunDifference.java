package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.sweep.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** In which conditions two runs differ. */
final class RunDifference {
    private static final String NOT_STATED = "(not stated)";

    private final ChosenRun before;
    private final ChosenRun after;
    private final List<Conditions.Difference> differences;

    RunDifference(ChosenRun before, ChosenRun after) {
        this.before = before;
        this.after = after;
        differences = before.conditions().differences(after.conditions());
    }

    /** As JSON. */
    JsonObject json() {
        JsonObject document = new JsonObject();
        document.add("before_run_id", before.id());
        document.add("after_run_id", after.id());
        document.add("differences", JsonText.array(differences, RunDifference::object));
        return document;
    }

    private static JsonObject object(Conditions.Difference difference) {
        JsonObject object = new JsonObject();
        object.addProperty("name", difference.name());
        object.addProperty("settled", difference.settled());
        object.add("before", text(difference.before()));
        object.add("after", text(difference.after()));
        return object;
    }

    private static JsonElement text(Optional<String> value) {
        return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }

    /** What stays until someone changes it, then what moves by itself. */
    List<String> lines() {
        String runs = "runs " + before.name() + " and " + after.name();
        List<String> lines = new ArrayList<>();
        lines.addAll(section(true, runs + " differ in what stays until someone changes it:",
                "the settled conditions of " + runs + " are the same: they compare like with like"));
        lines.add("");
        lines.addAll(section(false, "and in what moves by itself:", "what moves by itself was the same"));
        return lines;
    }

    private List<String> section(boolean settled, String heading, String none) {
        List<Conditions.Difference> some = differences.stream()
                .filter(difference -> difference.settled() == settled)
                .toList();
        if (some.isEmpty()) {
            return List.of(none);
        }
        TextTable table = new TextTable().left("Condition")
                .left("Run " + before.name())
                .left("Run " + after.name());
        some.forEach(difference -> table.row(List.of(difference.name(), difference.before().orElse(NOT_STATED),
                difference.after().orElse(NOT_STATED))));
        return List.of(heading, table.render());
    }
}
