package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an engine does that is to decode by a graph where there can be none. All that needs no GPU: the weights lie on the CPU. */
class GraphFallbackTest {
    private static final OptConfig TINY = config(32, 4);
    /** No machine has as many. */
    private static final int NO_GPU = 99;

    private static OptConfig config(int hidden, int heads) {
        return new OptConfig("tiny", 2, hidden, heads, 48, 40, 24, hidden, true, true, true, true, true);
    }

    /** An engine that finds a graph promised. */
    private static InferenceEngine promised(RandomCheckpoint checkpoint, Path libtorch) throws EngineException {
        PtNDManager manager = Torch.RUNTIME.manager(DeviceId.CPU);
        PtSymbolBlock script = Torch.RUNTIME.script(manager);
        DeviceTensors tensors = new DeviceTensors(manager, script, Precision.FP32);
        OptWeights weights = OptWeights.load(checkpoint.config(), tensors, WeightSources.stored(checkpoint, tensors));
        return TorchScriptEngine.over(new SharedModel(checkpoint.config(), manager, script, tensors, weights,
                new StepsBy.Graph(libtorch, NO_GPU, Precision.FP32)));
    }

    private static String reason(OptConfig config, Path libtorch) throws EngineException {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(config, 3);
                InferenceEngine engine = promised(checkpoint, libtorch)) {
            engine.configure(1, 8);
            EngineUse use = engine.use();
            assertEquals(EngineKind.GRAPH, use.asked());
            assertEquals(EngineKind.TORCHSCRIPT, use.used());
            return use.reason().orElseThrow();
        }
    }

    @Test
    void aMissingDriverOrGpuIsTheReason() throws Exception {
        String missing = assertThrows(CudaException.class, () -> CudaContext.open(CudaDriver.load(), NO_GPU).close())
                .getMessage();
        assertEquals(missing, reason(TINY, Torch.RUNTIME.libraryFolder()));
    }

    @Test
    void headsThatTheKernelsDoNotTakeAreNamed() throws Exception {
        assertEquals("the own kernels take heads of a multiple of 8 up to 128 elements, and those of tiny have 4",
                reason(config(32, 8), Torch.RUNTIME.libraryFolder()));
    }

    @Test
    void headsThatAreTooLargeForTheKernelsAreNamed() throws Exception {
        assertEquals("the own kernels take heads of a multiple of 8 up to 128 elements, and those of tiny have 136",
                reason(config(136, 1), Torch.RUNTIME.libraryFolder()));
    }

    @Test
    void aFolderWithoutLibtorchIsNamed(@TempDir Path empty) throws Exception {
        String reason = reason(TINY, empty);
        assertTrue(reason.contains(empty.toString()) && reason.lines().count() == 1, reason);
    }

    private static List<List<Integer>> tokens(InferenceEngine engine) throws EngineException {
        List<int[]> prompts = List.of(new int[]{4, 9, 11}, new int[]{39}, new int[]{7, 7, 7, 7, 8});
        engine.configure(prompts.size(), TINY.positions());
        return TimedBatch.run(engine, prompts, 12)
                .steps()
                .stream()
                .map(step -> Arrays.stream(step).boxed().toList())
                .toList();
    }

    @Test
    void tokensAreThoseOfTheScript() throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(TINY, 3);
                InferenceEngine script = Torch.RUNTIME.stored(checkpoint, Precision.FP32, DeviceId.CPU,
                        EngineKind.TORCHSCRIPT);
                InferenceEngine fallen = promised(checkpoint, Torch.RUNTIME.libraryFolder())) {
            assertEquals(tokens(script), tokens(fallen));
        }
    }

    @Test
    void anEngineOverTheSameWeightsFallsBackForTheSameReason() throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(TINY, 3);
                InferenceEngine fallen = promised(checkpoint, Torch.RUNTIME.libraryFolder());
                InferenceEngine other = fallen.fork()) {
            assertEquals(fallen.use(), other.use());
        }
    }
}
