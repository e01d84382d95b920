package io.paretoscope.telemetry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes samples as JSON lines while they are taken. The first line is an object: what was watched and when, its facts, the series
 * with their sources, and why what is not there is not there. Each further line is a sample: nanoseconds since the beginning, the
 * index of the series, the value. Samples of one series stand in the order of time. Where a reason became known, or another, an
 * object of the reasons then stands between them.
 */
public final class RecordingWriter implements AutoCloseable {
    static final String FORMAT = "paretoscope-telemetry";
    static final int VERSION = 1;

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final BufferedWriter out;
    private final long beganNanos;
    private final Map<Quantity, Integer> indices = new EnumMap<>(Quantity.class);
    private final Map<Quantity, Long> writtenTo = new EnumMap<>(Quantity.class);
    private Map<Quantity, String> reasons;

    /**
     * Begins a recording; an existing file is replaced.
     *
     * @param device what is watched
     * @param began when, by the wall clock
     * @param beganNanos the same moment by the clock of the samples; samples before it are left out
     * @param series what is sampled
     * @param unavailable what is not, and why
     */
    public RecordingWriter(Path file, String device, Instant began, long beganNanos, Map<String, Fact> facts,
            List<Series> series, Map<Quantity, String> unavailable) throws IOException {
        this.beganNanos = beganNanos;
        reasons = Map.copyOf(unavailable);
        for (Series one : series) {
            indices.put(one.quantity(), indices.size());
        }
        out = Files.newBufferedWriter(file);
        try {
            line(GSON.toJson(header(device, began, facts, series, unavailable)));
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    private static JsonObject header(String device, Instant began, Map<String, Fact> facts, List<Series> series,
            Map<Quantity, String> unavailable) {
        JsonObject header = new JsonObject();
        header.addProperty("format", FORMAT);
        header.addProperty("version", VERSION);
        header.addProperty("device", device);
        header.addProperty("began_at", began.toString());
        JsonObject known = new JsonObject();
        facts.forEach((name, fact) -> {
            JsonObject object = new JsonObject();
            switch (fact) {
                case Fact.Known(String value) -> object.addProperty("value", value);
                case Fact.Unavailable(String reason) -> object.addProperty("unavailable", reason);
            }
            known.add(name, object);
        });
        header.add("facts", known);
        JsonArray all = new JsonArray();
        for (Series one : series) {
            JsonObject object = new JsonObject();
            object.addProperty("quantity", one.quantity().key());
            object.addProperty("source", one.source());
            all.add(object);
        }
        header.add("series", all);
        header.add("unavailable", object(unavailable));
        return header;
    }

    private static JsonObject object(Map<Quantity, String> unavailable) {
        JsonObject object = new JsonObject();
        unavailable.forEach((quantity, reason) -> object.addProperty(quantity.key(), reason));
        return object;
    }

    /** Writes the samples of {@code traces} that are newer than those already written, and reasons that are new. */
    public void append(Traces traces) throws IOException {
        if (!reasons.equals(traces.unavailable())) {
            reasons = traces.unavailable();
            JsonObject change = new JsonObject();
            change.add("unavailable", object(reasons));
            line(GSON.toJson(change));
        }
        for (Trace trace : traces.traces()) {
            Integer index = indices.get(trace.quantity());
            if (index == null) {
                continue;
            }
            long after = writtenTo.getOrDefault(trace.quantity(), beganNanos - 1);
            for (int i = trace.firstAtOrAfter(after + 1); i < trace.size(); i++) {
                line("[" + (trace.nanos(i) - beganNanos) + "," + index + "," + number(trace.value(i)) + "]");
                writtenTo.put(trace.quantity(), trace.nanos(i));
            }
        }
        out.flush();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
