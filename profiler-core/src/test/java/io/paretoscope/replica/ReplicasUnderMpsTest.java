package io.paretoscope.replica;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.RunLog;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.Sweep;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.CpuCores;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WatchedWorkers;
import io.paretoscope.worker.WorkerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real workers, on the CPU, under a daemon of which only NVIDIA's programs are replaced. */
@EnabledOnOs(OS.LINUX)
class ReplicasUnderMpsTest {
    private static final JvmWorkerLauncher REAL = new JvmWorkerLauncher(System.getenv(), false);
    private static final ModelSource TINY = TinyModel.synthetic("tiny");

    @TempDir
    private Path root;
    private FakeMps mps;
    private final Set<Long> before = WatchedWorkers.descendants();
    private final List<MpsDaemon> daemons = new ArrayList<>();
    private final List<ModelWorker> workers = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void prepare() throws IOException {
        mps = new FakeMps(root);
        mps.clients("1001\n1002\n");
    }

    @AfterEach
    void killWhatATestLeft() {
        mps.processes().forEach(ProcessHandle::destroyForcibly);
    }

    private void assertNothingRemains() throws IOException {
        assertEquals(List.of(), mps.processes().stream().map(process -> FakeMps.read(process, "cmdline")).toList());
        assertEquals(List.of(), mps.folders());
        assertEquals(List.of(), WatchedWorkers.descendantsBeside(before));
    }

    private static ReplicaLauncher launcher(ReplicaLauncher.MpsStarter starter) {
        return new ReplicaLauncher(REAL, starter, _ -> new MigInstances.None("none here"), CpuCores::ofThisProcess,
                ReplicaLimits.DEFAULT);
    }

    private static ReplicaLauncher.Order order(OptionalInt percentage) {
        return new ReplicaLauncher.Order(List.of(TINY, TINY), List.of(0, 0), ReplicaMode.MPS, percentage,
                DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT, true);
    }

    private ReplicaGroup launch() throws WorkerException {
        return launcher(this::daemon).launch(order(OptionalInt.of(50)), workers::add);
    }

    private static void kill(ProcessHandle process) throws Exception {
        assertTrue(process.destroyForcibly());
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void everyWorkerIsToldOfTheDaemonAndOfItsShare() throws Exception {
        try (ReplicaGroup group = launch()) {
            for (ModelWorker worker : workers) {
                ProcessHandle process = ProcessHandle.of(worker.processId().orElseThrow()).orElseThrow();
                String environment = FakeMps.read(process, "environ");
                assertTrue(environment.contains("CUDA_MPS_PIPE_DIRECTORY=" + mps.folders().getFirst().resolve("pipe")),
                        environment);
                assertTrue(environment.contains("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE=50"), environment);
                assertTrue(group.owns(process.pid()));
            }
            assertTrue(group.owns(mps.control().pid()));
            assertFalse(group.owns(ProcessHandle.current().parent().orElseThrow().pid()));
            assertEquals(3, group.processes());
        }
        assertNothingRemains();
    }

    @Test
    void workersThatDoNotFindTheDaemonAreNotCalledMps() throws Exception {
        mps.clients("1001\n");
        assertEquals("of 2 workers only 1 run under MPS, so this would not be mode mps",
                assertThrows(WorkerException.class, this::launch).getMessage());
        assertNothingRemains();
    }

    /** The results of a run, kept in memory. */
    private static final class Results implements RunLog {
        private final List<PointResult> results = new ArrayList<>();

        @Override
        public long begin(SweepPlan plan, Conditions conditions, Instant startedAt) {
            return 1;
        }

        @Override
        public Set<Integer> resume(long runId) {
            return Set.of();
        }

        @Override
        public void append(long runId, PointResult result) {
            results.add(result);
        }

        @Override
        public void finish(long runId, RunStatus status, String message) {
            assertEquals("", message);
        }
    }

    @Test
    void aDaemonThatDiesEndsThePointWithItsReasonAndTheNextHasANewOne() throws Exception {
        SweepPlan plan = new SweepPlan(List.of(TINY), List.of(1, 2), 4, 4, Precision.FP32, DeviceId.CPU, 0,
                new Protocol(1, Optional.of(Duration.ZERO), Protocol.Order.LISTED, OptionalInt.empty()),
                new Replication(List.of(2), List.of(ReplicaMode.MPS), OptionalInt.empty(), true, List.of()));
        // As if a CPU had MPS.
        List<PlannedPoint> points = plan.points()
                .stream()
                .map(point -> new PlannedPoint(point, MemoryEstimate.of(point), Optional.empty()))
                .toList();
        Results log = new Results();
        assertEquals(RunStatus.COMPLETED, new Sweep(plan, points, new Conditions(Map.of(), Map.of()),
                OptionalLong.empty(), launcher(this::daemon), new SilentTelemetry(), log, event -> {
                    if (event instanceof SweepEvent.PhaseEntered entered && entered.point().ordinal() == 0
                            && entered.phase() == SweepEvent.Phase.MEASURE) {
                        killDaemon();
                    }
                }, InstantSource.system()).run());
        String reason = assertInstanceOf(PointOutcome.Failed.class, log.results.getFirst().outcome()).reason();
        assertTrue(reason.startsWith("the MPS daemon was killed (signal 9); its last words: "), reason);
        assertEquals(1, reason.lines().count());
        assertInstanceOf(PointOutcome.Measured.class, log.results.getLast().outcome());
        assertEquals(2, daemons.size());
        assertNothingRemains();
    }

    /** Its clients fail before the guard can tell why. */
    @Test
    void aWorkerThatDiesOfTheDaemonsDeathIsNamedBehindIt() throws Exception {
        try (ReplicaGroup group = launch()) {
            ProcessHandle control = mps.control();
            WatchedWorkers.signal("KILL", workers.getFirst());
            assertTrue(control.destroyForcibly());
            String message = String.valueOf(assertThrows(WorkerException.class,
                    () -> group.configure(List.of(2, 2), 8)).getMessage());
            assertTrue(message.matches("the MPS daemon was killed \\(signal 9\\); .*; replica [12] of 2 \\(tiny\\): the"
                    + " worker process was killed \\(signal 9\\).*"), message);
        }
        assertNothingRemains();
    }

    /** Kills the daemon and waits until that is known. */
    private void killDaemon() {
        try {
            kill(mps.control());
            daemons.getLast().onDeath().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private MpsDaemon daemon() throws MpsException {
        MpsDaemon daemon = mps.start();
        daemons.add(daemon);
        return daemon;
    }

    @Test
    void aDaemonThatCannotBeStartedStartsNoWorker() throws Exception {
        mps.mode("fails");
        String message = String.valueOf(assertThrows(WorkerException.class, this::launch).getMessage());
        assertTrue(message.startsWith("MPS could not be started: the MPS daemon ended with exit code 1"), message);
        assertEquals(List.of(), workers);
        assertNothingRemains();
    }

    @Test
    void whatAnEarlierCrashLeftIsClearedBeforeTheReplicasStart() throws Exception {
        ProcessHandle stale;
        try (MpsOwner owner = MpsOwner.start(mps)) {
            stale = mps.control();
            mps.killGuard();
            owner.signal("KILL");
        }
        assertTrue(FakeMps.runs(stale));
        try (ReplicaGroup group = launch()) {
            assertFalse(FakeMps.runs(stale));
            assertEquals(1, mps.folders().size());
            group.configure(List.of(2, 2), 8);
            assertEquals(2, group.run(0, 4, 4).size());
        }
        assertNothingRemains();
    }

    @Test
    void nothingRemainsOfReplicasWhoseOwnerIsKilled() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Owner.class.getName(), mps.temporary().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(mps.environment());
        Process owner = builder.start();
        // Not closed: that would take the owner's standard output away.
        assertEquals("started", owner.inputReader(StandardCharsets.UTF_8).readLine());
        List<ProcessHandle> running = mps.processes();
        // The owner, two workers, the guard in two processes, the daemon and its server.
        assertEquals(7, running.size());
        kill(owner.toHandle());
        for (ProcessHandle process : running) {
            process.onExit().get(60, TimeUnit.SECONDS);
        }
        assertNothingRemains();
    }

    /** Starts replicas under a daemon in the folder that the argument names, and waits to be killed while they compute. */
    static final class Owner {
        private Owner() {}

        @SuppressWarnings("SystemOut") // how it tells the test
        public static void main(String[] arguments) throws Exception {
            ReplicaGroup group = launcher(
                    () -> MpsDaemon.start(System.getenv(), Path.of(arguments[0]), FakeMps.LIMITS))
                    .launch(order(OptionalInt.empty()), _ -> {});
            group.configure(List.of(2, 2), 48);
            Thread computing = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        group.run(0, 8, 40);
                    }
                } catch (WorkerException e) {
                    throw new IllegalStateException(e);
                }
            });
            System.out.println("started");
            computing.join();
            new CountDownLatch(1).await();
        }
    }
}
