package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.DeviceMemory;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.ModelWeights.Layer;
import io.paretoscope.opt.ModelWeights.Linear;
import io.paretoscope.opt.ModelWeights.Norm;
import io.paretoscope.opt.ModelWeights.Projections;
import io.paretoscope.opt.OptConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Queues a decode step as the one kernel of {@code step.cu}. */
final class WholeStepRecorder {
    /** Pointers in a {@code StepLayer} of {@code step_ring.cu}. */
    private static final int LAYER_POINTERS = 14;
    /** A {@code StepArguments} of {@code step_ring.cu}: pointers and strides, then numbers of four bytes. */
    private static final int ARGUMENT_BYTES = 16 * Long.BYTES + 16 * Integer.BYTES;

    private final WholeStep step;
    private final ModelWeights<Long> model;
    private final OptConfig config;
    private final KvAddresses cache;
    private final StepMemory memory;
    private final long tokensOnHost;

    /**
     * Queues a step.
     *
     * @param memory with {@link #bytes} of it for the whole step
     * @param tokensOnHost where the card writes the tokens for the host, {@code [batch]} int32
     */
    WholeStepRecorder(WholeStep step, ModelWeights<Long> model, KvAddresses cache, StepMemory memory,
            long tokensOnHost) {
        this.step = step;
        this.model = model;
        this.config = model.config();
        this.cache = cache;
        this.memory = memory;
        this.tokensOnHost = tokensOnHost;
    }

    /** What it needs of the card's memory: its scratch memory, zero at first, and behind it the addresses of all layers. */
    static long bytes(WholeStep step, OptConfig config, int batch) {
        return step.scratchBytes(config, batch) + (long) config.layers() * LAYER_POINTERS * Long.BYTES;
    }

    /** Writes where the weights are; before the step is queued. */
    void prepare(DeviceMemory scratch) throws CudaException {
        try (Arena arena = Arena.ofConfined()) {
            Structure table = new Structure(arena, (long) config.layers() * LAYER_POINTERS * Long.BYTES);
            for (int i = 0; i < config.layers(); i++) {
                Layer<Long> layer = model.layers().get(i);
                table.add(layer.attentionNorm())
                        .add(layer.qkv())
                        .add(layer.out())
                        .add(layer.feedForwardNorm())
                        .add(layer.fc1())
                        .add(layer.fc2())
                        .add(cache.keys().get(i))
                        .add(cache.values().get(i));
            }
            scratch.copyFrom(table.memory, layers() - scratch.address());
        }
    }

    private long layers() {
        return memory.whole() + step.scratchBytes(config, cache.batch());
    }

    void record(Launches launches) throws CudaException {
        long placeStride = config.hidden();
        try (Arena arena = Arena.ofConfined()) {
            Structure given = new Structure(arena, ARGUMENT_BYTES).add(layers())
                    .add(model.embedding())
                    .add(model.positions())
                    .add(model.projections().map(Projections::in).orElse(0L))
                    .add(model.projections().map(Projections::out).orElse(0L))
                    .add(model.finalNorm().map(Norm::weight).orElse(0L))
                    .add(model.finalNorm().map(Norm::bias).orElse(0L))
                    .add(model.head())
                    .add(memory.tokens())
                    .add(tokensOnHost)
                    .add(memory.lengths())
                    .add(memory.logits())
                    .add(memory.whole())
                    .add(placeStride * cache.places())
                    .add((long) config.headSize())
                    .add(placeStride)
                    .add(StepRecorder.EPSILON)
                    .add(StepRecorder.logitScale(config))
                    .add(config.layers())
                    .add(cache.batch())
                    .add(config.hidden())
                    .add(config.heads())
                    .add(config.ffn())
                    .add(config.vocabulary())
                    .add(config.embedding())
                    .add(OptConfig.POSITION_OFFSET)
                    .add(config.preNorm() ? 0 : 1)
                    .add(step.splits())
                    .add(step.slotBytes())
                    .add(step.slots())
                    .add(step.xBytes())
                    .end();
            KernelLaunch launch = KernelLaunch.of(step.blocks(), 1, 1, WholeStep.THREADS, step.sharedBytes());
            launches.launch("decode_step", launch.allAtOnce(), new KernelArguments(arena).addStructure(given.memory));
        }
    }

    /** Members one after the other, each as long as it is aligned. */
    private static final class Structure {
        private final MemorySegment memory;
        private long at;

        Structure(Arena arena, long bytes) {
            memory = arena.allocate(bytes, Long.BYTES);
        }

        Structure add(long pointer) {
            memory.set(ValueLayout.JAVA_LONG, at, pointer);
            at += Long.BYTES;
            return this;
        }

        Structure add(int number) {
            memory.set(ValueLayout.JAVA_INT, at, number);
            at += Integer.BYTES;
            return this;
        }

        Structure add(float number) {
            return add(Float.floatToRawIntBits(number));
        }

        Structure add(Norm<Long> norm) {
            return add(norm.weight().longValue()).add(norm.bias().longValue());
        }

        Structure add(Linear<Long> linear) {
            return add(linear.weight().longValue()).add(linear.bias().longValue());
        }

        /** C ends a structure where its widest member would be aligned again. */
        Structure end() {
            long bytes = (at + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
            if (bytes != memory.byteSize()) {
                throw new IllegalStateException(bytes + " bytes where the kernel expects " + memory.byteSize());
            }
            return this;
        }
    }
}
