package io.paretoscope.engine;

import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.DeviceMemory;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.GraphDecoder;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Engines that decode by a graph, beside each other and where memory ends. */
@OnGpu
class GraphEngineLimitsGpuTest {
    private static final String SMALL = "opt-125m";
    private static final OptConfig CONFIG = OptCatalog.get(SMALL);

    @BeforeAll
    static void onlyWhereLibtorchUsesAGpu() {
        GpuEngines.require();
    }

    @Test
    void aFullCacheIsRefusedAndTheNextPrefillBeginsAnew() throws Exception {
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP16)) {
            engine.configure(1, 3);
            int[] first = engine.prefill(List.of(new int[]{4, 5}));
            engine.decode();
            EngineException error = assertThrows(EngineException.class, engine::decode);
            assertEquals("the KV cache of 3 tokens is full", error.getMessage());
            assertEquals(first[0], engine.prefill(List.of(new int[]{4, 5}))[0]);
        }
    }

    /** Configures and decodes again and again, each time for another batch: {@code [round][step][sequence]}. */
    private static List<List<List<Integer>>> rounds(InferenceEngine engine, int number) throws EngineException {
        List<List<List<Integer>>> rounds = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            int batch = 1 + (round + number) * 5 % 11;
            engine.configure(batch, 48);
            assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
            List<int[]> prompts = GpuEngines.prompts(CONFIG, batch, 6 + number);
            rounds.add(tokens(TimedBatch.run(engine, prompts, 32)));
        }
        return rounds;
    }

    private static List<List<Integer>> tokens(TimedBatch run) {
        return run.steps().stream().map(step -> Arrays.stream(step).boxed().toList()).toList();
    }

    /** While one captures a step, the other allocates, prefills, replays or lets go. */
    @Test
    void twoEnginesOverOneModelGiveAtOnceWhatEachGivesAlone() throws Exception {
        int engines = 2;
        try (TorchScriptEngine first = GpuEngines.synthetic(SMALL, Precision.FP16);
                ExecutorService threads = Executors.newFixedThreadPool(engines)) {
            List<List<List<List<Integer>>>> alone = new ArrayList<>();
            for (int number = 0; number < engines; number++) {
                alone.add(rounds(first, number));
            }
            CyclicBarrier ready = new CyclicBarrier(engines);
            List<Callable<List<List<List<Integer>>>>> replicas = new ArrayList<>();
            for (int number = 0; number < engines; number++) {
                int mine = number;
                replicas.add(() -> {
                    try (InferenceEngine engine = first.fork()) {
                        ready.await();
                        return rounds(engine, mine);
                    }
                });
            }
            List<List<List<List<Integer>>>> together = new ArrayList<>();
            for (Future<List<List<List<Integer>>>> replica : threads.invokeAll(replicas)) {
                together.add(replica.get());
            }
            assertEquals(alone, together);
        }
    }

    @Test
    void enginesThatOpenAndCloseDoNotDisturbOneThatDecodes() throws Exception {
        try (TorchScriptEngine first = GpuEngines.synthetic(SMALL, Precision.FP16);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            List<List<List<Integer>>> alone = rounds(first, 0);
            Future<Integer> others = threads.submit(() -> {
                int opened = 0;
                for (; opened < 5; opened++) {
                    try (InferenceEngine other = first.fork()) {
                        other.configure(3, 32);
                        other.prefill(GpuEngines.prompts(CONFIG, 3, 4));
                        other.decode();
                    }
                }
                return opened;
            });
            assertEquals(alone, rounds(first, 0));
            assertEquals(5, others.get());
            assertEquals(alone, rounds(first, 0));
        }
    }

    /**
     * The card is filled until the KV cache still fits and what a step needs beside it does not. libtorch keeps what it has had once;
     * each configuration gives that back before it allocates.
     */
    @Test
    void whereMemoryEndsBeforeTheGraphTheScriptDecodesAndSaysWhy() throws Exception {
        int batch = 256;
        // Whole steps of 2 MiB for each layer, as libtorch allocates: nothing is lost between.
        int places = 128;
        long kvBytes = CONFIG.kvBytesPerToken(Precision.FP16) * batch * places;
        List<int[]> prompts = GpuEngines.prompts(CONFIG, batch, 6);
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP16);
                CudaContext context = CudaContext.open(CudaDriver.load(), 0)) {
            engine.configure(batch, places);
            List<List<Integer>> expected = GpuEngines.tokens(GpuEngines.byScript(engine, prompts, 5));
            engine.useScriptAlone(false);
            engine.configure(1, places);
            int multiprocessors = context.multiprocessors();
            long given = GraphDecoder.bytes(CONFIG, Precision.FP16, 1, places, multiprocessors);
            long needed = GraphDecoder.bytes(CONFIG, Precision.FP16, batch, places, multiprocessors);
            long free = CudaDriver.load().memory(0).freeBytes();
            try (DeviceMemory full = context.allocate(free + given - kvBytes - needed / 2)) {
                assertTrue(full.bytes() > 0);
                engine.configure(batch, places);
            }
            EngineUse use = engine.use();
            assertEquals(EngineKind.TORCHSCRIPT, use.used());
            assertEquals("decode step of batch 256 × 128: cuMemAlloc of " + needed
                    + " bytes: CUDA_ERROR_OUT_OF_MEMORY (2)", use.reason().orElseThrow());
            assertEquals(expected, tokens(TimedBatch.run(engine, prompts, 6)));
            assertFalse(engine.decodesWithoutScript());
            engine.configure(batch, places);
            assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
        }
    }
}
