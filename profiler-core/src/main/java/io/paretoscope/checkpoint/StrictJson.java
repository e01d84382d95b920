package io.paretoscope.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Reads JSON by the letter of RFC 8259, so that two readers cannot see two different things in one file. */
final class StrictJson {
    /** Longest JSON text that is read; the limit that safetensors sets for its header. */
    static final long MOST_BYTES = 100_000_000;

    private StrictJson() {}

    /** What reads one JSON value. */
    @FunctionalInterface
    interface Body<T> {
        T read(JsonReader json) throws IOException;
    }

    /**
     * Reads a text that is one JSON object.
     *
     * @param where file and part, for messages
     * @throws IOException of one line that starts with {@code where}
     */
    static <T> T object(byte[] text, String where, Body<T> body) throws IOException {
        try (JsonReader json = new JsonReader(
                new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            T value = body.read(json);
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("text after the end of the object");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw new IOException(where + " is not UTF-8 text", e);
        } catch (EOFException e) {
            throw new IOException(where + " is not valid JSON: it ends too early", e);
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
            throw new IOException(where + " is not valid JSON or holds another type than expected: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    /**
     * The next key, which must be new.
     *
     * @param seen the keys of this object so far; gets the new one
     */
    static String newKey(JsonReader json, Set<String> seen, String where) throws IOException {
        String key = json.nextName();
        if (!seen.add(key)) {
            throw new IOException(where + " names " + Quoted.of(key) + " twice");
        }
        return key;
    }

    /** The next value, which must be a string: Gson alone would take a number for one. */
    static String text(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw new IllegalStateException("Expected a string but was " + json.peek() + " at " + json.getPath());
        }
        return json.nextString();
    }

    /** The next value, which must be a whole number from 0 on: Gson alone would take a string for one. */
    static long count(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.NUMBER) {
            throw new IllegalStateException("Expected a number but was " + json.peek() + " at " + json.getPath());
        }
        long count = json.nextLong();
        if (count < 0) {
            throw new IllegalStateException("Expected a number from 0 on but was " + count + " at " + json.getPath());
        }
        return count;
    }
}
