package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.store.Rebuilt;
import io.paretoscope.store.RunStore;
import io.paretoscope.store.StoreCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after a store's files. */
@Command(name = "store", description = "Check a store, back it up, or rebuild it from its rescue file.", footer = {"",
    "check    reads every run, computes every number anew and compares it with what is stored",
    "backup   copies the store to the ZIP file that --to names, while it may be in use by this command alone",
    "rebuild  makes a lost or damaged store anew from the rescue file beside it, or the one that --from names; move the "
            + "damaged store away first"})
final class StoreCommand implements Callable<Integer> {
    private static final List<String> ACTIONS = List.of("check", "backup", "rebuild");

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTION", description = "check, backup or rebuild.")
    private String action = "";

    @Option(names = "--store", paramLabel = "FILE", description = "The store (default: in your data directory).")
    private @Nullable Path store;

    @Option(names = "--to", paramLabel = "FILE", description = "Of backup: a ZIP file that is not there yet.")
    private @Nullable Path to;

    @Option(names = "--from", paramLabel = "FILE", description = "Of rebuild: the rescue file (default: the one beside the store).")
    private @Nullable Path from;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    StoreCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!ACTIONS.contains(action)) {
            throw wrong("'" + action + "' is not an action: must be check, backup or rebuild");
        }
        if (action.equals("backup") == (to == null)) {
            throw wrong(to == null ? "backup needs --to, a ZIP file that is not there yet" : "--to belongs to backup");
        }
        if (from != null && !action.equals("rebuild")) {
            throw wrong("--from belongs to rebuild");
        }
        Path file = parts.workbenches().storeFile(Optional.ofNullable(store).map(console::resolve));
        if (action.equals("rebuild")) {
            return rebuilt(RunStore.rebuild(from == null ? RunStore.rescueOf(file) : console.resolve(from), file));
        }
        if (!Files.exists(file)) {
            throw wrong("there is no store " + file);
        }
        try (RunStore opened = RunStore.open(file)) {
            if (to != null) {
                return backedUp(opened, console.resolve(to));
            }
            return checked(opened);
        }
    }

    private RuntimeException wrong(String message) {
        return Usage.wrong(spec, new IllegalArgumentException(message));
    }

    private int checked(RunStore opened) {
        StoreCheck check = opened.check();
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", opened.file().toString());
            document.addProperty("sound", check.sound());
            document.addProperty("runs", check.runs());
            document.addProperty("points", check.points());
            document.addProperty("imported_runs", check.foreignRuns());
            document.add("troubles", texts(check.troubles()));
            document.add("notes", texts(check.notes()));
            console.document(JsonText.of(document));
        } else {
            check.troubles().forEach(trouble -> console.line("wrong: " + trouble));
            check.notes().forEach(note -> console.line("note: " + note));
            console.line(opened.file() + ": " + check.runs() + " runs, " + check.points() + " points"
                    + imported(check.foreignRuns()) + ", "
                    + (check.sound() ? "sound" : check.troubles().size() + " troubles"));
        }
        return check.sound() ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }

    private int backedUp(RunStore opened, Path zip) {
        opened.backup(zip);
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", opened.file().toString());
            document.addProperty("backup", zip.toString());
            console.document(JsonText.of(document));
        } else {
            console.line("backup of " + opened.file() + ": " + zip);
        }
        return ExitCode.SUCCESS;
    }

    private int rebuilt(Rebuilt rebuilt) {
        if (json) {
            JsonObject document = new JsonObject();
            document.addProperty("store", rebuilt.store().toString());
            document.addProperty("runs", rebuilt.runs());
            document.addProperty("points", rebuilt.points());
            document.addProperty("imported_runs", rebuilt.foreignRuns());
            document.add("notes", texts(rebuilt.notes()));
            console.document(JsonText.of(document));
        } else {
            rebuilt.notes().forEach(note -> console.line("note: " + note));
            console.line("rebuilt " + rebuilt.store() + ": " + rebuilt.runs() + " runs, " + rebuilt.points()
                    + " points" + imported(rebuilt.foreignRuns()));
        }
        return ExitCode.SUCCESS;
    }

    /** Only where there are any: most stores have none. */
    private static String imported(int runs) {
        return runs == 0 ? "" : ", " + runs + " imported";
    }

    private static JsonArray texts(List<String> lines) {
        JsonArray array = new JsonArray();
        lines.forEach(array::add);
        return array;
    }
}
