package io.paretoscope.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real processes and real signals; only NVIDIA's programs are replaced. */
@EnabledOnOs(OS.LINUX)
class MpsDaemonTest {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGTERM = 15;

    @TempDir
    private Path root;
    private FakeMps mps;

    @BeforeEach
    void prepare() throws IOException {
        mps = new FakeMps(root);
    }

    @AfterEach
    void killWhatATestLeft() {
        mps.processes().forEach(ProcessHandle::destroyForcibly);
    }

    private void assertNothingRemains() throws IOException {
        assertEquals(List.of(), mps.processes().stream().map(process -> FakeMps.read(process, "cmdline")).toList());
        assertEquals(List.of(), mps.folders());
    }

    private void kill(ProcessHandle process) throws Exception {
        assertTrue(process.destroyForcibly());
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aDaemonIsThereUntilItIsClosed() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            assertTrue(FakeMps.runs(mps.control()));
            assertEquals(Map.of("CUDA_MPS_PIPE_DIRECTORY", daemon.folder().resolve("pipe").toString()),
                    daemon.environment());
            assertEquals(List.of(), daemon.cleared());
        }
        assertNothingRemains();
    }

    @Test
    void itIsAskedToQuitBeforeItIsKilled() throws Exception {
        mps.start().close();
        assertEquals(List.of("quit -t 0"), mps.quits());
    }

    @Test
    void closingTwiceIsAsClosingOnce() throws Exception {
        MpsDaemon daemon = mps.start();
        daemon.close();
        daemon.close();
        assertNothingRemains();
    }

    @Test
    void closingIsNoDeath() throws Exception {
        MpsDaemon daemon = mps.start();
        daemon.close();
        assertEquals(Optional.empty(), daemon.death());
    }

    @Test
    void itsFolderIsForThisUserAlone() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(daemon.folder()));
        }
    }

    @Test
    void twoDaemonsDoNotMeet() throws Exception {
        try (MpsDaemon one = mps.start()) {
            mps.start().close();
            assertEquals(List.of(one.folder()), mps.folders());
            assertEquals(new TreeSet<>(), one.clients());
        }
        assertNothingRemains();
    }

    @Test
    void aPartOfTheGpuIsNamedInPercent() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            Map<String, String> expected = new HashMap<>(daemon.environment());
            expected.put("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", "25");
            assertEquals(expected, daemon.environment(OptionalInt.of(25)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void aPartThatIsNoneIsAnErrorOfTheProgram(int percent) throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            assertThrows(IllegalArgumentException.class, () -> daemon.environment(OptionalInt.of(percent)));
        }
    }

    @Test
    void settingsForOtherDaemonsDoNotReachIt() throws Exception {
        Map<String, String> environment = mps.environment();
        environment.put("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", "10");
        environment.put("CUDA_MPS_PIPE_DIRECTORY", "/of/somebody/else");
        environment.put("CUDA_VISIBLE_DEVICES", "1");
        try (MpsDaemon daemon = MpsDaemon.start(environment, mps.temporary(), FakeMps.LIMITS)) {
            SortedSet<String> cuda = new TreeSet<>(List.of(FakeMps.read(mps.control(), "environ").split("\0")));
            cuda.removeIf(variable -> !variable.startsWith("CUDA_"));
            assertEquals(new TreeSet<>(List.of("CUDA_MPS_PIPE_DIRECTORY=" + daemon.folder().resolve("pipe"),
                    "CUDA_MPS_LOG_DIRECTORY=" + daemon.folder().resolve("log"))), cuda);
        }
    }

    @Test
    void itsClientsAreListed() throws Exception {
        mps.clients("20\n7\n");
        try (MpsDaemon daemon = mps.start()) {
            assertEquals(new TreeSet<>(List.of(7L, 20L)), daemon.clients());
        }
    }

    @Test
    void aListThatIsNoneIsAnError() throws Exception {
        mps.clients("Server not found\n");
        try (MpsDaemon daemon = mps.start()) {
            assertEquals("the MPS daemon lists something else than processes: For input string: \"Server not found\"",
                    assertThrows(MpsException.class, daemon::clients).getMessage());
        }
    }

    @Test
    void aKilledDaemonIsSeenAndItsServerGoesToo() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            ProcessHandle server = mps.control().children().findFirst().orElseThrow();
            kill(mps.control());
            String death = daemon.onDeath().get(60, TimeUnit.SECONDS);
            assertEquals("the MPS daemon was killed (signal 9); its last words: Starting new server " + server.pid()
                    + " for user " + Files.getAttribute(root, "unix:uid"), death);
            assertEquals(Optional.of(death), daemon.death());
            assertFalse(FakeMps.runs(server));
        }
        assertNothingRemains();
    }

    @Test
    void aDeadDaemonIsNotAsked() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            kill(mps.control());
            assertEquals(
                    "the MPS daemon could not be asked for get_server_list: Cannot find MPS control daemon process",
                    assertThrows(MpsException.class, daemon::clients).getMessage());
        }
    }

    @Test
    void aDaemonThatWillNotQuitIsKilled() throws Exception {
        mps.mode("stubborn");
        mps.start().close();
        assertNothingRemains();
    }

    @Test
    void aDaemonThatIsStoppedIsKilled() throws Exception {
        MpsDaemon daemon = mps.start();
        assertEquals(0, new ProcessBuilder("/bin/kill", "-STOP", Long.toString(mps.control().pid())).start().waitFor());
        daemon.close();
        assertNothingRemains();
    }

    @Test
    void aKilledGuardIsSeenAndItsSecondProcessEndsTheDaemon() throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            ProcessHandle control = mps.control();
            kill(daemon.guardian());
            assertEquals("the process that guards the MPS daemon was killed",
                    daemon.onDeath().get(60, TimeUnit.SECONDS));
            control.onExit().get(60, TimeUnit.SECONDS);
        }
        assertNothingRemains();
    }

    @Test
    void nothingRemainsWhenBothProcessesOfTheGuardAreKilled() throws Exception {
        try (MpsDaemon _ = mps.start()) {
            assertEquals(2, mps.guards().size());
            mps.killGuard();
        }
        assertNothingRemains();
    }

    @Test
    void nothingRemainsWhenTheGuardAndThenTheOwnerAreKilled() throws Exception {
        try (MpsOwner owner = MpsOwner.start(mps)) {
            kill(mps.control().parent().orElseThrow());
            List<ProcessHandle> running = mps.processes();
            owner.signal("KILL");
            for (ProcessHandle process : running) {
                process.onExit().get(60, TimeUnit.SECONDS);
            }
        }
        assertNothingRemains();
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGHUP, SIGINT, SIGQUIT, SIGTERM})
    void theGuardIsNotEndedBySignalsForItsOwner(int signal) throws Exception {
        try (MpsDaemon daemon = mps.start()) {
            assertTrue(ignores(daemon.guardian(), signal));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGHUP, SIGINT, SIGQUIT})
    void theDaemonIsNotEndedByATerminal(int signal) throws Exception {
        try (MpsDaemon _ = mps.start()) {
            assertTrue(ignores(mps.control(), signal));
        }
    }

    @Test
    void theDaemonCanEndItsServersBySigterm() throws Exception {
        try (MpsDaemon _ = mps.start()) {
            assertFalse(ignores(mps.control().children().findFirst().orElseThrow(), SIGTERM));
        }
    }

    private static boolean ignores(ProcessHandle process, int signal) {
        String mask = FakeMps.read(process, "status")
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask.substring("SigIgn:".length()).strip(), 16) >> (signal - 1) & 1) == 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "INT", "TERM", "HUP"})
    void nothingRemainsOfAnOwnerThatWasEnded(String signal) throws Exception {
        try (MpsOwner owner = MpsOwner.start(mps)) {
            List<ProcessHandle> running = mps.processes();
            // The owner, the guard in two processes, the daemon and its server.
            assertEquals(5, running.size());
            owner.signal(signal);
            for (ProcessHandle process : running) {
                process.onExit().get(60, TimeUnit.SECONDS);
            }
        }
        assertNothingRemains();
    }

    @Test
    void whatIsLeftWhenTheGuardIsKilledTooIsClearedAtTheNextStart() throws Exception {
        List<Path> left;
        ProcessHandle old;
        try (MpsOwner owner = MpsOwner.start(mps)) {
            old = mps.control();
            left = mps.folders();
            mps.killGuard();
            owner.signal("KILL");
        }
        assertTrue(FakeMps.runs(old));
        try (MpsDaemon daemon = mps.start()) {
            assertEquals(1, daemon.cleared().size());
            assertTrue(
                    daemon.cleared()
                            .getFirst()
                            .matches("an MPS daemon that was left without its guard was cleared away"
                                    + " \\(processes [0-9 ]*\\b" + old.pid() + "\\b[0-9 ]*\\), with its folder "
                                    + left.getFirst()),
                    daemon.cleared().getFirst());
            assertFalse(FakeMps.runs(old));
            assertEquals(List.of(daemon.folder()), mps.folders());
        }
        assertNothingRemains();
    }

    @Test
    void aDaemonWhoseOwnerLivesIsLeftAlone() throws Exception {
        try (MpsOwner owner = MpsOwner.start(mps)) {
            ProcessHandle others = mps.control();
            try (MpsDaemon daemon = mps.start()) {
                assertEquals(List.of(), daemon.cleared());
            }
            assertTrue(FakeMps.runs(others));
            List<ProcessHandle> running = new ArrayList<>(mps.processes());
            owner.signal("KILL");
            for (ProcessHandle process : running) {
                process.onExit().get(60, TimeUnit.SECONDS);
            }
        }
        assertNothingRemains();
    }

    @Test
    void aFolderThatWasHalfRemovedIsRemoved() throws Exception {
        Path folder = Files.createDirectories(mps.temporary().resolve("paretoscope-mps-1"));
        Files.createDirectory(folder.resolve("pipe"));
        try (MpsDaemon daemon = mps.start()) {
            assertEquals(List.of("an MPS daemon that was left without its guard was cleared away, with its folder "
                    + folder), daemon.cleared());
        }
        assertNothingRemains();
    }

    @Test
    void foldersOfOthersStay() throws Exception {
        Path others = Files.createDirectory(mps.temporary().resolve("nvidia-mps"));
        Path link = Files.createSymbolicLink(mps.temporary().resolve("paretoscope-mps-link"), others);
        mps.start().close();
        assertEquals(List.of(others, link), mps.folders());
    }

    @Test
    void aDaemonThatDoesNotAnswerIsGivenUp() throws Exception {
        mps.mode("hangs");
        MpsException error = assertThrows(MpsException.class, () -> MpsDaemon.start(mps.environment(),
                mps.temporary(), new MpsDaemon.Limits(Duration.ofMillis(500), 0)));
        assertTrue(
                String.valueOf(error.getMessage())
                        .matches("MPS could not be started: " + root + "/bin/nvidia-cuda-mps-control"
                                + " did not answer within 500 ms \\(.*\\)"),
                error.getMessage());
        assertNothingRemains();
    }

    @Test
    void aDaemonThatEndsAtOnceSaysWhy() throws Exception {
        mps.mode("fails");
        MpsException error = assertThrows(MpsException.class, mps::start);
        assertTrue(
                String.valueOf(error.getMessage())
                        .startsWith("MPS could not be started: the MPS daemon ended with exit code 1; its last words:"
                                + " Cannot access CUDA_MPS_PIPE_DIRECTORY=" + mps.temporary()),
                error.getMessage());
        assertNothingRemains();
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        Map<String, String> environment = mps.environment();
        environment.put("PATH", "/nowhere");
        MpsException error = assertThrows(MpsException.class,
                () -> MpsDaemon.start(environment, mps.temporary(), FakeMps.LIMITS));
        assertEquals(MpsDaemon.unavailable(environment), Optional.of(String.valueOf(error.getMessage())));
        assertTrue(
                String.valueOf(error.getMessage())
                        .startsWith("MPS is unavailable: there is no nvidia-cuda-mps-control on the PATH (/nowhere);"),
                error.getMessage());
        assertNothingRemains();
    }

    @Test
    void aFolderTooLongForSocketsIsRefused() throws Exception {
        Path deep = Files.createDirectories(mps.temporary().resolve("d".repeat(60)));
        MpsException error = assertThrows(MpsException.class,
                () -> MpsDaemon.start(mps.environment(), deep, FakeMps.LIMITS));
        assertTrue(String.valueOf(error.getMessage()).contains("is too long for the sockets of MPS"),
                error.getMessage());
        Files.delete(deep);
        assertNothingRemains();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path nowhere = root.resolve("nowhere");
        MpsException error = assertThrows(MpsException.class,
                () -> MpsDaemon.start(mps.environment(), nowhere, FakeMps.LIMITS));
        assertTrue(
                String.valueOf(error.getMessage()).startsWith("no folder for an MPS daemon can be made in " + nowhere),
                error.getMessage());
    }
}
