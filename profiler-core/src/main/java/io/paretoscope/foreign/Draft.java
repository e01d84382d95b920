package io.paretoscope.foreign;

import io.paretoscope.sweep.Interval;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.Reading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A point before it has a name, which depends on the others of its file.
 *
 * @param row where it came from
 * @param mapping how
 * @param model what served; empty where nothing tells
 * @param parts what separates series, by column or coordinate, as it is named in a series
 * @param batch sequences of all replicas
 * @param load the same as the file counts it, such as {@code batch 96} of each replica
 * @param replicas how many
 * @param mode how they share, where the file tells
 * @param readings what was measured
 * @param notes what the file says of it in words
 */
record Draft(Table.Row row, Mapping mapping, Optional<String> model, Map<String, String> parts, OptionalInt batch,
        String load, int replicas, Optional<String> mode, Map<Metric, Reading> readings, List<String> notes) {

    /** Reads a row. */
    static Draft of(Cells cells, Mapping mapping, Set<String> columns) throws ForeignFileException {
        Coordinates coordinates = new Coordinates(cells, mapping);
        int replicas = coordinates.count(Coordinate.REPLICAS).orElse(1);
        OptionalInt batch = coordinates.count(Coordinate.BATCH);
        OptionalInt concurrency = coordinates.count(Coordinate.CONCURRENCY);
        int requestBatch = coordinates.count(Coordinate.REQUEST_BATCH).orElse(1);
        OptionalInt total = OptionalInt.empty();
        String load = "";
        if (batch.isPresent()) {
            total = OptionalInt.of(product(cells, batch.getAsInt(), replicas));
            load = "batch " + batch.getAsInt();
        } else if (concurrency.isPresent()) {
            total = OptionalInt.of(product(cells, concurrency.getAsInt(), requestBatch));
            load = "batch " + total.getAsInt();
        }
        Map<String, String> parts = new LinkedHashMap<>();
        for (Mapping.SeriesPart part : mapping.series()) {
            cells.text(part.column()).ifPresent(text -> parts.put(part.column(), part.before() + text + part.after()));
        }
        coordinates.text(Coordinate.DEVICE).ifPresent(device -> parts.put(Coordinate.DEVICE.key(), device));
        coordinates.text(Coordinate.PROMPT_LENGTH)
                .ifPresent(tokens -> parts.put(Coordinate.PROMPT_LENGTH.key(), "prompt " + tokens));
        coordinates.text(Coordinate.OUTPUT_LENGTH)
                .ifPresent(tokens -> parts.put(Coordinate.OUTPUT_LENGTH.key(), "output " + tokens));
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Map.Entry<Metric, Mapping.Figure> figure : mapping.figures().entrySet()) {
            if (columns.contains(figure.getValue().column())) {
                readings.put(figure.getKey(), reading(cells, figure.getKey(), figure.getValue()));
            }
        }
        List<String> notes = new ArrayList<>();
        mapping.notes().forEach(column -> cells.text(column).ifPresent(notes::add));
        return new Draft(cells.row(), mapping, coordinates.text(Coordinate.MODEL), parts, total, load, replicas,
                coordinates.text(Coordinate.REPLICA_MODE), readings, notes);
    }

    /** Whether the row has any number at all. */
    boolean hasValue() {
        return readings.values().stream().anyMatch(Reading.Value.class::isInstance);
    }

    private static int product(Cells cells, int one, int other) throws ForeignFileException {
        long product = (long) one * other;
        if (product > Integer.MAX_VALUE) {
            throw new ForeignFileException(cells.fileName() + ": " + cells.row().place() + ": " + one + " times "
                    + other + " sequences are too many");
        }
        return (int) product;
    }

    private static Reading reading(Cells cells, Metric metric, Mapping.Figure figure) throws ForeignFileException {
        OptionalDouble number = cells.number(figure.column());
        if (number.isEmpty()) {
            return new Reading.Unavailable("the file has no value in column '" + figure.column() + "'");
        }
        if (figure.zeroIsNone() && number.getAsDouble() == 0) {
            return new Reading.Unavailable("the file has 0 in column '" + figure.column()
                    + "', which that tool writes where it has no value");
        }
        OptionalInt samples = figure.samples().isEmpty()
                ? OptionalInt.empty()
                : samples(cells, figure.samples().get());
        if (metric == Metric.ITL_P99 && samples.isPresent() && samples.getAsInt() < PointMetrics.MIN_SAMPLES_P99) {
            return new Reading.Unavailable("n too small: " + samples.getAsInt() + " of "
                    + PointMetrics.MIN_SAMPLES_P99 + " steps");
        }
        double value = number.getAsDouble() * figure.factor();
        if (Double.isInfinite(value)) {
            throw cells.wrong(figure.column(), "times " + figure.factor() + " is too large");
        }
        return new Reading.Value(value, samples.orElse(1),
                figure.ends().isEmpty() ? Optional.empty() : interval(cells, figure, figure.ends().get(), value),
                Optional.of("column " + figure.column()));
    }

    private static OptionalInt samples(Cells cells, Mapping.Samples samples) throws ForeignFileException {
        OptionalInt count = cells.count(samples.column());
        if (count.isEmpty() || samples.less().isEmpty()) {
            return count;
        }
        OptionalInt less = cells.count(samples.less().get());
        return less.isPresent() && less.getAsInt() < count.getAsInt()
                ? OptionalInt.of(count.getAsInt() - less.getAsInt())
                : OptionalInt.empty();
    }

    private static Optional<Interval> interval(Cells cells, Mapping.Figure figure, Mapping.Ends ends, double value)
            throws ForeignFileException {
        OptionalDouble low = cells.number(ends.low());
        OptionalDouble high = cells.number(ends.high());
        OptionalInt repeats = cells.count(ends.repeats());
        if (low.isEmpty() || high.isEmpty() || repeats.isEmpty()) {
            return Optional.empty();
        }
        if (repeats.getAsInt() < 3) {
            throw cells.wrong(ends.repeats(), "an interval over " + repeats.getAsInt()
                    + " repeats means nothing; it takes at least 3");
        }
        Interval interval = new Interval(low.getAsDouble() * figure.factor(), high.getAsDouble() * figure.factor(),
                repeats.getAsInt());
        if (!(interval.low() <= value && value <= interval.high())) {
            throw cells.wrong(figure.column(), "the value does not lie between '" + ends.low() + "' and '"
                    + ends.high() + "'");
        }
        return Optional.of(interval);
    }

    /** What tells the points of a file apart, wherever it comes from. */
    private record Coordinates(Cells cells, Mapping mapping) {
        Optional<String> text(Coordinate coordinate) throws ForeignFileException {
            Mapping.Source source = mapping.coordinates().get(coordinate);
            return switch (source) {
                case null -> Optional.empty();
                case Mapping.Source.Constant(String value) -> Optional.of(value);
                case Mapping.Source.Column(String name, boolean required) -> {
                    Optional<String> text = cells.text(name);
                    if (required && text.isEmpty()) {
                        throw cells.wrong(name, "is empty; every point needs its " + coordinate.key());
                    }
                    yield text;
                }
            };
        }

        OptionalInt count(Coordinate coordinate) throws ForeignFileException {
            Optional<String> text = text(coordinate);
            if (text.isEmpty()) {
                return OptionalInt.empty();
            }
            return OptionalInt.of(cells.count(
                    mapping.coordinates().get(coordinate) instanceof Mapping.Source.Column column
                            ? column.name()
                            : coordinate.key(),
                    text.get()));
        }
    }
}
