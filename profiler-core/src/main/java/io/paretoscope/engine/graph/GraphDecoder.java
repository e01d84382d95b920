package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaGraph;
import io.paretoscope.cuda.DeviceMemory;
import io.paretoscope.cuda.PinnedMemory;
import io.paretoscope.opt.ModelWeights;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Decode steps of one batch over one KV cache: a graph that was captured once, launched for every token. Lengths and tokens stay on
 * the card; a step costs the host one launch, one wait, and the reading of the tokens from memory that the card writes.
 *
 * <p>Owns graph and scratch memory. Close it before the cache and before its {@link GraphRuntime}; confined to their thread.
 */
public final class GraphDecoder implements AutoCloseable {
    /** The compute capability that knows overlapping kernels. */
    private static final int OVERLAPPING = 9;
    /** The compute capability whose tensor cores the own products are written for. */
    private static final int TENSOR_CORES = 8;

    /** The most shared memory of a block of compute capability 9.0. */
    private static final int HOPPER_SHARED_BYTES = 227 << 10;
    /** As many as no card has yet. */
    private static final int MOST_MULTIPROCESSORS = 256;

    private final GraphRuntime runtime;
    private final OptConfig config;
    private final Precision precision;
    private final int batch;
    private final DeviceMemory scratch;
    private final StepMemory memory;
    private final PinnedMemory tokens;
    private final CudaGraph graph;

    private GraphDecoder(GraphRuntime runtime, OptConfig config, int batch, DeviceMemory scratch, StepMemory memory,
            PinnedMemory tokens, CudaGraph graph) {
        this.runtime = runtime;
        this.config = config;
        this.precision = runtime.kernels().precision();
        this.batch = batch;
        this.scratch = scratch;
        this.memory = memory;
        this.tokens = tokens;
        this.graph = graph;
    }

    /**
     * Allocates what a step needs and captures it.
     *
     * @param model in the precision of the runtime's kernels, and of their head size
     * @throws CudaException where the card's memory does not suffice or a call fails; nothing is left behind then
     */
    public static GraphDecoder open(GraphRuntime runtime, ModelWeights<Long> model, KvAddresses cache)
            throws CudaException {
        CudaContext context = runtime.context();
        OptConfig config = model.config();
        Precision precision = runtime.kernels().precision();
        boolean overlapping = context.gpu().capabilityMajor() >= OVERLAPPING;
        Way way = Way.of(config, precision, cache.batch(), cache.places(), context.multiprocessors(),
                overlapping ? context.maxSharedBytesPerBlock() : 0);
        DeviceMemory scratch = context.allocate(way.memory(0, config, precision, cache.batch()).bytes());
        try {
            scratch.zero();
            PinnedMemory tokens = context.pinned((long) cache.batch() * Integer.BYTES);
            try {
                StepMemory memory = way.memory(scratch.address(), config, precision, cache.batch());
                CudaGraph graph = capture(runtime, model, cache, scratch, memory, way, tokens.deviceAddress());
                return new GraphDecoder(runtime, config, cache.batch(), scratch, memory, tokens, graph);
            } catch (CudaException | RuntimeException e) {
                tokens.close();
                throw e;
            }
        } catch (CudaException | RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    /**
     * How a step is done.
     *
     * @param attentionSplits blocks of each sequence and head, where it is of many kernels
     * @param whole where it is of one
     */
    private record Way(int attentionSplits, Optional<WholeStep> whole) {
        static Way of(OptConfig config, Precision precision, int batch, int places, int multiprocessors,
                int sharedBytes) {
            return new Way(StepRecorder.attentionSplits(config, batch, places, multiprocessors),
                    WholeStep.of(config, precision, batch, places, multiprocessors, sharedBytes));
        }

        StepMemory memory(long base, OptConfig config, Precision precision, int batch) {
            long wholeBytes = whole.map(step -> WholeStepRecorder.bytes(step, config, batch)).orElse(0L);
            return StepMemory.from(base, config, precision, batch, attentionSplits, wholeBytes);
        }
    }

    private static CudaGraph capture(GraphRuntime runtime, ModelWeights<Long> model, KvAddresses cache,
            DeviceMemory scratch, StepMemory memory, Way way, long tokensOnHost) throws CudaException {
        int capability = runtime.context().gpu().capabilityMajor();
        Precision precision = runtime.kernels().precision();
        Launches launches = new Launches(runtime.kernels(), runtime.stream(), capability >= OVERLAPPING);
        if (way.whole.isPresent()) {
            WholeStepRecorder step = new WholeStepRecorder(way.whole.get(), model, cache, memory, tokensOnHost);
            step.prepare(scratch);
            return CudaGraph.capture(runtime.stream(), () -> step.record(launches));
        }
        try (Products products = new Products(launches, runtime.products(), memory, cache.batch(), precision,
                capability >= TENSOR_CORES)) {
            StepRecorder step = new StepRecorder(launches, products, model, cache, memory, way.attentionSplits,
                    precision.bytes(), tokensOnHost);
            return CudaGraph.capture(runtime.stream(), step::record);
        }
    }

    /** Bytes that a decoder takes beside weights and cache, on the largest card there is; a smaller one needs somewhat less. */
    public static long mostBytes(OptConfig config, Precision precision, int batch, int places) {
        return bytes(config, precision, batch, places, MOST_MULTIPROCESSORS);
    }

    /** Bytes that a decoder takes beside weights and cache on a card of compute capability 9.0 with so many multiprocessors. */
    public static long bytes(OptConfig config, Precision precision, int batch, int places, int multiprocessors) {
        return Way.of(config, precision, batch, places, multiprocessors, HOPPER_SHARED_BYTES)
                .memory(0, config, precision, batch)
                .bytes();
    }

    /** How many kernels and copies a step consists of. */
    public long nodes() {
        return graph.nodes();
    }

    /**
     * Begins with sequences that the cache holds already.
     *
     * @param next the token of each sequence that the first step reads
     * @param lengths places that each has filled
     */
    public void begin(int[] next, int[] lengths) throws CudaException {
        if (next.length != batch || lengths.length != batch) {
            throw new IllegalArgumentException(
                    next.length + " tokens and " + lengths.length + " lengths for a batch of "
                            + batch);
        }
        try (Arena arena = Arena.ofConfined()) {
            scratch.copyFrom(arena.allocateFrom(ValueLayout.JAVA_INT, next), memory.tokens() - scratch.address());
            scratch.copyFrom(arena.allocateFrom(ValueLayout.JAVA_INT, lengths), memory.lengths() - scratch.address());
        }
    }

    /** One more token of each sequence, which the cache has to have room for. */
    public int[] step() throws CudaException {
        graph.launch(runtime.stream());
        runtime.stream().synchronize();
        return tokens.host().toArray(ValueLayout.JAVA_INT);
    }

    /** The logits of the last step, {@code [batch * vocabulary]}. */
    public float[] logits() throws CudaException {
        int count = Math.multiplyExact(batch, config.vocabulary());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate((long) count * precision.bytes(), Long.BYTES);
            scratch.copyTo(host, memory.logits() - scratch.address());
            if (precision == Precision.FP32) {
                return host.toArray(ValueLayout.JAVA_FLOAT);
            }
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                short bits = host.getAtIndex(ValueLayout.JAVA_SHORT, i);
                values[i] = precision == Precision.FP16
                        ? Float.float16ToFloat(bits)
                        : Float.intBitsToFloat(bits << Short.SIZE);
            }
            return values;
        }
    }

    @Override
    public void close() {
        graph.close();
        tokens.close();
        scratch.close();
    }
}
