package io.paretoscope.cli;

import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.SweepDefaults;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The default sweep in a terminal, for machines where no window can be opened; leaves its files in the current folder. */
final class TerminalFallback {
    private final CliParts parts;
    private final Console console;

    TerminalFallback(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    int run() throws CommandFailure {
        SweepPlan plan = SweepDefaults.plan();
        try (CloseOnExit<Workbench> bench = new CloseOnExit<>(parts.workbenches().open(Optional.empty()))) {
            SweepSession.Ending ending = new SweepSession(parts.interrupts(), console).run(bench.get(), plan);
            new RunTable(console).show(ending.run(), parts.workbenches().storeFile(Optional.empty()));
            String name = RunFiles.name(ending.run());
            Path csv = OutputFile.unused(console.folder(), name, "csv");
            try {
                OutputFile.writeCsv(ending.run(), csv);
                console.line("points: " + csv);
            } catch (CommandFailure e) {
                console.note("no CSV: " + e.getMessage());
            }
            Path png = OutputFile.unused(console.folder(), name, "png");
            try {
                parts.charts().write(ending.run(), png);
                console.line("chart: " + png);
            } catch (IOException e) {
                console.note("no chart: " + ErrorLines.describe(e));
            }
            return ending.exitCode();
        }
    }
}
