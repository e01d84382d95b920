package io.paretoscope.cli;

import io.paretoscope.export.RunCsv;
import io.paretoscope.export.RunJson;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.SweepCommandText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a stored run into files. */
@Command(name = "export", sortOptions = false, description = {
    "Write a stored run as CSV, as JSON, as a chart, as a page, or as a file that another store can take it from.",
    "Without any of the options that name a file, and without --command, the CSV goes to standard output."})
final class ExportCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Mixin
    private final RunChoice choice = new RunChoice();

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the points as CSV; an existing file is replaced.")
    private @Nullable Path csv;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was measured as JSON: every batch's times, and the "
            + "samples of the device's telemetry; an existing file is replaced.")
    private @Nullable Path json;

    @Option(names = "--png", paramLabel = "DIR", description = "Draw the chart into DIR/paretoscope-sweep-ID.png; never over an existing "
            + "file.")
    private @Nullable Path png;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a self-contained page with charts, points, findings and conditions; an "
            + "existing file is replaced.")
    private @Nullable Path html;

    @Option(names = "--share", paramLabel = "FILE", description = "Write all of the run into one file, such as run.paretoscope, that 'paretoscope "
            + "import' takes into another store; an existing file is replaced.")
    private @Nullable Path share;

    @Option(names = "--command", description = "Print the command that measures the run's plan again.")
    private boolean command;

    ExportCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        StoredRun stored = choice.read(parts, console);
        Optional<Path> csvFile = Optional.ofNullable(csv).map(console::resolve);
        Optional<Path> jsonFile = Optional.ofNullable(json).map(console::resolve);
        Optional<Path> folder = Optional.ofNullable(png).map(console::resolve);
        if (csvFile.isPresent()) {
            OutputFile.check("--csv", csvFile.get());
        }
        if (jsonFile.isPresent()) {
            OutputFile.check("--json", jsonFile.get());
        }
        Optional<Path> page = Optional.ofNullable(html).map(console::resolve);
        Optional<Path> shared = Optional.ofNullable(share).map(console::resolve);
        if (folder.isPresent()) {
            OutputFile.checkFolder("--png", folder.get());
        }
        if (page.isPresent()) {
            OutputFile.check("--html", page.get());
        }
        if (shared.isPresent()) {
            OutputFile.check("--share", shared.get());
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
        if (page.isPresent()) {
            parts.reports().write(stored, page.get());
            console.line("page: " + page.get());
        }
        if (shared.isPresent()) {
            choice.share(stored.summary().id(), shared.get(), parts, console);
            console.line("run: " + shared.get());
        }
        if (command) {
            console.line(SweepCommandText.of(stored.plan()));
        }
        if (Stream.of(csvFile, jsonFile, folder, page, shared).allMatch(Optional::isEmpty) && !command) {
            console.text(RunCsv.text(stored));
        }
        return ExitCode.SUCCESS;
    }
}
