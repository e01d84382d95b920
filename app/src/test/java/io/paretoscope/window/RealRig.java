package io.paretoscope.window;

import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import io.paretoscope.export.RunCsv;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.store.RunStore;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.DeviceTelemetry;
import io.paretoscope.workbench.HostConditions;
import io.paretoscope.workbench.LocalEngines;
import io.paretoscope.workbench.LocalWorkbench;
import io.paretoscope.worker.WorkerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.stage.Window;

/** Windows on the real workbench: real engines in real worker processes, a real store. */
final class RealRig {
    /** Worker processes start slowly on a machine that is busy. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Tries the devices once for all windows of a process. */
    private static final LocalEngines ENGINES = new LocalEngines(System.getenv(), false);

    private RealRig() {}

    /** Files in that folder; the checkpoint folder is {@code checkpoint} therein. */
    private record FolderOfFiles(Path folder) implements FilePrompt {
        @Override
        public Optional<Path> save(Window owner, String title, String kind, String suggested) {
            return Optional.of(folder.resolve(suggested));
        }

        @Override
        public Optional<Path> open(Window owner, String title, String kind, String ending) {
            return Optional.of(folder.resolve("chosen" + ending));
        }

        @Override
        public Optional<Path> folder(Window owner, String title) {
            return Optional.of(folder.resolve("checkpoint"));
        }
    }

    static Path store(Path folder) {
        return folder.resolve("runs.mv.db");
    }

    /** A window whose store, exports and checkpoint lie in {@code folder}. */
    static WindowSnapshot open(Path folder, SweepPlan plan) {
        return open(folder, plan, Theme.LIGHT, 1440, 900);
    }

    /** The same, of that look and size in pixels. */
    static WindowSnapshot open(Path folder, SweepPlan plan, Theme theme, double width, double height) {
        Path store = store(folder);
        WindowSetup setup = new WindowSetup(
                () -> new LocalWorkbench(ENGINES, RunStore.open(store), new HostConditions("test"),
                        DeviceTelemetry::open, (_, _, _) -> "{}"),
                String.valueOf(store.getFileName()), plan, RealRig::config, RunCsv::write,
                (device, _) -> {
                    throw new WorkerException("no self-test here: " + device.id(), null);
                },
                Setups.engines(folder, System.getenv()), new Setups.ShortMemory(theme),
                new FolderOfFiles(folder));
        return WindowSnapshot.open(setup, width, height).patience(PATIENCE);
    }

    private static OptConfig config(Path folder) throws IOException {
        CheckpointFolder found = CheckpointFolder.find(folder.toString(), HubCache.ofThisMachine());
        return found.config(found.name());
    }

    /** Lays the tiny model with trained weights into {@code folder}. */
    static void checkpoint(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("config.json", "model.safetensors")) {
            try (InputStream in = RealRig.class.getResourceAsStream("/reference/tiny-opt-preln/" + file)) {
                Files.copy(Objects.requireNonNull(in, file), folder.resolve(file));
            }
        }
    }

    /** The processes that this one has started and that live. */
    static List<ProcessHandle> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }
}
