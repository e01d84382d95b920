package io.paretoscope.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WorkerLogTest {
    private static Optional<String> lastWords(Path folder, String text) throws IOException {
        WorkerLog log = new WorkerLog(folder);
        Files.writeString(log.file(), text);
        return log.lastWords();
    }

    @Test
    void whatEveryJvmSaysAtItsStartIsNoLastWord(@TempDir Path folder) throws Exception {
        assertEquals(Optional.empty(),
                lastWords(folder, "WARNING: Using incubator modules: jdk.incubator.vector\n"));
    }

    @Test
    void theLastLineBeforeTheFramesOfAStackIsQuoted(@TempDir Path folder) throws Exception {
        assertEquals(Optional.of("Exception: no room"), lastWords(folder, """
                WARNING: Using incubator modules: jdk.incubator.vector
                Exception: no room
                \tat io.paretoscope.Somewhere
                """));
    }

    @Test
    void theFrameOfACrashIsQuoted(@TempDir Path folder) throws Exception {
        assertEquals(Optional.of("in C  [libtorch_cpu.so+0x1]  f()+0x2"), lastWords(folder, """
                # A fatal error has been detected by the Java Runtime Environment:
                # Problematic frame:
                # C  [libtorch_cpu.so+0x1]  f()+0x2
                #
                """));
    }
}
