package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the importing person says of a file's columns, as two kinds of options say it.
 *
 * <p>{@code NAME=COLUMN[*FACTOR]}: NAME is a metric's key or what begins it, a {@link Coordinate}, {@code series} for a column whose values
 * separate series, or {@code notes}. Behind a metric may stand {@code .n} for its number of samples, and {@code .low}, {@code .high} and
 * {@code .repeats}, all three, for its 95 % interval. {@code NAME=VALUE} gives a coordinate that the file does not tell.
 */
public final class ColumnChoice {
    private static final String SERIES = "series";
    private static final String NOTES = "notes";
    private static final List<String> PARTS = List.of("n", "low", "high", "repeats");

    private final Mapping mapping;
    private final List<String> options;

    private ColumnChoice(Mapping mapping, List<String> options) {
        this.mapping = mapping;
        this.options = options;
    }

    /**
     * Reads options.
     *
     * @param maps as {@code NAME=COLUMN[*FACTOR]}
     * @param constants as {@code NAME=VALUE}
     * @throws IllegalArgumentException saying in one line what is wrong with which
     */
    public static ColumnChoice parse(List<String> maps, List<String> constants) {
        Map<Coordinate, Mapping.Source> coordinates = new LinkedHashMap<>();
        Map<Metric, Parts> metrics = new LinkedHashMap<>();
        List<Mapping.SeriesPart> series = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (String map : maps) {
            Pair pair = Pair.of(map, "NAME=COLUMN, such as itl_mean_ms=mean_itl_ms");
            Optional<Coordinate> coordinate = Coordinate.of(pair.name());
            if (coordinate.isPresent()) {
                put(coordinates, coordinate.get(), new Mapping.Source.Column(pair.value(), true));
            } else if (pair.name().equals(SERIES)) {
                series.add(new Mapping.SeriesPart(pair.value() + " ", pair.value(), ""));
            } else if (pair.name().equals(NOTES)) {
                notes.add(pair.value());
            } else {
                int dot = pair.name().lastIndexOf('.');
                metrics.computeIfAbsent(metric(dot < 0 ? pair.name() : pair.name().substring(0, dot)), Parts::new)
                        .add(dot < 0 ? "" : pair.name().substring(dot + 1), pair.value());
            }
        }
        for (String constant : constants) {
            Pair pair = Pair.of(constant, "NAME=VALUE, such as batch=32");
            put(coordinates, Coordinate.of(pair.name())
                    .orElseThrow(() -> new IllegalArgumentException("'" + pair.name()
                            + "' cannot be set: it must be one of " + coordinateNames())),
                    new Mapping.Source.Constant(pair.value()));
        }
        if (coordinates.containsKey(Coordinate.BATCH) && (coordinates.containsKey(Coordinate.CONCURRENCY)
                || coordinates.containsKey(Coordinate.REQUEST_BATCH))) {
            throw new IllegalArgumentException("batch and concurrency exclude each other: batch is what one replica "
                    + "has, concurrency what all have together");
        }
        Map<Metric, Mapping.Figure> figures = new LinkedHashMap<>();
        metrics.forEach((metric, parts) -> figures.put(metric, parts.figure()));
        List<String> options = new ArrayList<>();
        maps.stream().sorted().forEach(map -> options.add("map " + map));
        constants.stream().sorted().forEach(constant -> options.add("set " + constant));
        return new ColumnChoice(new Mapping(coordinates, figures, series, List.of(), notes, Map.of()), options);
    }

    private static void put(Map<Coordinate, Mapping.Source> coordinates, Coordinate coordinate,
            Mapping.Source source) {
        if (coordinates.put(coordinate, source) != null) {
            throw twice(coordinate.key());
        }
    }

    private static IllegalArgumentException twice(String name) {
        return new IllegalArgumentException(name + " is given twice");
    }

    private static Metric metric(String name) {
        try {
            return Metric.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; or one of " + coordinateNames() + ", " + SERIES
                    + ", " + NOTES, e);
        }
    }

    private static String coordinateNames() {
        return Arrays.stream(Coordinate.values()).map(Coordinate::key).collect(Collectors.joining(", "));
    }

    Mapping mapping() {
        return mapping;
    }

    /** Whether nothing was said. */
    boolean isEmpty() {
        return options.isEmpty();
    }

    /** What was said, in an order of its own. */
    List<String> options() {
        return options;
    }

    /** An option in two halves. */
    record Pair(String name, String value) {
        static Pair of(String option, String form) {
            int equals = option.indexOf('=');
            if (equals <= 0 || option.substring(equals + 1).isBlank()) {
                throw new IllegalArgumentException("'" + option + "': expected " + form);
            }
            return new Pair(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
        }
    }

    /** What was said of one metric, by the word behind its dot. */
    private static final class Parts {
        private final Metric metric;
        private final Map<String, String> columns = new LinkedHashMap<>();

        Parts(Metric metric) {
            this.metric = metric;
        }

        void add(String part, String column) {
            if (!part.isEmpty() && !PARTS.contains(part)) {
                throw new IllegalArgumentException("'" + metric.key() + "." + part + "': behind the dot must stand one "
                        + "of " + String.join(", ", PARTS));
            }
            if (columns.put(part, column) != null) {
                throw twice(metric.key() + (part.isEmpty() ? "" : "." + part));
            }
        }

        Mapping.Figure figure() {
            String value = columns.get("");
            if (value == null) {
                throw new IllegalArgumentException(metric.key() + " has no column: give " + metric.key()
                        + "=COLUMN, too");
            }
            Optional<Mapping.Ends> ends = Optional.empty();
            if (columns.containsKey("low") || columns.containsKey("high") || columns.containsKey("repeats")) {
                String low = columns.get("low");
                String high = columns.get("high");
                String repeats = columns.get("repeats");
                if (low == null || high == null || repeats == null) {
                    throw new IllegalArgumentException("an interval of " + metric.key()
                            + " takes its .low, .high and .repeats: the ends and how many repeats they rest on");
                }
                ends = Optional.of(new Mapping.Ends(low, high, repeats));
            }
            int star = value.lastIndexOf('*');
            return new Mapping.Figure(star < 0 ? value : value.substring(0, star).strip(),
                    star < 0 ? 1 : factor(value.substring(star + 1).strip()),
                    Optional.ofNullable(columns.get("n")).map(n -> new Mapping.Samples(n, Optional.empty())), ends,
                    false);
        }

        private double factor(String text) {
            double factor;
            try {
                factor = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw noFactor(text, e);
            }
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw noFactor(text, null);
            }
            return factor;
        }

        private IllegalArgumentException noFactor(String text, @Nullable Exception cause) {
            return new IllegalArgumentException("'" + text + "' behind the * of " + metric.key()
                    + " is no factor: must be a number above 0, such as 1e-3", cause);
        }
    }
}
