package io.paretoscope.telemetry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was sampled once, as {@link RecordingWriter} wrote it.
 *
 * @param device what was watched
 * @param began when, by the wall clock
 * @param facts its facts then
 * @param traces the samples, whose times are nanoseconds since the beginning, and the reasons at the end
 */
public record Recording(String device, Instant began, Map<String, Fact> facts, Traces traces) {
    public Recording {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Reads a recording.
     *
     * @throws IOException naming the file, the line and what is wrong there
     */
    public static Recording read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            if (first == null) {
                throw new IOException(file + ": is empty, expected a recording of telemetry");
            }
            int line = 1;
            try {
                JsonObject header = JsonParser.parseString(first).getAsJsonObject();
                if (!header.has("format") || !RecordingWriter.FORMAT.equals(header.get("format").getAsString())) {
                    throw new IllegalArgumentException("not a recording of telemetry");
                }
                if (header.get("version").getAsInt() != RecordingWriter.VERSION) {
                    throw new IllegalArgumentException("version " + header.get("version").getAsInt()
                            + " of the format, of which this program reads " + RecordingWriter.VERSION);
                }
                List<Samples> samples = new ArrayList<>();
                for (JsonElement one : header.getAsJsonArray("series")) {
                    JsonObject object = one.getAsJsonObject();
                    samples.add(new Samples(new Series(quantity(object.get("quantity").getAsString()),
                            object.get("source").getAsString())));
                }
                Map<Quantity, String> reasons = reasons(header);
                for (String text : in.lines().toList()) {
                    line++;
                    JsonElement element = JsonParser.parseString(text);
                    if (element.isJsonObject()) {
                        reasons = reasons(element.getAsJsonObject());
                        continue;
                    }
                    JsonArray sample = element.getAsJsonArray();
                    samples.get(sample.get(1).getAsInt()).add(sample.get(0).getAsLong(), sample.get(2).getAsDouble());
                }
                return new Recording(header.get("device").getAsString(),
                        Instant.parse(header.get("began_at").getAsString()),
                        facts(header.getAsJsonObject("facts")),
                        new Traces(samples.stream().map(Samples::trace).toList(), reasons));
            } catch (UncheckedIOException e) {
                throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
            } catch (JsonParseException | IllegalStateException | IllegalArgumentException | DateTimeException
                    | NullPointerException | IndexOutOfBoundsException e) {
                throw new IOException(file + ": line " + line + " is no line of a recording: " + e.getMessage(), e);
            }
        }
    }

    private static Quantity quantity(String key) {
        return Quantity.ofKey(key).orElseThrow(() -> new IllegalArgumentException("unknown quantity '" + key + "'"));
    }

    private static Map<String, Fact> facts(JsonObject object) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
            JsonObject fact = entry.getValue().getAsJsonObject();
            facts.put(entry.getKey(), fact.has("value")
                    ? new Fact.Known(fact.get("value").getAsString())
                    : new Fact.Unavailable(fact.get("unavailable").getAsString()));
        }
        return facts;
    }

    private static Map<Quantity, String> reasons(JsonObject line) {
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        line.getAsJsonObject("unavailable")
                .entrySet()
                .forEach(entry -> reasons.put(quantity(entry.getKey()), entry.getValue().getAsString()));
        return reasons;
    }

    /** Samples of one series while they are read. */
    private static final class Samples {
        private static final int FIRST_ROOM = 256;

        private final Series series;
        private long[] nanos = new long[FIRST_ROOM];
        private double[] values = new double[FIRST_ROOM];
        private int size;

        Samples(Series series) {
            this.series = series;
        }

        void add(long time, double value) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            nanos[size] = time;
            values[size] = value;
            size++;
        }

        Trace trace() {
            return new Trace(series.quantity(), series.source(), Arrays.copyOf(nanos, size),
                    Arrays.copyOf(values, size));
        }
    }
}
