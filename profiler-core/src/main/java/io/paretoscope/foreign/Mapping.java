package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns a point's values come from.
 *
 * @param coordinates what tells points apart
 * @param figures what was measured
 * @param series what else separates points into series
 * @param facts columns that say something of device, engine or load
 * @param notes columns with words about a point
 * @param leftOut columns that are not taken, and why
 */
record Mapping(Map<Coordinate, Source> coordinates, Map<Metric, Figure> figures, List<SeriesPart> series,
        List<String> facts, List<String> notes, Map<String, String> leftOut) {

    /** Where a coordinate comes from. */
    sealed interface Source {
        /**
         * A cell.
         *
         * @param required whether it must not be empty
         */
        record Column(String name, boolean required) implements Source {}

        /** The same for all rows. */
        record Constant(String value) implements Source {}
    }

    /**
     * Where a metric comes from.
     *
     * @param column of the value
     * @param factor that brings it to the metric's unit
     * @param samples how many it was computed from
     * @param ends of its 95 % interval
     * @param zeroIsNone whether the tool writes 0 where it has no value
     */
    record Figure(String column, double factor, Optional<Samples> samples, Optional<Ends> ends, boolean zeroIsNone) {
        static Figure of(String column, double factor) {
            return new Figure(column, factor, Optional.empty(), Optional.empty(), false);
        }

        static Figure of(String column) {
            return of(column, 1);
        }

        /** The same of a tool that writes 0 where it has no value, from so many samples. */
        static Figure orZero(String column, Samples samples) {
            return new Figure(column, 1, Optional.of(samples), Optional.empty(), true);
        }

        /** All columns that it needs. */
        Set<String> columns() {
            Set<String> columns = new LinkedHashSet<>(List.of(column));
            samples.ifPresent(count -> {
                columns.add(count.column());
                count.less().ifPresent(columns::add);
            });
            ends.ifPresent(end -> columns.addAll(List.of(end.low(), end.high(), end.repeats())));
            return columns;
        }
    }

    /**
     * A number of samples: a column, or its difference to another.
     *
     * @param column the count
     * @param less what to take off it
     */
    record Samples(String column, Optional<String> less) {}

    /** The columns of a 95 % interval; ends are brought to the metric's unit as the value is. */
    record Ends(String low, String high, String repeats) {}

    /** A column whose values separate series, and the words before and behind a value in a series' name. */
    record SeriesPart(String before, String column, String after) {}

    Mapping {
        coordinates = copy(Coordinate.class, coordinates);
        figures = copy(Metric.class, figures);
        series = List.copyOf(series);
        facts = List.copyOf(facts);
        notes = List.copyOf(notes);
        leftOut = new LinkedHashMap<>(leftOut);
    }

    private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> type, Map<K, V> map) {
        Map<K, V> copy = new EnumMap<>(type);
        copy.putAll(map);
        return copy;
    }

    /** A mapping of nothing. */
    static Mapping none() {
        return new Mapping(Map.of(), Map.of(), List.of(), List.of(), List.of(), Map.of());
    }

    /** This one, with what {@code own} says in place of the same here. */
    Mapping with(Mapping own) {
        Map<Coordinate, Source> allCoordinates = new LinkedHashMap<>(coordinates);
        // They are two ways of saying one thing.
        if (own.coordinates.containsKey(Coordinate.BATCH)) {
            allCoordinates.remove(Coordinate.CONCURRENCY);
            allCoordinates.remove(Coordinate.REQUEST_BATCH);
        }
        if (own.coordinates.containsKey(Coordinate.CONCURRENCY)) {
            allCoordinates.remove(Coordinate.BATCH);
        }
        allCoordinates.putAll(own.coordinates);
        Map<Metric, Figure> allFigures = new LinkedHashMap<>(figures);
        allFigures.putAll(own.figures);
        Map<String, String> stillLeftOut = new LinkedHashMap<>(leftOut);
        own.figures.values().forEach(figure -> stillLeftOut.keySet().removeAll(figure.columns()));
        return new Mapping(allCoordinates, allFigures, join(series, own.series), join(facts, own.facts),
                join(notes, own.notes), stillLeftOut);
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        second.stream().filter(one -> !first.contains(one)).forEach(all::add);
        return all;
    }

    /** The columns without which it cannot be followed. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        coordinates.values().forEach(source -> {
            if (source instanceof Source.Column(String name, boolean _)) {
                columns.add(name);
            }
        });
        figures.values().forEach(figure -> columns.addAll(figure.columns()));
        series.forEach(part -> columns.add(part.column()));
        columns.addAll(facts);
        columns.addAll(notes);
        return columns;
    }
}
