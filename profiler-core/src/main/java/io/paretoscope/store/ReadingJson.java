package io.paretoscope.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Reading;
import java.util.Optional;

/** Readings in the rescue file, bit for bit. */
final class ReadingJson {
    private static final int HEX = 16;

    private ReadingJson() {}

    static JsonObject of(Reading reading) {
        JsonObject object = new JsonObject();
        switch (reading) {
            case Reading.Unavailable(String reason) -> object.addProperty("unavailable", reason);
            case Reading.Value value -> {
                object.add("value", number(value.value()));
                object.addProperty("n", value.n());
                value.interval().ifPresent(interval -> {
                    object.add("low", number(interval.low()));
                    object.add("high", number(interval.high()));
                    object.addProperty("repeats", interval.runs());
                });
                value.source().ifPresent(source -> object.addProperty("source", source));
            }
        }
        return object;
    }

    static Reading reading(JsonObject object) {
        Optional<String> unavailable = PointJson.text(object, "unavailable");
        if (unavailable.isPresent()) {
            return new Reading.Unavailable(unavailable.get());
        }
        Optional<Interval> interval = object.has("repeats")
                ? Optional.of(new Interval(number(object.get("low")), number(object.get("high")),
                        object.get("repeats").getAsInt()))
                : Optional.empty();
        return new Reading.Value(number(object.get("value")), object.get("n").getAsInt(), interval,
                PointJson.text(object, "source"));
    }

    /** JSON has no infinity and nothing that is not a number: these are their bits, in hexadecimal. */
    static JsonPrimitive number(double value) {
        return Double.isFinite(value)
                ? new JsonPrimitive(value)
                : new JsonPrimitive(Long.toHexString(Double.doubleToRawLongBits(value)));
    }

    static double number(JsonElement element) {
        return element.getAsJsonPrimitive().isString()
                ? Double.longBitsToDouble(Long.parseUnsignedLong(element.getAsString(), HEX))
                : element.getAsDouble();
    }
}
