package io.paretoscope.cli;

import io.paretoscope.export.RunCsv;
import io.paretoscope.export.RunJson;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a stored run into files. */
@Command(name = "export", sortOptions = false, description = {"Write a stored run as CSV, as JSON and as a chart.",
    "Without --csv, --json and --png the CSV goes to standard output."})
final class ExportCommand implements Callable<Integer> {
    private static final int LISTED_RUNS = 10;

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--run", paramLabel = "ID", description = "The run, as 'paretoscope runs' numbers it.")
    private @Nullable Long run;

    @Option(names = "--latest", description = "Or the newest run.")
    private boolean latest;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the points as CSV; an existing file is replaced.")
    private @Nullable Path csv;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was measured as JSON: every batch's times, and the "
            + "samples of the device's telemetry; an existing file is replaced.")
    private @Nullable Path json;

    @Option(names = "--png", paramLabel = "DIR", description = "Draw the chart into DIR/paretoscope-sweep-ID.png; never over an existing "
            + "file.")
    private @Nullable Path png;

    ExportCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (latest == (run != null)) {
            throw wrong(latest
                    ? "--run and --latest exclude each other: give one of the two"
                    : "which run? give --run ID or --latest; 'paretoscope runs' lists them");
        }
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw wrong("--store " + named.get() + ": is a folder, expected a store's file");
        }
        Path file = parts.workbenches().storeFile(named);
        if (!Files.exists(file)) {
            throw wrong("there is no store " + file + (named.isPresent() ? "" : " yet: 'paretoscope sweep' makes one"));
        }
        Optional<Path> csvFile = Optional.ofNullable(csv).map(console::resolve);
        Optional<Path> jsonFile = Optional.ofNullable(json).map(console::resolve);
        Optional<Path> folder = Optional.ofNullable(png).map(console::resolve);
        if (csvFile.isPresent()) {
            OutputFile.check("--csv", csvFile.get());
        }
        if (jsonFile.isPresent()) {
            OutputFile.check("--json", jsonFile.get());
        }
        if (folder.isPresent()) {
            OutputFile.checkFolder("--png", folder.get());
        }
        StoredRun stored;
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            stored = find(bench.get().archive(), file);
        }
        if (csvFile.isPresent()) {
            OutputFile.writeCsv(stored, csvFile.get());
            console.line("points: " + csvFile.get());
        }
        if (jsonFile.isPresent()) {
            RunJson.write(stored, jsonFile.get());
            console.line("everything: " + jsonFile.get());
        }
        if (folder.isPresent()) {
            Path chart = OutputFile.unused(folder.get(), RunFiles.name(stored), "png");
            parts.charts().write(stored, chart);
            console.line("chart: " + chart);
        }
        if (csvFile.isEmpty() && jsonFile.isEmpty() && folder.isEmpty()) {
            console.text(RunCsv.text(stored));
        }
        return ExitCode.SUCCESS;
    }

    private StoredRun find(RunArchive archive, Path file) {
        if (run == null) {
            return archive.latest()
                    .orElseThrow(() -> wrong("there are no runs in " + file + ": 'paretoscope sweep' makes one"));
        }
        return archive.run(run)
                .orElseThrow(() -> wrong("no run " + run + " in " + file + ": " + known(archive.runs())));
    }

    private static String known(List<RunSummary> runs) {
        if (runs.isEmpty()) {
            return "there are none yet";
        }
        return "one of " + runs.stream()
                .limit(LISTED_RUNS)
                .map(summary -> Long.toString(summary.id()))
                .collect(Collectors.joining(", ")) + (runs.size() > LISTED_RUNS ? " and older ones" : "");
    }

    private RuntimeException wrong(String message) {
        return Usage.wrong(spec, new IllegalArgumentException(message));
    }
}
