package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.Reference;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.opt.Precision;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real worker processes with the real engine. */
class WorkerProcessTest {
    private static final JvmWorkerLauncher LAUNCHER = new JvmWorkerLauncher(System.getenv(), false);

    private static WorkerProcess opened(ModelSource model) throws WorkerException {
        WorkerProcess worker = LAUNCHER.start(DeviceId.CPU);
        worker.open(model, DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT);
        return worker;
    }

    @Test
    void countsWhatCameOutOfTheEngine() throws Exception {
        try (WorkerProcess worker = opened(TinyModel.synthetic("tiny"))) {
            worker.configure(3, 12);
            StepTimes times = worker.run(0, 5, 7);
            assertEquals(3, times.batch());
            assertEquals(15, times.promptTokens());
            assertEquals(21, times.outputTokens());
            assertEquals(6, times.stepNanos().size());
            assertEquals(times.totalNanos(),
                    times.prefillNanos() + times.stepNanos().stream().mapToLong(Long::longValue).sum());
            assertInstanceOf(MemoryUse.Bytes.class, worker.peakMemory());
        }
    }

    @Test
    void whatDecodesIsToldWhenTheCacheIsAllocatedAndWithWhatWasGenerated() throws Exception {
        try (WorkerProcess worker = opened(TinyModel.synthetic("tiny"))) {
            EngineUse torchScript = EngineUse.as(EngineKind.TORCHSCRIPT);
            assertEquals(torchScript, worker.configure(1, 12));
            assertEquals(torchScript, worker.generate(List.of(List.of(1, 2)), 2, false).engine());
        }
    }

    @Test
    void graphsOnTheProcessorAreRefusedWithTheReason() throws Exception {
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            WorkerException error = assertThrows(WorkerException.class, () -> worker
                    .open(TinyModel.synthetic("tiny"), DeviceId.CPU, Precision.FP32, EngineKind.GRAPH));
            assertEquals("engine graph needs an NVIDIA GPU; on the CPU choose torchscript", error.getMessage());
        }
    }

    @Test
    void theProcessorHasNoOwnKernelsAndSaysWhy() throws Exception {
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            assertEquals("they need an NVIDIA GPU", worker.await(worker.service().ownKernels("cpu")).obstacle());
        }
    }

    @Test
    void generatesTheReferenceTokensFromACheckpoint() throws Exception {
        Path folder = Reference.PRE_NORM.folder();
        ModelSource model = new ModelSource(OptConfigFile.read("reference", folder.resolve("config.json")),
                new WeightsRef.Stored(folder.toString()));
        Reference.Case one = Reference.PRE_NORM.cases().getFirst();
        try (WorkerProcess worker = opened(model)) {
            List<Integer> prompt = java.util.Arrays.stream(one.prompt()).boxed().toList();
            worker.configure(1, prompt.size() + 24);
            Generation generation = worker.generate(List.of(prompt), 24, true);
            assertEquals(List.of(one.tokens()), generation.tokens());
            assertEquals(one.logits()[7], generation.lastPromptLogits().orElseThrow().getFirst().get(7), 1e-4f);
        }
    }

    @Test
    void anErrorIsOneLineAndNamesTheCheckpoint() throws Exception {
        Path folder = Reference.PRE_NORM.folder().resolveSibling(".");
        ModelSource model = new ModelSource(TinyModel.synthetic("tiny").config(),
                new WeightsRef.Stored(folder.toString()));
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            WorkerException error = assertThrows(WorkerException.class,
                    () -> worker.open(model, DeviceId.CPU, Precision.FP32, EngineKind.TORCHSCRIPT));
            assertTrue(
                    String.valueOf(error.getMessage()).contains(folder.normalize().resolve("config.json").toString()),
                    error.getMessage());
            assertEquals(1, String.valueOf(error.getMessage()).lines().count());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerHasTheVectorApi() throws Exception {
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            // ProcessHandle does not tell arguments as long as a class path may be.
            String arguments = Files.readString(Path.of("/proc", Long.toString(worker.handle().pid()), "cmdline"));
            assertTrue(arguments.contains("\0jdk.incubator.vector\0"), arguments);
        }
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() throws Exception {
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            WorkerException error = assertThrows(WorkerException.class,
                    () -> worker.open(TinyModel.synthetic("tiny"), DeviceId.cuda(99), Precision.FP32,
                            EngineKind.TORCHSCRIPT));
            assertTrue(String.valueOf(error.getMessage()).startsWith("cuda:99 cannot be used by libtorch"),
                    error.getMessage());
        }
    }

    @Test
    void moreMemoryThanThereIsFailsTheCallAndNotTheProcess() throws Exception {
        // 262 TB: more than an address space, so that no system promises it first and kills somebody for it later.
        OptConfig wide = new OptConfig("wide", 1, 512, 8, 128, 256, 64, 512, true, true, true, true, true);
        try (WorkerProcess worker = opened(new ModelSource(wide, new WeightsRef.Synthetic(0)))) {
            WorkerException error = assertThrows(WorkerException.class, () -> worker.configure(2_000_000_000, 64));
            assertTrue(String.valueOf(error.getMessage()).contains("out of memory, asked for another"),
                    error.getMessage());
            assertTrue(worker.handle().isAlive());
        }
    }

    @Test
    void aWorkerKilledFromOutsideSaysBySignal() throws Exception {
        try (WorkerProcess worker = opened(TinyModel.synthetic("tiny"))) {
            worker.configure(1, 64);
            CountDownLatch running = new CountDownLatch(1);
            CompletableFuture<WorkerException> ended = CompletableFuture.supplyAsync(() -> {
                running.countDown();
                return assertThrows(WorkerException.class, () -> {
                    while (true) {
                        worker.run(0, 8, 56);
                    }
                });
            });
            running.await();
            assertTrue(worker.handle().destroyForcibly());
            assertTrue(String.valueOf(ended.get(60, TimeUnit.SECONDS).getMessage())
                    .startsWith("the worker process was killed (signal 9)"), ended.get().getMessage());
        }
    }

    @Test
    void killingAWorkerEndsACallThatWaits() throws Exception {
        try (WorkerProcess worker = opened(TinyModel.synthetic("tiny"))) {
            worker.configure(1, 64);
            CompletableFuture<WorkerException> ended = CompletableFuture
                    .supplyAsync(() -> assertThrows(WorkerException.class, () -> {
                        while (true) {
                            worker.run(0, 8, 56);
                        }
                    }));
            worker.kill();
            assertEquals("the worker was stopped", ended.get(60, TimeUnit.SECONDS).getMessage());
        }
    }

    @Test
    void measuresTheCeilingsOfItsDeviceBesideAModel() throws Exception {
        RoundRule brief = new RoundRule(1_000_000, 3, 10_000_000);
        try (WorkerProcess worker = opened(TinyModel.synthetic("tiny"))) {
            assertEquals(3, worker.copyRate(DeviceId.CPU, brief).rounds().nanos().size());
            assertEquals(Precision.FP32, worker.matrixRate(DeviceId.CPU, Precision.FP32, brief).precision());
            worker.configure(1, 12);
            assertEquals(7, worker.run(0, 5, 7).outputTokens());
        }
    }

    @Test
    void theClockOfAWorkerIsNowInTheMiddleOfTheQuestion() throws Exception {
        try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
            ClockReading reading = worker.clock();
            long before = System.nanoTime();
            long there = worker.await(worker.service().clock()).nanos() + reading.offsetNanos();
            long after = System.nanoTime();
            assertTrue(before - reading.roundTripNanos() / 2 <= there, reading.toString());
            assertTrue(there <= after + reading.roundTripNanos() / 2, reading.toString());
        }
    }

    @Test
    void closingLeavesNoProcess() throws Exception {
        WorkerProcess worker = LAUNCHER.start(DeviceId.CPU);
        worker.close();
        assertFalse(worker.handle().isAlive());
    }

    @Test
    void aWorkerEndsWithTheProcessThatAskedForIt() throws Exception {
        Process asker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Asker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(asker.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(out.readLine());
            CompletableFuture<ProcessHandle> workerGone = ProcessHandle.of(pid).orElseThrow().onExit();
            assertTrue(asker.destroyForcibly().waitFor(60, TimeUnit.SECONDS));
            assertFalse(workerGone.get(60, TimeUnit.SECONDS).isAlive());
        }
    }

    /** Starts a worker, prints its process id and waits to be killed. */
    static final class Asker {
        private Asker() {}

        @SuppressWarnings("SystemOut") // how it tells the test
        public static void main(String[] args) throws Exception {
            try (WorkerProcess worker = LAUNCHER.start(DeviceId.CPU)) {
                System.out.println(worker.handle().pid());
                new CountDownLatch(1).await();
            }
        }
    }
}
