package io.paretoscope;

import io.paretoscope.cli.Console;
import io.paretoscope.cli.Paretoscope;
import io.paretoscope.cli.StandardErrorTerminal;
import java.io.PrintStream;
import java.nio.file.Path;

/** Where the process begins. */
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
        System.exit(Paretoscope.run(Assembly.parts(), console, args));
    }
}
