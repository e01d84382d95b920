package io.paretoscope.telemetry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was sampled over some time, and why what was not, was not.
 *
 * @param traces one for each quantity that the device gives, in the order of {@link Quantity}
 * @param unavailable the others, and those that ceased to be given: quantity to reason, in a few words that a user can act on
 */
public record Traces(List<Trace> traces, Map<Quantity, String> unavailable) {
    /** Where nothing was sampled at all. */
    public static final Traces NONE = new Traces(List.of(), Map.of());

    public Traces {
        traces = List.copyOf(traces);
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        reasons.putAll(unavailable);
        unavailable = Collections.unmodifiableMap(reasons);
    }

    /** The trace of {@code quantity}. */
    public Optional<Trace> find(Quantity quantity) {
        return traces.stream().filter(trace -> trace.quantity() == quantity).findFirst();
    }

    /** Why there is no trace of {@code quantity}. */
    public String whyNot(Quantity quantity) {
        return unavailable.getOrDefault(quantity, "not sampled");
    }

    /** These samples and later ones of the same device. A quantity that only one of the two has is kept. */
    public Traces followedBy(Traces later) {
        Map<Quantity, Trace> joined = new EnumMap<>(Quantity.class);
        traces.forEach(trace -> joined.put(trace.quantity(), trace));
        later.traces.forEach(trace -> joined.merge(trace.quantity(), trace, Trace::followedBy));
        Map<Quantity, String> reasons = new EnumMap<>(Quantity.class);
        reasons.putAll(unavailable);
        reasons.putAll(later.unavailable);
        reasons.keySet().removeAll(joined.keySet());
        return new Traces(List.copyOf(joined.values()), reasons);
    }

    /** The samples of a time range, both ends included. */
    public Traces between(long from, long to) {
        return new Traces(traces.stream().map(trace -> trace.between(from, to)).toList(), unavailable);
    }

    /** The same samples with {@code offset} added to each time. */
    public Traces shifted(long offset) {
        return new Traces(traces.stream().map(trace -> trace.shifted(offset)).toList(), unavailable);
    }
}
