package io.paretoscope.foreign;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.sweep.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON as a table: one object, an array of objects, or an object a line. Each is a row and its keys are the columns; lists and objects
 * among its values, such as the times of each request, are not read.
 */
final class JsonTable {
    private JsonTable() {}

    static Table read(SourceFile file) throws ForeignFileException {
        List<Table.Row> rows = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        List<String> lines = file.text().lines().filter(line -> !line.isBlank()).toList();
        // The first line tells: it is whole in JSON lines, and no JSON in a document that was broken into lines.
        if (lines.size() > 1 && isObject(lines.getFirst())) {
            int number = 0;
            for (String line : file.text().lines().toList()) {
                number++;
                if (!line.isBlank()) {
                    add(file, rows, columns, parse(file.name() + ": line " + number + ": ", line), number,
                            "line " + number);
                }
            }
        } else {
            JsonElement document = parse(file.name() + ": ", file.text());
            JsonArray elements = new JsonArray();
            if (document.isJsonArray()) {
                elements = document.getAsJsonArray();
            } else {
                elements.add(document);
            }
            for (int i = 0; i < elements.size(); i++) {
                add(file, rows, columns, elements.get(i), i + 1, "entry " + (i + 1));
            }
        }
        return new Table(Table.Syntax.JSON, List.copyOf(columns), rows);
    }

    private static boolean isObject(String line) {
        try {
            return StrictJson.parse(line).isJsonObject();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonElement parse(String where, String json) throws ForeignFileException {
        try {
            return StrictJson.parse(json);
        } catch (IllegalArgumentException e) {
            throw new ForeignFileException(where + e.getMessage(), e);
        }
    }

    private static void add(SourceFile file, List<Table.Row> rows, Set<String> columns, JsonElement element, int number,
            String place) throws ForeignFileException {
        if (!element.isJsonObject()) {
            throw new ForeignFileException(file.name() + ": " + place + " is no JSON object");
        }
        if (rows.size() == Table.MOST_ROWS) {
            throw Table.tooMany(file);
        }
        JsonObject object = element.getAsJsonObject();
        Map<String, String> cells = new HashMap<>();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            if (entry.getValue().isJsonPrimitive()) {
                cells.put(entry.getKey(), entry.getValue().getAsString().strip());
            }
            if (entry.getValue().isJsonPrimitive() || entry.getValue().isJsonNull()) {
                columns.add(entry.getKey());
            }
        }
        rows.add(new Table.Row(number, place, cells));
    }
}
