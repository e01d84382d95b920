package io.paretoscope.cli;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.telemetry.Energy;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.SamplingPeriods;
import io.paretoscope.workbench.SweepDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Watches what a device reports of itself. */
@Command(name = "telemetry", sortOptions = false, description = {
    "Watch what a device reports of itself: power, energy, clocks, activity, temperature, and the host's load. Shows its facts, and "
            + "at the end of the time what was sampled, from which source, or why it is unavailable.",
    "Only reads; no setting of the device is changed. Ctrl-C ends it early."})
final class TelemetryCommand implements Callable<Integer> {
    private static final int LONGEST_SECONDS = 86_400;

    private final CliParts parts;
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--device", paramLabel = "ID", description = "cpu or cuda:N (default: cpu).")
    private DeviceId device = SweepDefaults.DEVICE;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "How long (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--period", paramLabel = "MS", defaultValue = "50", description = "Milliseconds between samples of power and clocks "
            + "(default: ${DEFAULT-VALUE}). The energy counter is looked at every 10 ms, performance counters every 100 ms, the host "
            + "and what changes slowly every 250 ms, or as often as power.")
    private int period;

    @Option(names = "--record", paramLabel = "FILE", description = "Write every sample as JSON lines; an existing file is replaced.")
    private @Nullable Path record;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    TelemetryCommand(CliParts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        SamplingPeriods periods = periods();
        Optional<Path> file = Optional.ofNullable(record).map(console::resolve);
        if (file.isPresent()) {
            OutputFile.check("--record", file.get());
        }
        CountDownLatch stop = new CountDownLatch(1);
        try (LiveTelemetry telemetry = parts.telemetry().open(device, periods);
                CliParts.Interrupts.Registration _ = parts.interrupts().onInterrupt(stop::countDown)) {
            TelemetryView view = new TelemetryView(device, telemetry.facts(), telemetry.processes());
            if (!json) {
                view.factLines().forEach(console::line);
            }
            TelemetryWatch watch = new TelemetryWatch(telemetry, stop);
            watch.run(device.toString(), Duration.ofSeconds(seconds), file);
            Map<Energy.Source, Energy> energies = new EnumMap<>(Energy.Source.class);
            for (Energy.Source source : Energy.Source.values()) {
                energies.put(source, watch.energy(source));
            }
            if (json) {
                console.document(JsonText.of(view.json(watch, energies, telemetry.sampling())));
            } else {
                view.resultLines(watch, energies, telemetry.sampling()).forEach(console::line);
            }
            file.ifPresent(path -> console.note("samples: " + path));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("the watch was interrupted", e);
        }
        return stop.getCount() == 0 ? ExitCode.INTERRUPTED : ExitCode.SUCCESS;
    }

    private SamplingPeriods periods() {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw Usage.wrong(spec, new IllegalArgumentException("--seconds " + seconds + ": must be from 1 to "
                    + LONGEST_SECONDS));
        }
        try {
            return SamplingPeriods.around(Duration.ofMillis(period));
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, new IllegalArgumentException("--period: " + e.getMessage(), e));
        }
    }
}
