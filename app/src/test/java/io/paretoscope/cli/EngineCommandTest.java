package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.download.FakeHub;
import io.paretoscope.libtorch.EngineFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineCommandTest {
    @TempDir
    private Path folder;
    private CliRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new CliRig(folder);
        EngineFiles.natives(Files.createDirectory(folder.resolve("files")), "2.5.1", "cu124");
        EngineFiles.jni(folder.resolve("files"), "2.5.1-0.32.0", "cu124");
    }

    private CliRig.Outcome installed() {
        CliRig.Outcome outcome = rig.run("engine", "install", "--file", "files");
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome;
    }

    @Test
    void artifactsAreInstalledAndProgressIsTold() {
        CliRig.Outcome outcome = installed();
        assertEquals("2.5.1-cu124 is installed in " + folder.resolve("engines").resolve("2.5.1-cu124")
                + System.lineSeparator(), outcome.out());
        assertTrue(outcome.err().contains("engine: unpacking, "), outcome.err());
    }

    @Test
    void whatIsPublishedIsFetched() throws IOException {
        try (FakeHub hub = new FakeHub()) {
            hub.put("files.txt", EngineFiles.index("cu128"));
            for (String name : List.of(EngineFiles.TORCH, EngineFiles.TORCH_CUDA)) {
                hub.put(name + ".gz", EngineFiles.gzip(EngineFiles.content(name)));
            }
            rig.environment.put("PARETOSCOPE_ENGINE_URL", hub.address().toString());
            CliRig.Outcome outcome = rig.run("engine", "install", "--json");
            JsonObject engine = outcome.document().getAsJsonObject("installed");
            assertEquals("2.7.1-cu128", engine.get("name").getAsString());
            assertEquals(hub.address() + "/2.7.1", engine.get("source").getAsString());
        }
    }

    @Test
    void theListSaysWhatAGpuRunsOnAndWhy() {
        installed();
        CliRig.Outcome outcome = rig.run("engine", "list");
        assertTrue(outcome.out().contains("pytorch-native-cu124-2.5.1-"), outcome.out());
        assertTrue(outcome.out().contains("GPUs run on 2.5.1-cu124: it is the CUDA engine that is installed"),
                outcome.out());
        assertTrue(outcome.out().contains("the CPU runs on built-in: it comes with the program"), outcome.out());
    }

    @Test
    void whereNoneIsInstalledTheListSaysHowToGetOne() {
        String list = rig.run("engine", "list").out();
        assertTrue(list.startsWith("no CUDA engine is installed: a GPU can be used only where DJL has "), list);
        assertTrue(list.contains("'paretoscope engine install' fetches one (about 2.5 GB)"), list);
    }

    @Test
    void whereThereIsNoGpuTheListSaysSo() {
        rig.gpuObstacle = "no NVIDIA driver is installed";
        assertTrue(rig.run("engine", "list").out().startsWith("no GPU here: no NVIDIA driver is installed"), "list");
    }

    @Test
    void theListAsJson() {
        installed();
        JsonObject document = rig.run("engine", "list", "--json").document();
        assertEquals("2.5.1-cu124",
                document.getAsJsonArray("engines").get(0).getAsJsonObject().get("name").getAsString());
        assertEquals("2.5.1-cu124", document.getAsJsonObject("on_gpu").get("engine").getAsString());
        assertTrue(document.getAsJsonObject("on_cpu").get("engine").isJsonNull());
    }

    @Test
    void theUsersOwnLibtorchGoesBeforeWhatIsInstalled() {
        rig.environment.put("PYTORCH_LIBRARY_PATH", "/opt/torch");
        assertTrue(installed().out()
                .contains("GPUs will run on what the environment names: PYTORCH_LIBRARY_PATH=/opt/torch"
                        + " is set, which goes before what is installed"),
                "environment");
    }

    @Test
    void oneThatIsRemovedIsGone() {
        installed();
        assertEquals("2.5.1-cu124 is removed" + System.lineSeparator(),
                rig.run("engine", "remove", "2.5.1-cu124").out());
        assertFalse(Files.exists(folder.resolve("engines").resolve("2.5.1-cu124")));
    }

    @Test
    void ctrlCEndsItAndLeavesNothing() {
        rig.onInterruptHandler = rig::pressInterrupt;
        CliRig.Outcome outcome = rig.run("engine", "install", "--file", "files");
        assertEquals(130, outcome.exitCode(), outcome.err());
        assertEquals("ended; no engine was installed", outcome.errLines().getLast());
        assertFalse(Files.exists(folder.resolve("engines").resolve("2.5.1-cu124")));
        assertFalse(rig.interruptHandled);
    }

    @Test
    void aDiskWithoutRoomIsAFailureOfOneLine() {
        rig.freeBytes = 10;
        CliRig.Outcome outcome = rig.run("engine", "install", "--file", "files");
        assertEquals(1, outcome.exitCode());
        assertEquals(1, outcome.errLines().size(), outcome.err());
        assertTrue(outcome.err().contains(" make room, or name another folder in PARETOSCOPE_ENGINES"), outcome.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fetch | 'fetch' is not an action: must be install, list or remove
            remove | remove needs the NAME of an engine: 'paretoscope engine list' shows them
            list 2.5.1-cu124 | list takes no NAME, but '2.5.1-cu124' was given
            list --file a.jar | --file, --jni, --sha256 and --folder belong to install
            install --file a.jar --folder b | --file and --folder exclude each other
            install --folder b --jni c.jar | --jni and --sha256 belong to --file
            install --jni c.jar | --jni and --sha256 belong to --file
            """)
    void wrongUsageIsSaid(String line, String message) {
        CliRig.Outcome outcome = rig.run(("engine " + line).split(" ", -1));
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope engine: " + message, outcome.errLines().getFirst());
    }

    @Test
    void anEngineThatIsNotThereCannotBeRemoved() {
        CliRig.Outcome outcome = rig.run("engine", "remove", "2.6.0-cu126");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().startsWith("paretoscope engine: there is no engine '2.6.0-cu126' in "),
                outcome.err());
    }
}
