package io.paretoscope.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.paretoscope.opt.OptConfig;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OPT through DJL, each step one call of a TorchScript method; for every device that libtorch has. */
public final class TorchScriptEngine implements InferenceEngine {
    private final OptConfig config;
    private final PtNDManager manager;
    private final PtSymbolBlock script;
    private final DeviceTensors tensors;
    private final OptWeights weights;
    private final IValue heads;
    private final IValue preNorm;
    private final IValue finalNorm;
    private @Nullable KvCache cache;
    private @Nullable Batch running;

    /**
     * An engine over weights that are on the device already; all are closed with it.
     *
     * @param manager the memory of this engine, on its device
     * @param script the loaded {@link OptScript}
     */
    TorchScriptEngine(OptConfig config, PtNDManager manager, PtSymbolBlock script, DeviceTensors tensors,
            OptWeights weights) {
        this.config = config;
        this.manager = manager;
        this.script = script;
        this.tensors = tensors;
        this.weights = weights;
        heads = IValue.from((long) config.heads());
        preNorm = IValue.from(config.preNorm());
        finalNorm = IValue.from(config.finalNorm());
    }

    @Override
    public void configure(int batch, int maxTokens) throws EngineException {
        if (maxTokens > config.positions()) {
            throw new EngineException(maxTokens + " tokens exceed the " + config.positions() + " positions of "
                    + config.name(), null);
        }
        release();
        cache = Native.call("KV cache for batch " + batch + " × " + maxTokens + " tokens",
                () -> new KvCache(manager, tensors, config, batch, maxTokens));
    }

    @Override
    public int[] prefill(List<int[]> prompts) throws EngineException {
        KvCache kv = configured();
        if (prompts.size() != kv.batch()) {
            throw new EngineException(prompts.size() + " prompts for a batch of " + kv.batch(), null);
        }
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
        int shortest = prompts.stream().mapToInt(prompt -> prompt.length).min().orElse(0);
        if (shortest == 0 || longest > kv.places()) {
            throw new EngineException("prompts of " + shortest + " to " + longest + " tokens: 1 to " + kv.places()
                    + " fit the KV cache", null);
        }
        Batch before = running;
        running = null;
        if (before != null) {
            before.close();
        }
        Batch batch = Native.call("prefill of " + kv.batch() + " × " + longest + " tokens", () -> {
            try (NDScope scope = new NDScope(manager)) {
                IValue tokens = scope.value(padded(prompts, longest), new Shape(kv.batch(), longest));
                IValue last = scope.value(prompts.stream().mapToLong(prompt -> prompt.length - 1).toArray(),
                        new Shape(kv.batch()));
                IValue result = IValueUtils.runMethod(script, "prefill", tokens, last, weights.argument(),
                        kv.argument(), heads, preNorm, finalNorm);
                long[] lengths = prompts.stream().mapToLong(prompt -> prompt.length).toArray();
                return new Batch(result, lengths, longest, longest != shortest);
            }
        });
        running = batch;
        return Native.call("prefill", batch::tokensOnHost);
    }

    @Override
    public int[] decode() throws EngineException {
        KvCache kv = configured();
        Batch batch = afterPrefill();
        if (batch.context >= kv.places()) {
            throw new EngineException("the KV cache of " + kv.places() + " tokens is full", null);
        }
        return Native.call("decode step at context " + (batch.context + 1), () -> {
            try (IValue context = IValue.from((long) batch.context + 1)) {
                batch.replace(IValueUtils.runMethod(script, "decode", batch.tokens(), batch.lengths, kv.firstRows(),
                        context, batch.ragged, weights.argument(), kv.argument(), heads, preNorm, finalNorm));
            }
            return batch.tokensOnHost();
        });
    }

    @Override
    public float[][] lastLogits() throws EngineException {
        Batch batch = afterPrefill();
        return Native.call("logits", () -> {
            float[] flat = tensors.floats(batch.logits());
            float[][] rows = new float[flat.length / config.vocabulary()][];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = Arrays.copyOfRange(flat, row * config.vocabulary(), (row + 1) * config.vocabulary());
            }
            return rows;
        });
    }

    @Override
    public void synchronize() throws EngineException {
        Native.call("synchronisation", () -> {
            // A read from the device waits for everything enqueued before it on the same stream.
            try (NDManager scope = manager.newSubManager()) {
                return scope.zeros(new Shape(1)).toFloatArray();
            }
        });
    }

    @Override
    public void close() {
        release();
        heads.close();
        preNorm.close();
        finalNorm.close();
        weights.close();
        tensors.close();
        script.close();
        manager.close();
    }

    private void release() {
        if (running != null) {
            running.close();
            running = null;
        }
        if (cache != null) {
            cache.close();
            cache = null;
            if (manager.getDevice().isGpu()) {
                // What the allocator kept of the last configuration would count against the next one's peak.
                JniUtils.emptyCudaCache();
            }
        }
    }

    private KvCache configured() {
        if (cache == null) {
            throw new IllegalStateException("configure comes first");
        }
        return cache;
    }

    private Batch afterPrefill() {
        if (running == null) {
            throw new IllegalStateException("prefill comes first");
        }
        return running;
    }

    private static long[] padded(List<int[]> prompts, int length) {
        long[] tokens = new long[prompts.size() * length];
        for (int row = 0; row < prompts.size(); row++) {
            int[] prompt = prompts.get(row);
            for (int column = 0; column < prompt.length; column++) {
                tokens[row * length + column] = prompt[column];
            }
        }
        return tokens;
    }

    /** Device tensors that live as long as one call. */
    private static final class NDScope implements AutoCloseable {
        private final NDManager manager;
        private final List<IValue> values = new java.util.ArrayList<>();

        NDScope(NDManager parent) {
            manager = parent.newSubManager();
        }

        IValue value(long[] data, Shape shape) {
            IValue value = IValue.from((PtNDArray) manager.create(LongBuffer.wrap(data), shape,
                    DataType.INT64));
            values.add(value);
            return value;
        }

        @Override
        public void close() {
            values.forEach(IValue::close);
            manager.close();
        }
    }

    /** The sequences between prefill and the last decode step. */
    private final class Batch implements AutoCloseable {
        private final NDManager memory = manager.newSubManager();
        private final IValue lengths;
        private final IValue ragged;
        private IValue[] result;
        private int context;

        Batch(IValue first, long[] lengths, int context, boolean ragged) {
            this.lengths = IValue.from((PtNDArray) memory.create(lengths));
            this.ragged = IValue.from(ragged);
            this.context = context;
            result = unpack(first);
        }

        private static IValue[] unpack(IValue tuple) {
            try (tuple) {
                return tuple.toIValueTuple();
            }
        }

        void replace(IValue next) {
            closeResult();
            result = unpack(next);
            context++;
        }

        IValue tokens() {
            return result[0];
        }

        IValue logits() {
            return result[1];
        }

        int[] tokensOnHost() {
            try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
                return Arrays.stream(tokens().toTensor(scope).toLongArray()).mapToInt(Math::toIntExact).toArray();
            }
        }

        private void closeResult() {
            for (IValue value : result) {
                value.close();
            }
        }

        @Override
        public void close() {
            closeResult();
            lengths.close();
            ragged.close();
            memory.close();
        }
    }
}
