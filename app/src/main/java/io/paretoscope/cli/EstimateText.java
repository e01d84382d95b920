package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.analysis.prediction.Estimate;
import java.util.Locale;
import java.util.OptionalDouble;

/** Predicted values as text and as JSON. */
final class EstimateText {
    private EstimateText() {}

    /** Both ends, such as {@code 2.91 … 3.40}. */
    static String range(Estimate.Value value) {
        return Quantity.number(value.low()) + " … " + Quantity.number(value.high());
    }

    /** How far {@code predicted} is from {@code measured}, such as {@code +3.1 %}. */
    static String error(double predicted, double measured) {
        return percent(predicted / measured - 1);
    }

    /** A share with its sign. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }

    /** Value and interval, or null and the reason. */
    static JsonObject json(Estimate estimate) {
        JsonObject object = new JsonObject();
        switch (estimate) {
            case Estimate.Value(double value, double low, double high) -> {
                object.addProperty("value", value);
                JsonArray interval = new JsonArray();
                interval.add(low);
                interval.add(high);
                object.add("interval", interval);
            }
            case Estimate.Unavailable(String reason) -> {
                object.add("value", JsonNull.INSTANCE);
                object.addProperty("reason", reason);
            }
        }
        return object;
    }

    /** The number, or null. */
    static JsonElement json(OptionalDouble number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsDouble()) : JsonNull.INSTANCE;
    }
}
