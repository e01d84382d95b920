package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.export.RunJson;
import io.paretoscope.store.RunSummary;
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

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    RunsCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw Usage.wrong(spec, new IllegalArgumentException("--store " + named.get()
                    + ": is a folder, expected a store's file"));
        }
        Path file = parts.workbenches().storeFile(named);
        List<RunSummary> runs;
        if (Files.exists(file)) {
            try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
                runs = bench.get().archive().runs();
            }
        } else if (named.isPresent()) {
            throw Usage.wrong(spec, new IllegalArgumentException("--store: there is no store " + file));
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
                .left("Status");
        for (RunSummary run : runs) {
            table.row(List.of(Long.toString(run.id()),
                    LOCAL_TIME.format(run.startedAt().atZone(ZoneId.systemDefault())),
                    String.join(", ", run.models()), run.device(), run.precision(),
                    Quantity.count(run.pointsMeasured()), Quantity.count(run.pointsPlanned()),
                    Quantity.count(run.pointsFailed()), Quantity.count(run.pointsSkipped()), run.status().label()));
        }
        return table.render();
    }
}
