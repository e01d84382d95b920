package io.paretoscope.cli;

import io.paretoscope.store.StoredRun;
import io.paretoscope.workbench.Workbench;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options by which a command is told which stored run it is about. */
final class RunChoice {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--run", paramLabel = "ID", description = "The run, as 'paretoscope runs' numbers it.")
    private @Nullable RunName run;

    @Option(names = "--latest", description = "Or the newest run that was measured.")
    private boolean latest;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    /** The file of the store, checked to be there, and that one run is named. */
    private Path storeFile(CliParts parts, Console console) {
        if (latest == (run != null)) {
            throw wrong(new IllegalArgumentException(latest
                    ? "--run and --latest exclude each other: give one of the two"
                    : "which run? give --run ID or --latest; 'paretoscope runs' lists them"));
        }
        try {
            return StoredRuns.file(parts, named(console));
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    /** The run, which has to be a measured one; the store is open only while it is read. */
    StoredRun read(CliParts parts, Console console) {
        RunName name = run;
        return find(parts, console, runs -> name == null ? runs.latest() : runs.measured(name));
    }

    /** The run, measured or imported; the store is open only while it is read. */
    ChosenRun any(CliParts parts, Console console) {
        RunName name = run;
        return find(parts, console,
                runs -> name == null ? new ChosenRun.Measured(runs.latest()) : runs.find(name));
    }

    /** Writes the run of that number into a run file. */
    void share(long id, Path file, CliParts parts, Console console) {
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named(console)))) {
            bench.get().archive().share(id, file);
        }
    }

    private <T> T find(CliParts parts, Console console, Function<StoredRuns, T> finding) {
        Path file = storeFile(parts, console);
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named(console)))) {
            return finding.apply(new StoredRuns(bench.get().archive(), file));
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private Optional<Path> named(Console console) {
        return Optional.ofNullable(store).map(console::resolve);
    }

    private RuntimeException wrong(IllegalArgumentException e) {
        return Usage.wrong(spec, e);
    }
}
