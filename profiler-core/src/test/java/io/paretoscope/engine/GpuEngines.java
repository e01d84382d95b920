package io.paretoscope.engine;

import io.paretoscope.cuda.GpuCondition;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

/** Engines on this machine's first GPU that decode by a graph, and the same steps by either of their two ways. */
final class GpuEngines {
    static final DeviceId GPU = DeviceId.cuda(0);

    private static final long SEED = 7;
    /** Where the sequences of a batch differ in length, that of the first is the shortest, and this many lengths there are. */
    private static final int LENGTHS = 5;

    private GpuEngines() {}

    /**
     * What one step gave.
     *
     * @param tokens of each sequence
     * @param logits {@code [batch][vocabulary]}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Step(int[] tokens, float[][] logits) {
        /** By how much the largest logit of a sequence exceeds the next. */
        float lead(int row) {
            float first = Float.NEGATIVE_INFINITY;
            float second = Float.NEGATIVE_INFINITY;
            for (float logit : logits[row]) {
                second = Math.max(second, Math.min(first, logit));
                first = Math.max(first, logit);
            }
            return first - second;
        }

        /** The largest magnitude of all logits. */
        float magnitude() {
            float most = 0;
            for (float[] row : logits) {
                for (float logit : row) {
                    most = Math.max(most, Math.abs(logit));
                }
            }
            return most;
        }
    }

    /** Ends a test class without a failure where libtorch does not use the GPU, and says so. */
    static void require() {
        if (Torch.RUNTIME.cudaDevices() == 0) {
            String reason = Torch.RUNTIME.library() + " uses no GPU";
            GpuCondition.tell(reason);
            abort(reason);
        }
    }

    /** A model of random weights that decodes as a graph. */
    static TorchScriptEngine synthetic(String model, Precision precision) throws EngineException {
        InferenceEngine engine = Torch.RUNTIME.synthetic(OptCatalog.get(model), precision, GPU, EngineKind.GRAPH,
                SEED);
        assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
        return Assertions.assertInstanceOf(TorchScriptEngine.class, engine);
    }

    /** Prompts of different lengths, from {@code shortest} on. */
    static List<int[]> prompts(OptConfig config, int batch, int shortest) {
        List<int[]> prompts = new ArrayList<>();
        for (int[] prompt : Prompts.seeded(SEED, batch, shortest + LENGTHS, config.vocabulary())) {
            prompts.add(Arrays.copyOf(prompt, shortest + prompts.size() % LENGTHS));
        }
        return prompts;
    }

    /** A prefill and {@code steps} decode steps by the graph, with all logits. */
    static List<Step> byGraph(TorchScriptEngine engine, List<int[]> prompts, int steps) throws EngineException {
        return run(engine, false, prompts, steps);
    }

    /** The same by the script. */
    static List<Step> byScript(TorchScriptEngine engine, List<int[]> prompts, int steps) throws EngineException {
        return run(engine, true, prompts, steps);
    }

    private static List<Step> run(TorchScriptEngine engine, boolean scriptAlone, List<int[]> prompts, int steps)
            throws EngineException {
        engine.useScriptAlone(scriptAlone);
        List<Step> all = new ArrayList<>();
        all.add(new Step(engine.prefill(prompts), engine.lastLogits()));
        assertEquals(!scriptAlone, engine.decodesWithoutScript());
        for (int i = 0; i < steps; i++) {
            all.add(new Step(engine.decode(), engine.lastLogits()));
        }
        return all;
    }

    /** The tokens of each step. */
    static List<List<Integer>> tokens(List<Step> steps) {
        return steps.stream().map(step -> Arrays.stream(step.tokens()).boxed().toList()).toList();
    }
}
