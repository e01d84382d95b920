package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.paretoscope.engine.cpu.CpuDecoder;
import io.paretoscope.engine.cpu.KvMemory;
import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decode steps of a single sequence in Java, which reads weights in libtorch's memory faster than libtorch does. For float32 on the
 * CPU, where the run time has the Vector API.
 */
final class CpuDecoding {
    private static final Logger logger = LoggerFactory.getLogger(CpuDecoding.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private CpuDecoding() {}

    /** A model made ready for it. */
    static final class Model implements AutoCloseable {
        private final PtNDManager memory;
        private final CpuDecoder decoder;

        private Model(PtNDManager memory, ModelWeights<MemorySegment> model) {
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
            return new Continued(prefilled, new Steps(decoder, cache, token, prefilled.context()));
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

    private static ModelWeights<MemorySegment> model(OptConfig config, OptWeights weights, PtNDManager memory) {
        List<List<MemorySegment>> groups = new ArrayList<>();
        for (IValue group : weights.argument().toIValueArray()) {
            try (group) {
                groups.add(DeviceTensors.views(group, memory));
            }
        }
        return ModelWeights.grouped(config, groups);
    }

    /** The steps of one sequence. */
    private static final class Steps implements Continued.Steps {
        private final CpuDecoder decoder;
        private final KvMemory cache;
        private int token;
        private int context;

        Steps(CpuDecoder decoder, KvMemory cache, int token, int context) {
            this.decoder = decoder;
            this.cache = cache;
            this.token = token;
            this.context = context;
        }

        @Override
        public int[] next() {
            token = decoder.step(token, context, cache);
            context++;
            return new int[]{token};
        }

        @Override
        public float[] logits() {
            return decoder.logits();
        }
    }
}
