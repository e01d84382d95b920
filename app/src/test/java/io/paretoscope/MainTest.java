package io.paretoscope;

import com.google.gson.JsonParser;
import io.paretoscope.store.RunStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The program as a process. */
@EnabledOnOs(OS.LINUX)
class MainTest {
    @TempDir
    Path folder;

    @Test
    void aStoreThatAnotherProcessHasOpenIsRefusedInOneLine() throws Exception {
        RunStore store = RunStore.open(folder.resolve("runs"));
        try (store; RealProcess runs = RealProcess.start(folder, "runs", "--store", "runs")) {
            assertEquals(1, runs.awaitEnd());
            assertEquals(List.of("paretoscope runs: " + store.file()
                    + ": is in use by another process; close it there, or give another store file"), runs.errLines());
            assertEquals("", runs.out());
        }
    }

    /** With the arguments of the launcher; such an option would otherwise have the JVM log to standard output. */
    @Test
    void whatTheJvmSaysStaysOutOfTheDocument() throws Exception {
        Path target = Path.of("target").toAbsolutePath();
        try (RealProcess models = RealProcess.start(folder, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc*"),
                List.of("--module-path", target.resolve("javafx").toString(), "--class-path",
                        System.getProperty("java.class.path", ""),
                        "@" + target.resolve("launch.args")),
                "models", "--json")) {
            assertEquals(0, models.awaitEnd(), () -> models.errLines().toString());
            assertTrue(JsonParser.parseString(models.out()).isJsonObject());
            assertTrue(models.out().startsWith("{"), models.out());
        }
    }
}
