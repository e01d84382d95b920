package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What replicas brought in a stored run. */
@Command(name = "replicas", sortOptions = false, description = "Compare the replicas of a stored run: the same sequences on the device in "
        + "one engine or in several, the same batch in one or in each of several, and different models side by side "
        + "against each alone.")
final class ReplicasCommand implements Callable<Integer> {
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

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    ReplicasCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (latest == (run != null)) {
            throw wrong(latest
                    ? "--run and --latest exclude each other: give one of the two"
                    : "which run? give --run ID or --latest; 'paretoscope runs' lists them");
        }
        StoredRun found = found(Optional.ofNullable(store).map(console::resolve));
        ReplicaView view = new ReplicaView(found.results());
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("run_id", found.summary().id());
            view.json().asMap().forEach(document::add);
            console.document(JsonText.of(document));
            return ExitCode.SUCCESS;
        }
        List<String> lines = view.lines();
        if (lines.isEmpty()) {
            throw new CommandFailure("run " + found.summary().id() + " has no two measured points that differ in their "
                    + "replicas alone; 'paretoscope sweep --replicas 1,2,4' makes such", null);
        }
        lines.forEach(console::line);
        return ExitCode.SUCCESS;
    }

    private StoredRun found(Optional<Path> named) {
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw wrong("--store " + named.get() + ": is a folder, expected a store's file");
        }
        Path file = parts.workbenches().storeFile(named);
        if (!Files.exists(file)) {
            throw wrong("there is no store " + file + (named.isPresent() ? "" : " yet: 'paretoscope sweep' makes one"));
        }
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            RunArchive archive = bench.get().archive();
            long id = run == null
                    ? archive.runs()
                            .stream()
                            .findFirst()
                            .map(RunSummary::id)
                            .orElseThrow(() -> wrong("there is no run in " + file))
                    : run;
            return archive.run(id)
                    .orElseThrow(
                            () -> wrong("there is no run " + id + " in " + file + "; 'paretoscope runs' lists them"));
        }
    }

    private RuntimeException wrong(String message) {
        return Usage.wrong(spec, new IllegalArgumentException(message));
    }
}
