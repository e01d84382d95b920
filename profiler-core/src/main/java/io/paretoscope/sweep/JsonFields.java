package io.paretoscope.sweep;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that a person wrote. Every complaint is an {@link IllegalArgumentException} with the path
 * of the key and the form that would have been accepted.
 */
final class JsonFields {
    private static final String TEXT = "a string";
    private static final String TRUTH = "true or false";
    private static final String WHOLE = "a whole number";
    private static final String NUMBER = "a number of at least 0";
    private static final String COUNT = "a whole number of at least 1";
    private static final int LONGEST_QUOTE = 60;

    private final String path;
    private final JsonObject object;

    private JsonFields(String path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    /**
     * Opens {@code element} as an object with no other keys than {@code keys}.
     *
     * @param path where the object stands, such as {@code models[0]}; empty for the document
     */
    static JsonFields of(String path, JsonElement element, List<String> keys) {
        if (!element.isJsonObject()) {
            throw wrong(path.isEmpty() ? "the plan" : path, "an object with the keys " + String.join(", ", keys),
                    element);
        }
        JsonFields fields = new JsonFields(path, element.getAsJsonObject());
        for (String key : fields.object.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(fields.pathOf(key) + ": unknown key; known here are "
                        + String.join(", ", keys));
            }
        }
        return fields;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(String key) {
        JsonElement element = object.get(key);
        return element != null && !element.isJsonNull();
    }

    JsonElement element(String key, String form) {
        JsonElement element = object.get(key);
        if (element == null || element.isJsonNull()) {
            throw new IllegalArgumentException(pathOf(key) + ": is missing; must be " + form);
        }
        return element;
    }

    /** The elements of an array of at least one, each read by {@code read} with its path. */
    <T> List<T> list(String key, String form, ElementReader<T> read) {
        return list(pathOf(key), element(key, form), form, read);
    }

    /** The elements of {@code element}, which has to be an array of at least one, each read by {@code read} with its path. */
    static <T> List<T> list(String path, JsonElement element, String form, ElementReader<T> read) {
        if (!(element instanceof JsonArray array) || array.isEmpty()) {
            throw wrong(path, form, element);
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            values.add(read.read(path + "[" + i + "]", array.get(i)));
        }
        return List.copyOf(values);
    }

    Optional<Boolean> optionalTruth(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonElement element = element(key, TRUTH);
        if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return Optional.of(primitive.getAsBoolean());
        }
        throw wrong(pathOf(key), TRUTH, element);
    }

    String text(String key) {
        return text(pathOf(key), element(key, TEXT));
    }

    int count(String key) {
        return count(pathOf(key), element(key, COUNT));
    }

    OptionalInt optionalCount(String key) {
        return has(key) ? OptionalInt.of(count(key)) : OptionalInt.empty();
    }

    Optional<Double> optionalNumber(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonElement element = element(key, NUMBER);
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()
                && Double.isFinite(primitive.getAsDouble()) && primitive.getAsDouble() >= 0) {
            return Optional.of(primitive.getAsDouble());
        }
        throw wrong(pathOf(key), NUMBER, element);
    }

    OptionalLong optionalWhole(String key) {
        return has(key) ? OptionalLong.of(whole(pathOf(key), element(key, WHOLE), WHOLE)) : OptionalLong.empty();
    }

    /** A string that {@code parse} understands, or {@code otherwise} where the key is absent. */
    <T> T parsed(String key, T otherwise, Function<String, T> parse) {
        if (!has(key)) {
            return otherwise;
        }
        String text = text(key);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pathOf(key) + ": " + e.getMessage(), e);
        }
    }

    static int count(String path, JsonElement element) {
        long value = whole(path, element, COUNT);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw wrong(path, COUNT, element);
        }
        return (int) value;
    }

    private static long whole(String path, JsonElement element, String form) {
        try {
            if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
                return primitive.getAsBigDecimal().longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(path, form, element, e);
        }
        throw wrong(path, form, element);
    }

    static String text(String path, JsonElement element) {
        if (element instanceof JsonPrimitive primitive && primitive.isString() && !primitive.getAsString().isBlank()) {
            return primitive.getAsString();
        }
        throw wrong(path, TEXT, element);
    }

    private static IllegalArgumentException wrong(String path, String form, JsonElement found) {
        return wrong(path, form, found, null);
    }

    private static IllegalArgumentException wrong(String path, String form, JsonElement found,
            @Nullable Exception cause) {
        String quoted = found.toString();
        String shown = quoted.length() <= LONGEST_QUOTE ? quoted : quoted.substring(0, LONGEST_QUOTE) + "…";
        return new IllegalArgumentException(path + ": must be " + form + ", not " + shown, cause);
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    interface ElementReader<T> {
        T read(String path, JsonElement element);
    }
}
