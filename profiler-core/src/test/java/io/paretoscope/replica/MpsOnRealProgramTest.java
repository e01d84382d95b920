package io.paretoscope.replica;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** NVIDIA's own program, where it is installed. It needs no GPU before its first client comes. */
class MpsOnRealProgramTest {
    private static final Map<String, String> ENVIRONMENT = System.getenv();

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWhereItIsInstalled() {
        assumeTrue(MpsDaemon.unavailable(ENVIRONMENT).isEmpty(),
                () -> MpsDaemon.unavailable(ENVIRONMENT).orElseThrow());
    }

    private List<Path> folders() throws Exception {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    @Test
    void itStartsAnswersAndQuits() throws Exception {
        ProcessHandle control;
        try (MpsDaemon daemon = MpsDaemon.start(ENVIRONMENT, folder, FakeMps.LIMITS)) {
            control = control(daemon);
            assertEquals(new TreeSet<>(), daemon.clients());
        }
        assertFalse(FakeMps.runs(control));
        assertEquals(List.of(), folders());
    }

    @Test
    void itsDeathIsSeen() throws Exception {
        try (MpsDaemon daemon = MpsDaemon.start(ENVIRONMENT, folder, FakeMps.LIMITS)) {
            assertTrue(control(daemon).destroyForcibly());
            String death = daemon.onDeath().get(60, TimeUnit.SECONDS);
            assertTrue(death.startsWith("the MPS daemon was killed (signal 9); its last words: To connect CUDA"
                    + " applications to this daemon"), death);
        }
        assertEquals(List.of(), folders());
    }

    @Test
    void whatItsKilledGuardLeftIsClearedAtTheEnd() throws Exception {
        ProcessHandle control;
        try (MpsDaemon daemon = MpsDaemon.start(ENVIRONMENT, folder, FakeMps.LIMITS)) {
            control = control(daemon);
            assertTrue(daemon.guardian().destroyForcibly());
        }
        assertFalse(FakeMps.runs(control));
        assertEquals(List.of(), folders());
    }

    private static ProcessHandle control(MpsDaemon daemon) {
        return daemon.guardian()
                .children()
                .filter(process -> FakeMps.read(process, "cmdline").endsWith("\0-f\0"))
                .findFirst()
                .orElseThrow();
    }
}
