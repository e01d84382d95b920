package io.paretoscope.cli;

import io.paretoscope.libtorch.EngineChoice;
import io.paretoscope.libtorch.EngineSource;
import io.paretoscope.libtorch.InstalledEngine;
import io.paretoscope.workbench.EngineStock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the builds of libtorch that are installed. */
@Command(name = "engine", description = "Install, list or remove engines: the builds of libtorch that run models. "
        + "One for the CPU is built in; an NVIDIA GPU needs one for CUDA.", footer = {"",
            "install  fetches DJL's CUDA build (about 2.5 GB; what a broken download has left is gone on with), or takes "
                    + "--file or --folder instead, without a network",
            "list     shows what is installed, and which one a GPU and the CPU would run on, and why",
            "remove   takes the engine NAME away; of a --folder only the entry, never the folder", "",
            "For a machine without internet: fetch pytorch-native-cu124-2.5.1-linux-x86_64.jar and pytorch-jni-2.5.1-0.32.0.jar "
                    + "from Maven Central elsewhere, and 'paretoscope engine install --file' them.",
            "",
            "PARETOSCOPE_ENGINES names another folder to keep engines in, PARETOSCOPE_ENGINE the one to use on all devices, "
                    + "PARETOSCOPE_ENGINE_URL a mirror to fetch from. Variables PYTORCH_… that are set go before all of that."})
final class EngineCommand implements Callable<Integer> {
    private static final List<String> ACTIONS = List.of("install", "list", "remove");

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTION", description = "install, list or remove.")
    private String action = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of remove: the engine, as list shows it.")
    private @Nullable String name;

    @Option(names = "--file", paramLabel = "JAR", description = "Install DJL's artifact pytorch-native-FLAVOR, or out of a "
            + "folder that holds it and the other.")
    private @Nullable Path file;

    @Option(names = "--jni", paramLabel = "JAR", description = "With --file: DJL's artifact pytorch-jni for the same libtorch; "
            + "not needed for the version that is built in.")
    private @Nullable Path jni;

    @Option(names = "--sha256", paramLabel = "HEX", description = "With --file: what it must hash to (default: what FILE.sha256 or "
            + "FILE.sha1 beside it says, where there is one).")
    private @Nullable String sha256;

    @Option(names = "--folder", paramLabel = "DIR", description = "Use the CUDA libtorch in this folder, such as torch/lib of a "
            + "Python installation; it stays there.")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    EngineCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (!ACTIONS.contains(action)) {
            throw wrong("'" + action + "' is not an action: must be install, list or remove");
        }
        boolean sources = Stream.of(file, jni, sha256, folder).anyMatch(given -> given != null);
        if (sources && !action.equals("install")) {
            throw wrong("--file, --jni, --sha256 and --folder belong to install");
        }
        String engine = name;
        if (action.equals("remove")) {
            if (engine == null) {
                throw wrong("remove needs the NAME of an engine: 'paretoscope engine list' shows them");
            }
            return remove(engine);
        }
        if (engine != null) {
            throw wrong(action + " takes no NAME, but '" + engine + "' was given");
        }
        return action.equals("list") ? list() : install();
    }

    private int list() {
        EngineStock stock = parts.engines();
        Optional<String> noGpu = stock.noGpu();
        EngineListing listing = new EngineListing(stock.list(), noGpu, stock.choice(true), stock.choice(false));
        if (json) {
            console.document(JsonText.of(listing.json()));
        } else {
            listing.lines().forEach(console::line);
        }
        return ExitCode.SUCCESS;
    }

    private int remove(String engine) throws IOException {
        if (!parts.engines().remove(engine)) {
            throw wrong("there is no engine '" + engine + "' in " + parts.engines().engines().folder()
                    + ": 'paretoscope engine list' shows them");
        }
        if (json) {
            console.document(JsonText.of(EngineListing.removed(engine)));
        } else {
            console.line(engine + " is removed");
        }
        return ExitCode.SUCCESS;
    }

    private int install() throws IOException {
        EngineSource source = source();
        EngineStock stock = parts.engines();
        stock.noGpu().ifPresent(reason -> console.note("note: an engine for CUDA is of no use here yet: " + reason));
        InstalledEngine installed;
        Thread installing = Thread.currentThread();
        try (DownloadBar bar = new DownloadBar(console, "engine");
                CliParts.Interrupts.Registration _ = parts.interrupts().onInterrupt(installing::interrupt)) {
            installed = stock.install(source, bar);
        } catch (InterruptedException e) {
            console.note("ended; no engine was installed"
                    + (source instanceof EngineSource.Published
                            ? ", and the same command goes on with what was fetched"
                            : ""));
            return ExitCode.INTERRUPTED;
        }
        EngineChoice onGpu = stock.choice(true);
        if (json) {
            console.document(JsonText.of(EngineListing.installed(installed)));
        } else {
            console.line(installed.name() + " is installed in " + installed.folder());
            if (!(onGpu instanceof EngineChoice.Installed(InstalledEngine used, String ignored)
                    && used.equals(installed))) {
                console.line("GPUs will run on " + EngineListing.name(onGpu) + ": " + onGpu.reason());
            }
        }
        return ExitCode.SUCCESS;
    }

    private EngineSource source() throws IOException {
        if (file != null && folder != null) {
            throw wrong("--file and --folder exclude each other");
        }
        if (folder != null) {
            if (jni != null || sha256 != null) {
                throw wrong("--jni and --sha256 belong to --file");
            }
            return new EngineSource.Folder(console.resolve(folder));
        }
        if (file != null) {
            return new EngineSource.Artifacts(console.resolve(file), Optional.ofNullable(jni).map(console::resolve),
                    Optional.ofNullable(sha256));
        }
        if (jni != null || sha256 != null) {
            throw wrong("--jni and --sha256 belong to --file");
        }
        return parts.engines().published();
    }

    private RuntimeException wrong(String message) {
        return Usage.wrong(spec, new IllegalArgumentException(message));
    }
}
