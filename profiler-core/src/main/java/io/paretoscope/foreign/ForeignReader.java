package io.paretoscope.foreign;

import io.paretoscope.sweep.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads files of others. A number is taken only where it means the same as one of the {@link Metric}s; what means something else is left
 * out and named. A function of the file and of what was asked for.
 */
public final class ForeignReader {
    private static final int LISTED_VALUES = 8;

    private final SourceFile file;
    private final Table table;
    private final Request request;
    private final ForeignFormat format;

    /**
     * What to import.
     *
     * @param format what kind of file it is; empty to tell by its columns
     * @param columns what is said of its columns, in place of or besides what the format knows
     * @param filters rows that do not pass all of them are left out
     * @param title how the run is to be called; empty for the file's name
     */
    public record Request(Optional<ForeignFormat> format, ColumnChoice columns, List<RowFilter> filters,
            Optional<String> title) {
        public Request {
            filters = List.copyOf(filters);
        }
    }

    private ForeignReader(SourceFile file, Table table, Request request, ForeignFormat format) {
        this.file = file;
        this.table = table;
        this.request = request;
        this.format = format;
    }

    /**
     * Reads a file.
     *
     * @param path CSV or JSON in UTF-8
     * @param now when that is
     * @throws ForeignFileException where it cannot be imported so; nothing of it is then taken
     */
    public static ForeignRun read(Path path, Request request, Instant now) throws ForeignFileException {
        return read(SourceFile.read(path), request, now);
    }

    static ForeignRun read(SourceFile file, Request request, Instant now) throws ForeignFileException {
        Table table = Table.of(file);
        return new ForeignReader(file, table, request, format(file, table, request)).run(now);
    }

    private static ForeignFormat format(SourceFile file, Table table, Request request) throws ForeignFileException {
        if (request.format().isPresent()) {
            ForeignFormat format = request.format().get();
            Optional<List<String>> missing = format.dialect().missing(table);
            if (missing.isPresent()) {
                throw new ForeignFileException(file.name() + ": is no " + format + ": it has no column '"
                        + String.join("' or '", missing.get()) + "'; there are " + String.join(", ", table.columns()));
            }
            return format;
        }
        for (ForeignFormat format : ForeignFormat.values()) {
            if (format.dialect().missing(table).isEmpty()
                    && (format != ForeignFormat.TABLE || !request.columns().isEmpty())) {
                return format;
            }
        }
        List<String> lacks = new ArrayList<>();
        for (ForeignFormat format : ForeignFormat.values()) {
            format.dialect()
                    .missing(table)
                    .ifPresent(names -> lacks.add(format + " (has no '" + String.join("' or '", names) + "')"));
        }
        throw new ForeignFileException(file.name() + ": is none of the known formats " + String.join(", ", lacks)
                + "; name its columns with --map, such as --map batch=COLUMN; there are "
                + String.join(", ", table.columns()));
    }

    private ForeignRun run(Instant now) throws ForeignFileException {
        Mapping own = request.columns().mapping();
        for (String column : own.columns()) {
            require(column, "--map");
        }
        List<String> notes = new ArrayList<>();
        Map<String, Set<String>> leftOut = new LinkedHashMap<>();
        List<Draft> drafts = new ArrayList<>();
        Set<String> columns = Set.copyOf(table.columns());
        int empty = 0;
        for (Table.Row row : filtered(notes)) {
            Mapping mapping = format.dialect().mapping(row).with(own);
            mapping.leftOut().forEach((column, why) -> {
                if (row.has(column)) {
                    leftOut.computeIfAbsent(why, _ -> new LinkedHashSet<>()).add(column);
                }
            });
            Draft draft = Draft.of(new Cells(file.name(), row), mapping, columns);
            if (draft.hasValue()) {
                drafts.add(draft);
            } else {
                empty++;
            }
        }
        if (empty > 0) {
            notes.add(rows(empty) + " left out: none of the metrics has a value there");
        }
        leftOut.forEach((why, names) -> notes.add("left out " + String.join(", ", names) + ": " + why));
        if (drafts.isEmpty()) {
            throw new ForeignFileException(file.name() + ": no row has a value of a metric"
                    + (leftOut.isEmpty()
                            ? "; name columns of metrics with --map, such as --map output_tokens_per_s=COLUMN"
                            : " that means the same here; " + String.join("; ", notes)));
        }
        Naming naming = new Naming(drafts, request.title().orElse(file.name()));
        List<ForeignPoint> points = naming.points();
        notes.addAll(remarks(points));
        return new ForeignRun(request.title().orElse(file.name()), file.name(), file.sha256(), format, mapping(), now,
                naming.conditions(), points, notes);
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row was" : " rows were");
    }

    private List<Table.Row> filtered(List<String> notes) throws ForeignFileException {
        for (RowFilter filter : request.filters()) {
            require(filter.column(), "--where");
        }
        List<Table.Row> rows = table.rows();
        for (RowFilter filter : request.filters()) {
            List<Table.Row> passing = rows.stream().filter(filter::takes).toList();
            if (passing.isEmpty()) {
                Set<String> values = rows.stream()
                        .map(row -> "'" + row.cell(filter.column()) + "'")
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                throw new ForeignFileException(file.name() + ": no row has " + filter + "; there are "
                        + values.stream().limit(LISTED_VALUES).collect(Collectors.joining(", "))
                        + (values.size() > LISTED_VALUES ? " and others" : ""));
            }
            rows = passing;
        }
        if (rows.size() < table.rows().size()) {
            notes.add(rows(table.rows().size() - rows.size()) + " left out: not "
                    + request.filters().stream().map(RowFilter::toString).collect(Collectors.joining(" and ")));
        }
        return rows;
    }

    private void require(String column, String option) throws ForeignFileException {
        if (!table.columns().contains(column)) {
            throw new ForeignFileException(file.name() + ": " + option + ": there is no column '" + column
                    + "'; there are " + String.join(", ", table.columns()));
        }
    }

    /** What is to be known of the points before they are used. */
    private static List<String> remarks(List<ForeignPoint> points) {
        List<String> remarks = new ArrayList<>();
        long unknown = points.stream().filter(point -> point.batch().isEmpty()).count();
        if (unknown > 0) {
            remarks.add(unknown + (unknown == 1 ? " point has" : " points have")
                    + " no batch, so nothing can be chosen among them; --set batch=N or --map batch=COLUMN gives it");
        }
        Map<List<Object>, Long> places = points.stream()
                .filter(point -> point.batch().isPresent())
                .collect(Collectors.groupingBy(
                        point -> List.of(point.series(), point.batch().getAsInt(), point.replicas()),
                        LinkedHashMap::new, Collectors.counting()));
        long twice = places.values().stream().filter(count -> count > 1).count();
        if (twice > 0) {
            remarks.add(twice + (twice == 1 ? " batch is" : " batches are")
                    + " there more than once in a series; --where COLUMN=VALUE takes some rows, and --map series=COLUMN "
                    + "sets them apart");
        }
        return remarks;
    }

    private String mapping() {
        List<String> words = new ArrayList<>(List.of(format.key()));
        words.addAll(request.columns().options());
        request.filters().stream().map(filter -> "where " + filter).sorted().forEach(words::add);
        return String.join("; ", words);
    }
}
