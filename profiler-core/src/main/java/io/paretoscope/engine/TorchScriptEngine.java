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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OPT through DJL: prefill is one call of a TorchScript method, on every device that libtorch has, and so is a decode step where
 * nothing better is there: on a GPU a CUDA graph, for a single sequence in float32 on the CPU this program itself.
 */
public final class TorchScriptEngine implements InferenceEngine {
    private final SharedModel model;
    private final OptConfig config;
    private final PtNDManager manager;
    private final PtSymbolBlock script;
    private final DeviceTensors tensors;
    private final OptWeights weights;
    private final IValue heads;
    private final IValue preNorm;
    private final IValue finalNorm;
    private final Optional<CpuDecoding.Model> inJava;
    private final Optional<GraphDecoding> graph;
    private final EngineUse atBest;
    private EngineUse use;
    private boolean scriptAlone;
    private @Nullable KvCache cache;
    private @Nullable Decoding running;

    private TorchScriptEngine(SharedModel model, PtNDManager manager, Optional<CpuDecoding.Model> inJava,
            Optional<GraphDecoding> graph, EngineUse atBest) {
        this.model = model;
        this.manager = manager;
        this.inJava = inJava;
        this.graph = graph;
        this.atBest = atBest;
        use = atBest;
        config = model.config();
        script = model.script();
        tensors = model.tensors();
        weights = model.weights();
        heads = IValue.from((long) config.heads());
        preNorm = IValue.from(config.preNorm());
        finalNorm = IValue.from(config.finalNorm());
    }

    /** An engine over a model that is on the device already and counts it as a user; it belongs to the calling thread. */
    static TorchScriptEngine over(SharedModel model) throws EngineException {
        TorchRuntime.interpretPlainly();
        PtNDManager manager = (PtNDManager) model.manager().newSubManager();
        try {
            return switch (model.stepsBy()) {
                case StepsBy.Script _ -> new TorchScriptEngine(model, manager, Optional.empty(), Optional.empty(),
                        EngineUse.as(EngineKind.TORCHSCRIPT));
                case StepsBy.Java _ -> new TorchScriptEngine(model, manager,
                        Native.call("decode steps in Java",
                                () -> CpuDecoding.of(model.config(), model.weights(), manager)),
                        Optional.empty(), EngineUse.as(EngineKind.TORCHSCRIPT));
                case StepsBy.Graph by -> withGraph(model, manager, by);
            };
        } catch (EngineException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static TorchScriptEngine withGraph(SharedModel model, PtNDManager manager, StepsBy.Graph by) {
        try {
            GraphDecoding graph = GraphDecoding.open(by.libtorch(), by.gpu(), model.config(), by.precision(),
                    model.weights(), manager);
            return new TorchScriptEngine(model, manager, Optional.empty(), Optional.of(graph),
                    EngineUse.as(EngineKind.GRAPH));
        } catch (EngineException e) {
            return new TorchScriptEngine(model, manager, Optional.empty(), Optional.empty(), instead(e));
        }
    }

    private static EngineUse instead(EngineException obstacle) {
        return EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, obstacle.getMessage());
    }

    @Override
    public InferenceEngine fork() throws EngineException {
        model.join();
        try {
            return over(model);
        } catch (EngineException | RuntimeException e) {
            model.leave();
            throw e;
        }
    }

    @Override
    public EngineUse use() {
        return use;
    }

    @Override
    public void configure(int batch, int maxTokens) throws EngineException {
        if (maxTokens > config.positions()) {
            throw new EngineException(maxTokens + " tokens exceed the " + config.positions() + " positions of "
                    + config.name(), null);
        }
        release();
        KvCache made = Native.call("KV cache for batch " + batch + " × " + maxTokens + " tokens",
                () -> new KvCache(manager, tensors, config, batch, maxTokens));
        cache = made;
        if (graph.isPresent()) {
            use = captured(graph.get(), made);
        }
    }

    private EngineUse captured(GraphDecoding steps, KvCache kv) {
        try {
            steps.capture(kv);
            return atBest;
        } catch (EngineException e) {
            return instead(e);
        }
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
        Decoding before = running;
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
                return new Batch(result, kv, lengths, longest, longest != shortest);
            }
        });
        running = batch;
        int[] tokens = Native.call("prefill", batch::tokensOnHost);
        if (inJava.isPresent() && kv.batch() == 1 && !scriptAlone) {
            running = inJava.get().after(batch, tokens[0], kv.memory());
        } else if (graph.isPresent() && graph.get().ready() && !scriptAlone) {
            int[] lengths = prompts.stream().mapToInt(prompt -> prompt.length).toArray();
            running = graph.get().after(batch, tokens, lengths);
        }
        return tokens;
    }

    @Override
    public int[] decode() throws EngineException {
        KvCache kv = configured();
        Decoding batch = afterPrefill();
        if (batch.context() >= kv.places()) {
            throw new EngineException("the KV cache of " + kv.places() + " tokens is full", null);
        }
        return Native.call("decode step at context " + (batch.context() + 1), batch::step);
    }

    @Override
    public float[][] lastLogits() throws EngineException {
        Decoding batch = afterPrefill();
        return Native.call("logits", () -> {
            float[] flat = batch.logits();
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

    /** Whether the batch that was prefilled last is decoded by other means than the script. */
    boolean decodesWithoutScript() {
        return running instanceof Continued;
    }

    /** Whether the script runs every decode step from the next prefill on, as a benchmark of both ways wants it. */
    void useScriptAlone(boolean alone) {
        scriptAlone = alone;
    }

    @Override
    public void close() {
        release();
        inJava.ifPresent(CpuDecoding.Model::close);
        graph.ifPresent(GraphDecoding::close);
        heads.close();
        preNorm.close();
        finalNorm.close();
        manager.close();
        model.leave();
    }

    private void release() {
        if (running != null) {
            running.close();
            running = null;
        }
        graph.ifPresent(GraphDecoding::release);
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

    private Decoding afterPrefill() {
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

    /** Sequences that the script decodes. */
    private final class Batch implements Decoding {
        private final NDManager memory = manager.newSubManager();
        private final IValue lengths;
        private final IValue ragged;
        private final KvCache kv;
        private IValue[] result;
        private int context;

        Batch(IValue first, KvCache kv, long[] lengths, int context, boolean ragged) {
            this.kv = kv;
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

        @Override
        public int context() {
            return context;
        }

        @Override
        public int[] step() {
            try (IValue nextContext = IValue.from((long) context + 1)) {
                IValue next = IValueUtils.runMethod(script, "decode", result[0], lengths, kv.firstRows(), nextContext,
                        ragged, weights.argument(), kv.argument(), heads, preNorm, finalNorm);
                closeResult();
                result = unpack(next);
                context++;
            }
            return tokensOnHost();
        }

        @Override
        public float[] logits() {
            return tensors.floats(result[1]);
        }

        int[] tokensOnHost() {
            try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
                return Arrays.stream(result[0].toTensor(scope).toLongArray()).mapToInt(Math::toIntExact).toArray();
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
