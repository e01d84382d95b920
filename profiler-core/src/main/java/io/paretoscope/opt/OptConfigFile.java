package io.paretoscope.opt;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a Hugging Face {@code config.json} of an OPT model. Keys that do not shape the model are ignored. */
public final class OptConfigFile {
    private static final long MOST_BYTES = 1 << 20;
    /** Where Gson's messages say that a text went wrong. */
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

    private OptConfigFile() {}

    /**
     * Reads {@code file}.
     *
     * @param name what the model is to be called
     * @throws IOException with a one-line message that names the file, where it cannot be read or describes something
     *     that is not an OPT model this product can run
     */
    public static OptConfig read(String name, Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + ": has " + Files.size(file) + " bytes; a config.json has at most "
                        + MOST_BYTES);
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file; a checkpoint folder holds a config.json", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8 text, as JSON is", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied", e);
        }
        try {
            return parse(name, text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Parses the text of a {@code config.json}.
     *
     * @throws IllegalArgumentException naming the key that is missing, of the wrong type or not supported
     */
    public static OptConfig parse(String name, String json) {
        JsonObject object;
        try {
            object = JsonParser.parseString(json).getAsJsonObject();
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not valid JSON" + place(e) + "; a config.json is a JSON object", e);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("not a JSON object, as a config.json is", e);
        }
        String type = text(object, "model_type", "opt");
        if (!type.equals("opt")) {
            throw new IllegalArgumentException("model_type is '" + type + "', expected 'opt'");
        }
        String activation = text(object, "activation_function", "relu");
        if (!activation.equals("relu")) {
            throw new IllegalArgumentException("activation_function is '" + activation + "', only 'relu' is supported");
        }
        int hidden = integer(object, "hidden_size", null);
        boolean preNorm = flag(object, "do_layer_norm_before", true);
        boolean finalNorm = preNorm && !flag(object, "_remove_final_layer_norm", false);
        return new OptConfig(name, integer(object, "num_hidden_layers", null), hidden,
                integer(object, "num_attention_heads", null), integer(object, "ffn_dim", null),
                integer(object, "vocab_size", null), integer(object, "max_position_embeddings", 2048),
                integer(object, "word_embed_proj_dim", hidden), preNorm, finalNorm, flag(object, "enable_bias", true),
                flag(object, "layer_norm_elementwise_affine", true), flag(object, "tie_word_embeddings", true));
    }

    /** The keys that shape a model, each stated; {@link #parse} reads the same shape from them. */
    public static JsonObject toJson(OptConfig config) {
        JsonObject object = new JsonObject();
        object.addProperty("model_type", "opt");
        object.addProperty("activation_function", "relu");
        object.addProperty("num_hidden_layers", config.layers());
        object.addProperty("hidden_size", config.hidden());
        object.addProperty("num_attention_heads", config.heads());
        object.addProperty("ffn_dim", config.ffn());
        object.addProperty("vocab_size", config.vocabulary());
        object.addProperty("max_position_embeddings", config.positions());
        object.addProperty("word_embed_proj_dim", config.embedding());
        object.addProperty("do_layer_norm_before", config.preNorm());
        object.addProperty("_remove_final_layer_norm", config.preNorm() && !config.finalNorm());
        object.addProperty("enable_bias", config.bias());
        object.addProperty("layer_norm_elementwise_affine", config.normAffine());
        object.addProperty("tie_word_embeddings", config.tied());
        return object;
    }

    /**
     * The first key in which the shape that was found differs from the expected one, with both values in words; empty
     * where the shapes are the same. Names are not compared.
     */
    public static Optional<String> difference(OptConfig found, OptConfig expected) {
        JsonObject values = toJson(found);
        return toJson(expected).entrySet()
                .stream()
                .filter(key -> !key.getValue().equals(values.get(key.getKey())))
                .map(key -> key.getKey() + " is " + values.get(key.getKey()) + ", where " + expected.name() + " has "
                        + key.getValue())
                .findFirst();
    }

    private static String place(JsonParseException e) {
        Matcher place = PLACE.matcher(String.valueOf(e.getMessage()));
        return place.find() ? " at line " + place.group(1) + ", column " + place.group(2) : "";
    }

    private static @Nullable JsonPrimitive primitive(JsonObject object, String key, String expected) {
        JsonElement element = object.get(key);
        if (element == null || element.isJsonNull()) {
            return null;
        }
        if (!element.isJsonPrimitive()) {
            throw new IllegalArgumentException(key + " must be " + expected + ", not " + element);
        }
        return element.getAsJsonPrimitive();
    }

    private static String text(JsonObject object, String key, String otherwise) {
        JsonPrimitive value = primitive(object, key, "a string");
        return value == null ? otherwise : value.getAsString();
    }

    private static boolean flag(JsonObject object, String key, boolean otherwise) {
        JsonPrimitive value = primitive(object, key, "true or false");
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(key + " must be true or false, not " + value);
        }
        return value.getAsBoolean();
    }

    private static int integer(JsonObject object, String key, @Nullable Integer otherwise) {
        JsonPrimitive value = primitive(object, key, "a whole number");
        if (value == null) {
            if (otherwise == null) {
                throw new IllegalArgumentException(key + " is missing");
            }
            return otherwise;
        }
        try {
            if (value.isNumber()) {
                return value.getAsBigDecimal().intValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(key + " must be a whole number, not " + value, e);
        }
        throw new IllegalArgumentException(key + " must be a whole number, not " + value);
    }
}
