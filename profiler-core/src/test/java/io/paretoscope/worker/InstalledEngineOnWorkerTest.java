package io.paretoscope.worker;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.libtorch.EngineInstaller;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.libtorch.EngineSource;
import io.paretoscope.libtorch.FreeSpace;
import io.paretoscope.libtorch.InstalledEngine;
import io.paretoscope.libtorch.InstalledEngines;
import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** DJL's real artifact for the CPU, which has the form of those for CUDA, from file to worker. */
class InstalledEngineOnWorkerTest {
    @TempDir
    private Path folder = Path.of("");

    private static Map<String, String> environment(String engine) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(EngineSelector.CHOICE_VARIABLE, engine);
        return environment;
    }

    @Test
    void aWorkerRunsOnTheEngineThatIsInstalled() throws Exception {
        InstalledEngines engines = new InstalledEngines(folder, Optional.empty());
        Path natives = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.contains("pytorch-native-cpu"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        InstalledEngine engine = new EngineInstaller(engines, FreeSpace.OF_DISK, InstantSource.system())
                .install(new EngineSource.Artifacts(natives, Optional.empty(), Optional.empty()), (_, _, _) -> {});
        try (WorkerProcess worker = new JvmWorkerLauncher(new EngineSelector(engines, environment(engine.name())),
                false)
                .start(DeviceId.CPU)) {
            assertEquals("libtorch " + engine.manifest().version() + " for the CPU, " + engine.libraries(),
                    worker.library());
        }
    }

    @Test
    void anEngineThatWasAskedForAndIsNotThereStartsNoWorker() {
        JvmWorkerLauncher launcher = new JvmWorkerLauncher(
                new EngineSelector(new InstalledEngines(folder, Optional.empty()), environment("2.5.1-cu124")), false);
        String message = String.valueOf(assertThrows(WorkerException.class, () -> launcher.start(DeviceId.CPU))
                .getMessage());
        assertTrue(message.startsWith("PARETOSCOPE_ENGINE=2.5.1-cu124 names no engine that is installed"), message);
    }
}
