package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.libtorch.InstalledEngines;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.SamplingPeriods;
import io.paretoscope.workbench.EngineStock;
import io.paretoscope.worker.WorkerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs command lines in this process against fakes, in a folder of its own, and keeps what they print. */
final class CliRig {
    /** What a command line did. */
    record Outcome(int exitCode, String out, String err) {
        /** Standard output as the one JSON document that it must be. */
        JsonObject document() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        /** How many points the JSON document has. */
        int points() {
            return document().getAsJsonArray("points").size();
        }

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    final Path folder;
    final FakeCliWorkbench workbench;
    final Map<String, SweepPlan> planFiles = new HashMap<>();
    @Nullable
    Runnable interrupt;
    boolean interruptHandled;
    Runnable onInterruptHandler = () -> {};
    boolean faultInWindow;
    @Nullable
    String windowObstacle;
    int windowsOpened;
    @Nullable
    String chartObstacle;
    boolean terminal;
    CliParts.ModelFetcher models = (repository, _) -> {
        throw new IOException("no network in this test for " + repository);
    };
    final Map<String, String> environment = new HashMap<>();
    long freeBytes = Long.MAX_VALUE;
    @Nullable
    String gpuObstacle;
    final FakeTelemetry telemetry = new FakeTelemetry();
    Function<DeviceId, SelfTestReport> selfTest = Reports::full;
    @Nullable
    String selfTestObstacle;
    @Nullable
    DeviceId watched;
    @Nullable
    SamplingPeriods samplingPeriods;

    CliRig(Path folder) {
        this.folder = folder;
        this.workbench = new FakeCliWorkbench(folder.resolve("runs.mv.db"));
    }

    Outcome run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(out, err, args);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    int run(OutputStream out, OutputStream err, String... args) {
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), terminal, folder);
        return Paretoscope.run(parts(), console, args);
    }

    /** Ctrl-C, as soon as someone listens for it. */
    void pressInterrupt() {
        Runnable handler = interrupt;
        while (handler == null || !interruptHandled) {
            Thread.onSpinWait();
            handler = interrupt;
        }
        handler.run();
    }

    private EngineStock engines() {
        return new EngineStock(new InstalledEngines(folder.resolve("engines"), Optional.empty()), environment,
                _ -> freeBytes, () -> Optional.ofNullable(gpuObstacle));
    }

    private CliParts parts() {
        return new CliParts(workbench,
                (name, location) -> OptConfigFile.read(name, Path.of(location).resolve("config.json")),
                (repository, progress) -> models.fetch(repository, progress), engines(), this::plan,
                this::chart, (run, file) -> Files.writeString(file, "report of run " + run.summary().id()),
                (device, periods) -> {
                    watched = device;
                    samplingPeriods = periods;
                    return telemetry;
                }, (device, progress) -> {
                    if (selfTestObstacle != null) {
                        throw new WorkerException(selfTestObstacle, null);
                    }
                    progress.accept("copy rate");
                    return selfTest.apply(device.id());
                }, action -> {
                    interrupt = action;
                    interruptHandled = true;
                    onInterruptHandler.run();
                    return () -> interruptHandled = false;
                }, () -> {
                    if (faultInWindow) {
                        throw new IllegalStateException("a fault");
                    }
                    windowsOpened++;
                    return Optional.ofNullable(windowObstacle);
                });
    }

    private SweepPlan plan(Path file) throws IOException {
        SweepPlan plan = planFiles.get(String.valueOf(file.getFileName()));
        if (plan == null) {
            throw new NoSuchFileException(file.toString());
        }
        return plan;
    }

    private void chart(StoredRun run, Path file) throws IOException {
        if (chartObstacle != null) {
            throw new IOException(chartObstacle);
        }
        Files.writeString(file, "chart of run " + run.summary().id());
    }
}
