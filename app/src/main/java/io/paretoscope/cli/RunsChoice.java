package io.paretoscope.cli;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
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

/** The options by which a command is told which stored runs it takes together: runs of one device in one precision. */
final class RunsChoice {
    private static final int LISTED_RUNS = 10;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--run", paramLabel = "ID", description = "A run, as 'paretoscope runs' numbers it. May be given several times, for runs "
            + "of the same device and precision: their points count together.")
    private List<Long> runs = List.of();

    @Option(names = "--engine", paramLabel = "ENGINE", description = "Count only points that graph, or torchscript, decoded; needed where the "
            + "runs have points of both.")
    private @Nullable EngineKind engine;

    @Option(names = "--latest", description = "Or the newest run.")
    private boolean latest;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    /** The kind of engine whose points count; empty where none was named. */
    Optional<EngineKind> engine() {
        return Optional.ofNullable(engine);
    }

    /** The store's file as the user named it. */
    Optional<Path> storeFile(Console console) {
        return Optional.ofNullable(store).map(console::resolve);
    }

    /**
     * The runs, at least one; the store is open only while they are read. What else differs between their conditions is noted.
     */
    List<StoredRun> read(CliParts parts, Console console) {
        if (latest == !runs.isEmpty()) {
            throw wrong(latest
                    ? "--run and --latest exclude each other: give one of the two"
                    : "which runs? give --run ID, as often as needed, or --latest; 'paretoscope runs' lists them");
        }
        if (runs.stream().distinct().count() < runs.size()) {
            throw wrong("--run names a run twice: " + runs);
        }
        Path file = parts.workbenches().storeFile(storeFile(console));
        if (!Files.isRegularFile(file)) {
            throw wrong(Files.exists(file)
                    ? "--store " + file + ": is a folder, expected a store's file"
                    : "there is no store " + file);
        }
        List<StoredRun> read;
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(storeFile(console)))) {
            RunArchive archive = bench.get().archive();
            read = latest
                    ? List.of(archive.latest()
                            .orElseThrow(() -> wrong(
                                    "there are no runs in " + file + ": 'paretoscope sweep' makes one")))
                    : runs.stream().map(id -> find(archive, id, file)).toList();
        }
        read.forEach(run -> alike(read.getFirst(), run, console));
        return read;
    }

    private void alike(StoredRun first, StoredRun other, Console console) {
        if (first.plan().precision() != other.plan().precision()) {
            throw wrong("run " + other.summary().id() + " is in " + other.plan().precision() + " and run "
                    + first.summary().id() + " in " + first.plan().precision() + ": take runs of one precision");
        }
        String device = device(first);
        if (!device(other).equals(device)) {
            throw wrong("run " + other.summary().id() + " ran on " + device(other) + " and run " + first.summary().id()
                    + " on " + device + ": take runs of one device");
        }
        List<String> differences = first.conditions()
                .differences(other.conditions())
                .stream()
                .filter(Conditions.Difference::settled)
                .map(Conditions.Difference::text)
                .toList();
        if (!differences.isEmpty()) {
            console.note("note: run " + other.summary().id() + " was measured under other conditions than run "
                    + first.summary().id() + " (" + String.join("; ", differences) + ")");
        }
    }

    private static String device(StoredRun run) {
        return Optional.ofNullable(run.conditions().settled().get("device"))
                .orElseGet(() -> run.plan().device().toString());
    }

    private StoredRun find(RunArchive archive, long id, Path file) {
        return archive.run(id).orElseThrow(() -> wrong("no run " + id + " in " + file + ": " + known(archive.runs())));
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
