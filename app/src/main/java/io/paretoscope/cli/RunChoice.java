package io.paretoscope.cli;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options by which a command is told which stored run it is about. */
final class RunChoice {
    private static final int LISTED_RUNS = 10;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--run", paramLabel = "ID", description = "The run, as 'paretoscope runs' numbers it.")
    private @Nullable Long run;

    @Option(names = "--latest", description = "Or the newest run.")
    private boolean latest;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    /** The file of the store, checked to be there, and that one run is named. */
    Path storeFile(CliParts parts, Console console) {
        if (latest == (run != null)) {
            throw wrong(latest
                    ? "--run and --latest exclude each other: give one of the two"
                    : "which run? give --run ID or --latest; 'paretoscope runs' lists them");
        }
        Optional<Path> named = named(console);
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw wrong("--store " + named.get() + ": is a folder, expected a store's file");
        }
        Path file = parts.workbenches().storeFile(named);
        if (!Files.exists(file)) {
            throw wrong("there is no store " + file + (named.isPresent() ? "" : " yet: 'paretoscope sweep' makes one"));
        }
        return file;
    }

    /** The run; the store is open only while it is read. */
    StoredRun read(CliParts parts, Console console) {
        Path file = storeFile(parts, console);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named(console)))) {
            return find(bench.get().archive(), file);
        }
    }

    private Optional<Path> named(Console console) {
        return Optional.ofNullable(store).map(console::resolve);
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
