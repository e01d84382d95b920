package io.paretoscope;

import io.paretoscope.cli.CliParts;
import io.paretoscope.cli.Console;
import io.paretoscope.cli.Paretoscope;
import io.paretoscope.cli.SignalInterrupts;
import io.paretoscope.cli.StandardErrorTerminal;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.Workbench;
import io.paretoscope.workbench.WorkbenchFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where the process begins: puts the parts together. */
public final class Main {
    private Main() {}

    /** Runs the command line, or without arguments the window. */
    public static void main(String[] args) {
        // Charts are drawn by AWT into files, never on a screen; a display that is named but cannot be reached would fail.
        System.setProperty("java.awt.headless", "true");
        // Results own standard output: whatever a library may print goes where progress goes.
        PrintStream results = System.out;
        System.setOut(System.err);
        Console console = new Console(results, System.err, StandardErrorTerminal.isPresent(),
                Path.of("").toAbsolutePath());
        System.exit(Paretoscope.run(parts(), console, args));
    }

    private static CliParts parts() {
        return new CliParts(new Unassembled(),
                (name, location) -> OptConfigFile.read(name, Path.of(location, "config.json")), file -> {
                    throw new IOException(UNASSEMBLED);
                }, (run, out) -> {
                    throw new IOException(UNASSEMBLED);
                }, run -> {
                    throw new RunLogException(UNASSEMBLED, null);
                }, (run, png) -> {
                    throw new IOException(UNASSEMBLED);
                }, new SignalInterrupts(), () -> Optional.of(UNASSEMBLED));
    }

    private static final String UNASSEMBLED = "not assembled on this branch";

    /** To be replaced where the engine, the store and the window come together. */
    private static final class Unassembled implements WorkbenchFactory {
        @Override
        public EngineBench openEngines() {
            throw new RunLogException(UNASSEMBLED, null);
        }

        @Override
        public Workbench open(Optional<Path> storeFile) {
            throw new RunLogException(UNASSEMBLED, null);
        }

        @Override
        public Path storeFile(Optional<Path> storeFile) {
            return storeFile.orElse(Path.of("runs.mv.db"));
        }
    }
}
