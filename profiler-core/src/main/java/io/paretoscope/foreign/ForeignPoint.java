package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A point that others measured, as their file tells it. It has no verdict: nobody here has seen its samples.
 *
 * @param label how it is called, such as {@code opt-1.3b, batch 96}
 * @param series what it has in common with those that differ from it in their batch alone
 * @param batch sequences on the device at once, of all replicas; empty where the file does not tell
 * @param replicas how many engines shared the device; 1 where the file tells of no replicas
 * @param metrics what the file was asked for. {@link Reading.Value#n()} is the number of samples that the file gives, and where it gives
 *     none 1: the one published figure. There is an interval only where the file has one. The source is the column.
 * @param row where it stands in the file: the line, or of a JSON array the number of the element, both from 1
 * @param notes what the file says of it in words
 */
public record ForeignPoint(String label, String series, OptionalInt batch, int replicas, Map<Metric, Reading> metrics,
        int row, List<String> notes) {
    public ForeignPoint {
        Map<Metric, Reading> copy = new EnumMap<>(Metric.class);
        copy.putAll(metrics);
        metrics = Collections.unmodifiableMap(copy);
        notes = List.copyOf(notes);
    }

    /** What the file tells of {@code metric}, or that it does not. */
    public Reading reading(Metric metric) {
        Reading reading = metrics.get(metric);
        return reading == null ? new Reading.Unavailable("the file does not tell") : reading;
    }
}
