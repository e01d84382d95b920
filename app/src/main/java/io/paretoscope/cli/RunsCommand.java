package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.export.RunJson;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the stored runs. */
@Command(name = "runs", description = "List the stored runs, newest first.")
final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--diff", paramLabel = "RUN,RUN", description = "Show in which conditions these two runs differ, instead of the list.")
    private @Nullable IntList diff;

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
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw Usage.wrong(spec, new IllegalArgumentException("--store " + named.get()
                    + ": is a folder, expected a store's file"));
        }
        Path file = parts.workbenches().storeFile(named);
        List<RunSummary> runs;
        if (Files.exists(file)) {
            try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
                if (diff != null) {
                    show(new RunDifference(run(bench.get().archive(), diff.values().get(0), file),
                            run(bench.get().archive(), diff.values().get(1), file)));
                    return ExitCode.SUCCESS;
                }
                runs = bench.get().archive().runs();
            }
        } else if (named.isPresent() || diff != null) {
            throw Usage.wrong(spec, new IllegalArgumentException((named.isPresent() ? "--store" : "--diff")
                    + ": there is no store " + file));
        } else {
            runs = List.of();
        }
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", file.toString());
            document.add("runs", RunJson.of(runs));
            console.document(RunJson.text(document));
        } else if (runs.isEmpty()) {
            console.line("no runs yet in " + file + "; 'paretoscope sweep' makes one");
        } else {
            console.line(table(runs));
            console.line("");
            console.line("kept in " + file);
        }
        return ExitCode.SUCCESS;
    }

    private StoredRun run(RunArchive archive, long id, Path file) {
        return archive.run(id)
                .orElseThrow(() -> Usage.wrong(spec, new IllegalArgumentException("--diff: no run " + id + " in " + file
                        + "; 'paretoscope runs' lists them")));
    }

    private void show(RunDifference difference) {
        if (json) {
            console.document(difference.json());
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
                    Quantity.count(run.pointsMeasured()), Quantity.count(run.pointsPlanned()),
                    Quantity.count(run.pointsFailed()), Quantity.count(run.pointsSkipped()), run.status().label(),
                    annotation(run)));
        }
        return table.render();
    }

    private static String annotation(RunSummary run) {
        String first = run.note().lines().findFirst().orElse("");
        String tags = String.join(", ", run.tags());
        return tags + (tags.isEmpty() || first.isEmpty() ? "" : ": ") + first;
    }
}
