package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.export.RunJson;
import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the stored runs. */
@Command(name = "runs", description = "List the stored runs, newest first, and below them the imported ones.")
final class RunsCommand implements Callable<Integer> {
    private static final String NOT_TOLD = "not told";
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--diff", paramLabel = "RUN,RUN", description = "Show in which conditions these two runs differ, instead of the list.")
    private @Nullable IntList diff;

    @Option(names = "--delete", paramLabel = "ID", description = "Take this run out of all lists. Of a measured one everything is kept, and --restore brings it "
            + "back; the file of an imported one, such as F1, can be imported again.")
    private @Nullable RunName delete;

    @Option(names = "--restore", paramLabel = "ID", description = "Take the deletion of this run back.")
    private @Nullable Long restore;

    @Option(names = "--deleted", description = "List the runs that were deleted, instead of the others.")
    private boolean deleted;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    RunsCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (diff != null && (diff.values().size() != 2 || diff.values().get(0).equals(diff.values().get(1)))) {
            throw Usage.wrong(spec,
                    new IllegalArgumentException("--diff compares two runs: give two different numbers, "
                            + "such as 3,4"));
        }
        if (Stream.of(delete, diff, restore).filter(Objects::nonNull).count() > 1) {
            throw Usage.wrong(spec, new IllegalArgumentException("--diff, --delete and --restore exclude each other"));
        }
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw Usage.wrong(spec, new IllegalArgumentException("--store " + named.get()
                    + ": is a folder, expected a store's file"));
        }
        Path file = parts.workbenches().storeFile(named);
        List<RunSummary> runs;
        List<ForeignRunSummary> imported;
        if (Files.exists(file)) {
            try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
                if (diff != null) {
                    show(new RunDifference(
                            new ChosenRun.Measured(run(bench.get().archive(), diff.values().get(0), file)),
                            new ChosenRun.Measured(run(bench.get().archive(), diff.values().get(1), file))));
                    return ExitCode.SUCCESS;
                }
                if (delete != null) {
                    delete(bench.get().archive(), delete, file);
                    return ExitCode.SUCCESS;
                }
                if (restore != null) {
                    bench.get().archive().restore(restore);
                    done("restored", Long.toString(restore), "run " + restore + " is back in " + file, file);
                    return ExitCode.SUCCESS;
                }
                runs = deleted ? bench.get().archive().deletedRuns() : bench.get().archive().runs();
                imported = bench.get().archive().foreignRuns();
            }
        } else if (named.isPresent() || diff != null || delete != null || restore != null) {
            throw Usage.wrong(spec, new IllegalArgumentException((named.isPresent()
                    ? "--store"
                    : diff != null ? "--diff" : delete != null ? "--delete" : "--restore") + ": there is no store "
                    + file));
        } else {
            runs = List.of();
            imported = List.of();
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", file.toString());
            document.add("runs", RunJson.of(runs));
            document.add("imported", JsonText.array(imported, RunsCommand::object));
            console.document(RunJson.text(document));
        } else {
            if (runs.isEmpty()) {
                console.line(deleted
                        ? "no run was deleted from " + file
                        : "no runs yet in " + file + "; 'paretoscope sweep' makes one");
            } else {
                console.line(table(runs));
                console.line("");
            }
            if (!imported.isEmpty() && !deleted) {
                console.line("imported, measured by others:");
                console.line(foreignTable(imported));
                console.line("");
            }
            console.line("kept in " + file);
        }
        return ExitCode.SUCCESS;
    }

    private void delete(RunArchive archive, RunName name, Path file) {
        boolean there = name.imported()
                ? archive.foreignRun(name.number()).isPresent()
                : archive.run(name.number()).isPresent();
        if (!there) {
            throw Usage.wrong(spec, new IllegalArgumentException("--delete: no run " + name + " in " + file
                    + "; 'paretoscope runs' lists them"));
        }
        if (name.imported()) {
            archive.deleteForeign(name.number());
        } else {
            archive.delete(name.number());
        }
        done("deleted", name.toString(), "run " + name + " is deleted from " + file + (name.imported()
                ? ""
                : "; 'paretoscope runs --restore " + name + "' brings it back"), file);
    }

    private void done(String what, String name, String line, Path file) {
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", file.toString());
            document.addProperty(what, name);
            console.document(JsonText.of(document));
        } else {
            console.line(line);
        }
    }

    private static JsonObject object(ForeignRunSummary run) {
        JsonObject object = new JsonObject();
        object.addProperty("run_id", run.name());
        object.addProperty("title", run.title());
        object.addProperty("file", run.fileName());
        object.addProperty("format", run.format().key());
        object.addProperty("imported_at", run.importedAt().toString());
        object.addProperty("points", run.points());
        JsonObject conditions = new JsonObject();
        run.conditions().forEach(conditions::addProperty);
        object.add("conditions", conditions);
        return object;
    }

    private static String foreignTable(List<ForeignRunSummary> runs) {
        TextTable table = new TextTable().right("Run")
                .left("Imported")
                .left("Title")
                .left("Models")
                .left("Device")
                .right("Points")
                .left("Format");
        for (ForeignRunSummary run : runs) {
            table.row(List.of(run.name(), LOCAL_TIME.format(run.importedAt().atZone(ZoneId.systemDefault())),
                    run.title(), run.conditions().getOrDefault("model", NOT_TOLD),
                    run.conditions().getOrDefault("device", NOT_TOLD), Quantity.count(run.points()),
                    run.format().key()));
        }
        return table.render();
    }

    private StoredRun run(RunArchive archive, long id, Path file) {
        return archive.run(id)
                .orElseThrow(() -> Usage.wrong(spec, new IllegalArgumentException("--diff: no run " + id + " in " + file
                        + "; 'paretoscope runs' lists them")));
    }

    private void show(RunDifference difference) {
        if (json) {
            console.document(JsonText.of(difference.json()));
        } else {
            difference.lines().forEach(console::line);
        }
    }

    private static String table(List<RunSummary> runs) {
        TextTable table = new TextTable().right("Run")
                .left("Started")
                .left("Models")
                .left("Device")
                .left("Precision")
                .left("Engine")
                .right("Points\nmeasured")
                .right("\nof")
                .right("\nfailed")
                .right("\nskipped")
                .left("Status")
                .left("Tags and note");
        for (RunSummary run : runs) {
            table.row(List.of(Long.toString(run.id()),
                    LOCAL_TIME.format(run.startedAt().atZone(ZoneId.systemDefault())),
                    String.join(", ", run.models()), run.device(), run.precision(),
                    String.join(", ", run.engines()), Quantity.count(run.pointsMeasured()),
                    Quantity.count(run.pointsPlanned()),
                    Quantity.count(run.pointsFailed()), Quantity.count(run.pointsSkipped()), run.status().label(),
                    annotation(run)));
        }
        return table.render();
    }

    private static String annotation(RunSummary run) {
        String words = Stream.concat(Stream.of(run.pinned() ? "pinned" : "", run.origin()
                .map(origin -> "from " + origin.fileName())
                .orElse("")), run.tags().stream()).filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
        String first = run.note().lines().findFirst().orElse("");
        return words + (words.isEmpty() || first.isEmpty() ? "" : ": ") + first;
    }
}
