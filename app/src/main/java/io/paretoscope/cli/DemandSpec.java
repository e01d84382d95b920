package io.paretoscope.cli;

import io.paretoscope.analysis.plan.Demand;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.sweep.Metric;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A demand as users write it, such as {@code opt-125m:rate=20,prompt=128,output=128,itl=10,ttft=200}: with the model by its name.
 *
 * @param model by its name
 * @param requestsPerSecond that arrive
 * @param promptTokens of each; empty for those of the run
 * @param outputTokens of each; empty for those of the run
 * @param limits in ms
 */
record DemandSpec(String model, double requestsPerSecond, OptionalInt promptTokens, OptionalInt outputTokens,
        Map<Metric, Double> limits) {

    private static final Map<String, Metric> LIMITS = limitKeys();
    private static final String KEYS = "rate, prompt, output, " + String.join(", ", LIMITS.keySet());

    DemandSpec {
        limits = Map.copyOf(limits);
    }

    private static Map<String, Metric> limitKeys() {
        Map<String, Metric> keys = new LinkedHashMap<>();
        keys.put("itl", Metric.ITL_MEAN);
        keys.put("ttft", Metric.TTFT_MEDIAN);
        keys.put("latency", Metric.REQUEST_LATENCY_MEDIAN);
        return keys;
    }

    /**
     * The demand that {@code text} means.
     *
     * @throws IllegalArgumentException with a one-line message that names the place and what would be right
     */
    static DemandSpec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not a demand; expected "
                    + "MODEL:rate=N,…, such as opt-125m:rate=20,prompt=128,output=128,itl=10,ttft=200");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        int start = colon + 1;
        for (String part : text.substring(start).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw at(text, start,
                        "'" + part + "' has no =; expected one of " + KEYS + " with a value, such as rate=20");
            }
            String key = part.substring(0, equals).strip();
            if (!List.of(KEYS.split(", ")).contains(key)) {
                throw at(text, start, "unknown '" + key + "': one of " + KEYS);
            }
            if (values.put(key, number(text, start + equals + 1, key, part.substring(equals + 1).strip())) != null) {
                throw at(text, start, "'" + key + "' is given twice");
            }
            start += part.length() + 1;
        }
        Double rate = values.get("rate");
        if (rate == null) {
            throw new IllegalArgumentException("'" + text + "' has no rate; expected requests/s, such as rate=20");
        }
        Map<Metric, Double> limits = new EnumMap<>(Metric.class);
        LIMITS.forEach((key, metric) -> {
            Double most = values.get(key);
            if (most != null) {
                limits.put(metric, most);
            }
        });
        return new DemandSpec(text.substring(0, colon).strip(), rate, tokens(values.get("prompt")),
                tokens(values.get("output")), limits);
    }

    private static OptionalInt tokens(@Nullable Double number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number.intValue());
    }

    private static double number(String text, int place, String key, String value) {
        boolean whole = key.equals("prompt") || key.equals("output");
        try {
            double number = whole ? Integer.parseInt(value) : Double.parseDouble(value);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw at(text, place, "'" + value + "' is not a" + (whole ? " whole" : "") + " number above 0");
    }

    private static IllegalArgumentException at(String text, int place, String what) {
        return new IllegalArgumentException("'" + text + "', character " + (place + 1) + ": " + what);
    }

    /** The demand on that model, with these lengths where it names none. */
    Demand of(ModelSource source, int promptOfRun, int outputOfRun) {
        return new Demand(source, requestsPerSecond, promptTokens.orElse(promptOfRun),
                outputTokens.orElse(outputOfRun), limits);
    }
}
