package io.paretoscope.cli;

import io.paretoscope.store.RunArchive;
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

/** Tags a stored run and writes about it. */
@Command(name = "annotate", description = "Tag a stored run, write a note about it, or pin it; 'paretoscope runs' shows all "
        + "of that.")
final class AnnotateCommand implements Callable<Integer> {
    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--run", paramLabel = "ID", required = true, description = "The run's number.")
    private long run;

    @Option(names = "--tag", paramLabel = "TAG", description = "Give it this tag; may be given several times.")
    private List<String> tags = List.of();

    @Option(names = "--untag", paramLabel = "TAG", description = "Take this tag away; may be given several times.")
    private List<String> untags = List.of();

    @Option(names = "--note", paramLabel = "TEXT", description = "Write this in place of its note; empty for none.")
    private @Nullable String note;

    @Option(names = "--pin", negatable = true, description = "Keep it at the top of the window's list; --no-pin: no longer.")
    private @Nullable Boolean pin;

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    AnnotateCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (tags.isEmpty() && untags.isEmpty() && note == null && pin == null) {
            throw Usage.wrong(spec,
                    new IllegalArgumentException("nothing to write: give --tag, --untag, --note or --pin"));
        }
        Optional<Path> named = Optional.ofNullable(store).map(console::resolve);
        Path file = parts.workbenches().storeFile(named);
        if (!Files.exists(file)) {
            throw Usage.wrong(spec, new IllegalArgumentException("there is no store " + file));
        }
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(named))) {
            RunArchive archive = bench.get().archive();
            tags.forEach(tag -> archive.tag(run, tag));
            untags.forEach(tag -> archive.untag(run, tag));
            if (note != null) {
                archive.note(run, note);
            }
            if (pin != null) {
                archive.pin(run, pin);
            }
        }
        console.line("run " + run + " is annotated in " + file);
        return ExitCode.SUCCESS;
    }
}
