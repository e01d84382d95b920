package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.graph.GraphDecoder;
import io.paretoscope.engine.graph.GraphRuntime;
import io.paretoscope.engine.graph.KvAddresses;
import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decode steps as a CUDA graph over libtorch's own weights and KV cache. One for each engine, and confined to its thread: a step is
 * captured when a cache is given, and is let go of before the cache is.
 */
final class GraphDecoding implements AutoCloseable {
    private final TensorAddresses addresses;
    private final GraphRuntime runtime;
    private final ModelWeights<Long> model;
    private final PtNDManager memory;
    private @Nullable GraphDecoder decoder;

    private GraphDecoding(TensorAddresses addresses, GraphRuntime runtime, ModelWeights<Long> model,
            PtNDManager memory) {
        this.addresses = addresses;
        this.runtime = runtime;
        this.model = model;
        this.memory = memory;
    }

    /**
     * Makes the kernels ready for a model.
     *
     * @param libtorch the folder of the loaded libtorch
     * @param gpu ordinal of the card
     * @param weights on that card; they outlive the result
     * @throws EngineException in one line, where graphs cannot be had: the caller decodes by the script then
     */
    static GraphDecoding open(Path libtorch, int gpu, OptConfig config, Precision precision, OptWeights weights,
            PtNDManager manager) throws EngineException {
        TensorAddresses addresses = TensorAddresses.of(libtorch);
        PtNDManager memory = (PtNDManager) manager.newSubManager();
        try {
            ModelWeights<Long> model = ModelWeights.grouped(config, places(addresses, weights, memory));
            GraphRuntime runtime = GraphRuntime.open(gpu, List.of(libtorch), config, precision);
            return new GraphDecoding(addresses, runtime, model, memory);
        } catch (CudaException e) {
            memory.close();
            throw new EngineException(e.getMessage(), e);
        } catch (EngineException | RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static List<List<Long>> places(TensorAddresses addresses, OptWeights weights, PtNDManager memory)
            throws EngineException {
        List<List<Long>> groups = new ArrayList<>();
        for (IValue group : weights.argument().toIValueArray()) {
            try (group) {
                groups.add(addresses.of(group, memory));
            }
        }
        return groups;
    }

    /**
     * Captures the step for a cache, after letting go of the one before.
     *
     * @throws EngineException where the card's memory does not suffice or the capture fails; nothing of it is left then
     */
    void capture(KvCache cache) throws EngineException {
        release();
        List<Long> keys = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        List<Long> all = addresses.of(cache.argument(), cache.manager());
        for (int i = 0; i < all.size(); i += 2) {
            keys.add(all.get(i));
            values.add(all.get(i + 1));
        }
        try {
            decoder = GraphDecoder.open(runtime, model, new KvAddresses(cache.batch(), cache.places(), keys, values));
        } catch (CudaException e) {
            throw new EngineException("decode step of batch " + cache.batch() + " × " + cache.places() + ": "
                    + e.getMessage(), e);
        }
    }

    /** Whether a step is captured. */
    boolean ready() {
        return decoder != null;
    }

    /**
     * The steps that follow a prefill into the cache that was captured for.
     *
     * @param prefilled closed with the result
     * @param tokens what the prefill gave
     * @param lengths of the prompts
     */
    Decoding after(Decoding prefilled, int[] tokens, int[] lengths) throws EngineException {
        GraphDecoder steps = decoder;
        if (steps == null) {
            throw new IllegalStateException("no step is captured");
        }
        try {
            steps.begin(tokens, lengths);
        } catch (CudaException e) {
            throw new EngineException(e.getMessage(), e);
        }
        return new Continued(prefilled, new Replays(steps));
    }

    /** Lets go of the captured step, before its cache is freed. */
    void release() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    @Override
    public void close() {
        release();
        runtime.close();
        memory.close();
    }

    private record Replays(GraphDecoder decoder) implements Continued.Steps {
        @Override
        public int[] next() {
            try {
                return decoder.step();
            } catch (CudaException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        @Override
        public float[] logits() {
            try {
                return decoder.logits();
            } catch (CudaException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
