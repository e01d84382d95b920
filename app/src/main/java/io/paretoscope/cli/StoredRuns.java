package io.paretoscope.cli;

import io.paretoscope.store.RunArchive;
import io.paretoscope.store.StoredRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds runs in a store. Every complaint is an {@link IllegalArgumentException} of one line that says what there is. */
final class StoredRuns {
    private static final int LISTED_RUNS = 10;

    private final RunArchive archive;
    private final Path file;

    StoredRuns(RunArchive archive, Path file) {
        this.archive = archive;
        this.file = file;
    }

    /**
     * The file of the store, checked to be there.
     *
     * @param named as {@code --store} names it; empty for the user's own
     */
    static Path file(CliParts parts, Optional<Path> named) {
        if (named.isPresent() && Files.isDirectory(named.get())) {
            throw new IllegalArgumentException("--store " + named.get() + ": is a folder, expected a store's file");
        }
        Path file = parts.workbenches().storeFile(named);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no store " + file + (named.isPresent() ? "" : " yet: 'paretoscope sweep' makes one"));
        }
        return file;
    }

    /** The newest that was measured. */
    StoredRun latest() {
        return archive.latest()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there are no runs in " + file + ": 'paretoscope sweep' makes one"));
    }

    /** That run, which has to be a measured one. */
    StoredRun measured(RunName name) {
        if (name.imported()) {
            if (archive.foreignRun(name.number()).isEmpty()) {
                throw missing(name);
            }
            throw new IllegalArgumentException(
                    "run " + name + " was imported, so there are no measurements, which this "
                            + "needs; frontier, knee, advise and compare take imported runs");
        }
        return archive.run(name.number()).orElseThrow(() -> missing(name));
    }

    /** That run, measured or imported. */
    ChosenRun find(RunName name) {
        return name.imported()
                ? new ChosenRun.Imported(archive.foreignRun(name.number()).orElseThrow(() -> missing(name)))
                : new ChosenRun.Measured(measured(name));
    }

    private IllegalArgumentException missing(RunName name) {
        return new IllegalArgumentException("no run " + name + " in " + file + ": " + known(name.imported()));
    }

    private String known(boolean imported) {
        List<String> names = (imported
                ? archive.foreignRuns().stream().map(run -> run.name())
                : archive.runs().stream().map(run -> Long.toString(run.id()))).toList();
        if (names.isEmpty()) {
            return imported ? "none was imported yet" : "there are none yet";
        }
        return Stream.of("one of " + names.stream().limit(LISTED_RUNS).collect(Collectors.joining(", ")),
                names.size() > LISTED_RUNS ? " and older ones" : "").collect(Collectors.joining());
    }
}
