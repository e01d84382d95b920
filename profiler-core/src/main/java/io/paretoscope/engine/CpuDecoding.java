package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.paretoscope.engine.cpu.CpuDecoder;
import io.paretoscope.engine.cpu.CpuModel;
import io.paretoscope.engine.cpu.KvMemory;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decode steps of a single sequence in Java, which reads weights in libtorch's memory faster than libtorch does. For float32 on the
 * CPU, where the run time has the Vector API.
 */
final class CpuDecoding implements Decoding {
    private static final Logger logger = LoggerFactory.getLogger(CpuDecoding.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private final CpuDecoder decoder;
    private final KvMemory cache;
    private @Nullable Decoding prefilled;
    private int token;
    private int context;

    private CpuDecoding(CpuDecoder decoder, KvMemory cache, Decoding prefilled, int token) {
        this.decoder = decoder;
        this.cache = cache;
        this.prefilled = prefilled;
        this.token = token;
        context = prefilled.context();
    }

    /** A model made ready for it. */
    static final class Model implements AutoCloseable {
        private final PtNDManager memory;
        private final CpuDecoder decoder;

        private Model(PtNDManager memory, CpuModel model) {
            this.memory = memory;
            // As many threads as libtorch takes, so that OMP_NUM_THREADS counts for both.
            decoder = CpuDecoder.open(model, JniUtils.getNumThreads());
        }

        /**
         * The steps that follow a prefill.
         *
         * @param prefilled closed with the result
         * @param token what the prefill gave
         */
        Decoding after(Decoding prefilled, int token, KvMemory cache) {
            return new CpuDecoding(decoder, cache, prefilled, token);
        }

        /** Ends its threads. */
        @Override
        public void close() {
            decoder.close();
            memory.close();
        }
    }

    /**
     * The model made ready, or nothing where this JVM has no Vector API or a tensor is too large to be seen as one buffer.
     *
     * @param weights float32 on the CPU; they outlive the result
     */
    static Optional<Model> of(OptConfig config, OptWeights weights, PtNDManager manager) {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            logger.debug("decode steps by TorchScript: started without --add-modules {}", VECTOR_MODULE);
            return Optional.empty();
        }
        if (config.tensors().stream().anyMatch(spec -> spec.elements() > Integer.MAX_VALUE / (3L * Float.BYTES))) {
            logger.debug("decode steps by TorchScript: a tensor exceeds what a buffer can view");
            return Optional.empty();
        }
        PtNDManager memory = (PtNDManager) manager.newSubManager();
        try {
            return Optional.of(new Model(memory, model(config, weights, memory)));
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static CpuModel model(OptConfig config, OptWeights weights, PtNDManager memory) {
        List<List<MemorySegment>> groups = new ArrayList<>();
        for (IValue group : weights.argument().toIValueArray()) {
            try (group) {
                groups.add(DeviceTensors.views(group, memory));
            }
        }
        List<MemorySegment> shared = groups.getFirst();
        int next = 3;
        Optional<CpuModel.Norm> finalNorm = Optional.empty();
        if (config.finalNorm()) {
            finalNorm = Optional.of(new CpuModel.Norm(shared.get(next), shared.get(next + 1)));
            next += 2;
        }
        Optional<CpuModel.Projections> projections = config.projected()
                ? Optional.of(new CpuModel.Projections(shared.get(next), shared.get(next + 1)))
                : Optional.empty();
        List<CpuModel.Layer> layers = groups.stream().skip(1).map(CpuDecoding::layer).toList();
        return new CpuModel(config, shared.get(0), shared.get(1), shared.get(2), finalNorm, projections, layers);
    }

    private static CpuModel.Layer layer(List<MemorySegment> w) {
        return new CpuModel.Layer(new CpuModel.Norm(w.get(0), w.get(1)), new CpuModel.Linear(w.get(2), w.get(3)),
                new CpuModel.Linear(w.get(4), w.get(5)), new CpuModel.Norm(w.get(6), w.get(7)),
                new CpuModel.Linear(w.get(8), w.get(9)), new CpuModel.Linear(w.get(10), w.get(11)));
    }

    @Override
    public int context() {
        return context;
    }

    @Override
    public int[] step() {
        token = decoder.step(token, context, cache);
        context++;
        if (prefilled != null) {
            prefilled.close();
            prefilled = null;
        }
        return new int[]{token};
    }

    @Override
    public float[] logits() {
        return prefilled == null ? decoder.logits() : prefilled.logits();
    }

    @Override
    public void close() {
        if (prefilled != null) {
            prefilled.close();
            prefilled = null;
        }
    }
}
