package io.paretoscope.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.export.RunJson;
import io.paretoscope.foreign.ColumnChoice;
import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignReader;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.foreign.PublishedRun;
import io.paretoscope.foreign.RowFilter;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunFile;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports points that others have measured. */
@Command(name = "import", sortOptions = false, description = {
    "Import points that others have measured, so that frontier, knee, advise and compare work on them; or a whole run that "
            + "'paretoscope export --share' wrote on another machine. Both stay apart from what was measured here.",
    "A number is taken only where it means the same as a metric here; what is left out is said."}, footer = {"",
        "Formats, told by their columns (a run file is told by its first bytes):",
        "  vllm-study      the published CSV of vLLM on an H100",
        "  vllm-bench      JSON of 'vllm bench serve --save-result', one document or one a line",
        "  model-analyzer  CSV of metrics of models or GPUs by Triton Model Analyzer",
        "  mlperf          CSV of results of MLPerf Inference",
        "  table           any other CSV or JSON; --map explains its columns"})
final class ImportCommand implements Callable<Integer> {
    private static final String ANY_FORMAT = "auto";

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A run file, or CSV or JSON in UTF-8.")
    private @Nullable Path file;

    @Option(names = "--published", description = "Import the figures that come with the program, in place of a file: vLLM on an H100, by "
            + "Recasens et al., 2025.")
    private boolean published;

    @Option(names = "--map", paramLabel = "NAME=COLUMN[*FACTOR]", description = "Where a metric (by its key in the exports or what begins it) or "
            + "a coordinate (model, batch, concurrency, request_batch, replicas, replica_mode, device, prompt_length, "
            + "output_length) comes from, such as itl_mean_ms=itl_s*1000; 'series' names a column that sets series apart, "
            + "'notes' one with words. Behind a metric, .n is its number of samples, and .low, .high and .repeats its 95 %% "
            + "interval. May be given several times.")
    private List<String> maps = List.of();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A coordinate that the file does not tell, such as batch=32. May be given "
            + "several times.")
    private List<String> constants = List.of();

    @Option(names = "--where", paramLabel = "COLUMN=VALUE", description = "Take only rows with this text in this column. May be given several times; "
            + "all must hold.")
    private List<String> filters = List.of();

    @Option(names = "--format", paramLabel = "FORMAT", description = "What kind of file it is (default: auto, told by its columns).")
    private String format = ANY_FORMAT;

    @Option(names = "--title", paramLabel = "TEXT", description = "How the run is to be called (default: the file's name).")
    private @Nullable String title;

    @Option(names = "--dry-run", description = "Say what would be imported, and keep nothing.")
    private boolean dryRun;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ImportCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (published == (file != null)) {
            throw Usage.wrong(spec, new IllegalArgumentException(published
                    ? "FILE and --published exclude each other: give one of the two"
                    : "which file? give FILE, or --published for the figures that come with the program"));
        }
        Optional<Path> source = Optional.ofNullable(file).map(console::resolve);
        if (source.isPresent() && RunFile.looksLikeOne(source.get())) {
            return runFile(source.get());
        }
        ForeignRun run = source.map(this::read).orElseGet(this::figures);
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        Optional<StoredForeignRun> stored = dryRun ? Optional.empty() : Optional.of(keep(run, named));
        if (json) {
            console.document(JsonText.of(document(run, stored)));
        } else {
            lines(run).forEach(console::line);
            console.line(stored.map(kept -> "kept as run " + kept.name() + " in "
                    + parts.workbenches().storeFile(named)).orElse("nothing was kept: --dry-run"));
        }
        return ExitCode.SUCCESS;
    }

    private ForeignRun figures() {
        refuseOptions("--published");
        return PublishedRun.read(Instant.now());
    }

    private ForeignRun read(Path source) {
        try {
            if (title != null && title.isBlank()) {
                throw new IllegalArgumentException("--title is empty: give the run a name, or leave the option out");
            }
            ForeignReader.Request request = new ForeignReader.Request(
                    format.equals(ANY_FORMAT) ? Optional.empty() : Optional.of(ForeignFormat.parse(format)),
                    ColumnChoice.parse(maps, constants), filters.stream().map(RowFilter::parse).toList(),
                    Optional.ofNullable(title));
            return ForeignReader.read(source, request, Instant.now());
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, e);
        } catch (IOException e) {
            throw Usage.wrong(spec, new IllegalArgumentException(ErrorLines.describe(e), e));
        }
    }

    /** What explains columns has no meaning for what explains itself. */
    private void refuseOptions(String what) {
        if (!maps.isEmpty() || !constants.isEmpty() || !filters.isEmpty() || !format.equals(ANY_FORMAT)
                || title != null) {
            throw Usage.wrong(spec, new IllegalArgumentException(what + " explains itself: leave out --map, --set, "
                    + "--where, --format and --title"));
        }
    }

    private int runFile(Path source) {
        refuseOptions("a run file");
        if (dryRun) {
            throw Usage.wrong(spec, new IllegalArgumentException("--dry-run is for points of others: a run file is "
                    + "taken whole, and 'paretoscope runs --delete' takes it away again"));
        }
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        Path storeFile = parts.workbenches().storeFile(named);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            RunArchive archive = bench.get().archive();
            long id = archive.importRun(source);
            StoredRun run = archive.run(id).orElseThrow();
            if (json) {
                console.document(RunJson.text(RunJson.of(run)));
            } else {
                console.line(String.join(", ", run.summary().models()) + " on " + run.summary().device() + ": "
                        + run.summary().pointsMeasured() + " of " + run.summary().pointsPlanned()
                        + " points measured, " + run.summary().status().label());
                console.line("kept as run " + id + " in " + storeFile);
            }
        }
        return ExitCode.SUCCESS;
    }

    private StoredForeignRun keep(ForeignRun run, Optional<Path> named) {
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            return new StoredForeignRun(bench.get().archive().importForeign(run), run);
        }
    }

    private static List<Metric> metrics(ForeignRun run) {
        return Arrays.stream(Metric.values())
                .filter(metric -> run.points().stream().anyMatch(point -> has(point, metric)))
                .toList();
    }

    private static boolean has(ForeignPoint point, Metric metric) {
        return point.metrics().get(metric) instanceof Reading.Value;
    }

    private static List<String> lines(ForeignRun run) {
        TextTable table = new TextTable().left("Series").right("Points").left("Batches on the device");
        for (String series : run.series()) {
            List<ForeignPoint> points = run.points().stream().filter(point -> point.series().equals(series)).toList();
            table.row(List.of(series, Quantity.count(points.size()), batches(points)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(run.title() + ": " + Quantity.count(run.points().size())
                + (run.points().size() == 1 ? " point" : " points") + " as "
                + run.format().description());
        lines.add(table.render());
        lines.add("");
        lines.addAll(Paragraph.lines("metrics: ",
                metrics(run).stream().map(Metric::key).collect(Collectors.joining(", "))));
        run.conditions().forEach((name, value) -> lines.addAll(Paragraph.lines(name + ": ", value)));
        run.notes().forEach(note -> lines.addAll(Paragraph.lines("note: ", note)));
        return lines;
    }

    private static String batches(List<ForeignPoint> points) {
        List<String> batches = points.stream()
                .map(ForeignPoint::batch)
                .distinct()
                .map(batch -> batch.isPresent() ? Integer.toString(batch.getAsInt()) : "not told")
                .toList();
        return batches.size() <= 8
                ? String.join(", ", batches)
                : String.join(", ", batches.subList(0, 4)) + " … " + batches.getLast();
    }

    private static JsonObject document(ForeignRun run, Optional<StoredForeignRun> stored) {
        JsonObject document = new JsonObject();
        document.add("run_id", stored.<JsonElement>map(kept -> new JsonPrimitive(kept.name()))
                .orElse(JsonNull.INSTANCE));
        document.addProperty("title", run.title());
        document.addProperty("file", run.fileName());
        document.addProperty("file_sha256", run.sha256());
        document.addProperty("format", run.format().key());
        document.addProperty("points", run.points().size());
        document.add("metrics", JsonText.array(metrics(run), metric -> new JsonPrimitive(metric.key())));
        document.add("series", JsonText.array(run.series(), series -> {
            List<ForeignPoint> points = run.points().stream().filter(point -> point.series().equals(series)).toList();
            JsonObject object = new JsonObject();
            object.addProperty("series", series);
            object.addProperty("points", points.size());
            object.add("batches", JsonText.array(points, point -> point.batch().isPresent()
                    ? new JsonPrimitive(point.batch().getAsInt())
                    : JsonNull.INSTANCE));
            return object;
        }));
        JsonObject conditions = new JsonObject();
        run.conditions().forEach(conditions::addProperty);
        document.add("conditions", conditions);
        document.add("notes", JsonText.array(run.notes(), JsonPrimitive::new));
        return document;
    }
}
