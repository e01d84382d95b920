package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.graph.GraphDecoder;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Device memory that a point needs, in bytes. The one estimate that the plan, the window and the command line use.
 *
 * @param weights all weights, once for each process that has a copy
 * @param kvCache keys and values of the whole batch at full length, of all replicas
 * @param activations scratch of the largest step, which is prefill, and what a CUDA graph of the decode step keeps for itself
 * @param reserve what is not the model's: native libraries, CUDA context, allocator slack
 */
public record MemoryEstimate(long weights, long kvCache, long activations, long reserve) {

    /**
     * A CUDA context with cuBLAS handles and workspaces, beside libtorch's own modules on the device. The largest that a
     * worker of any OPT size was seen to hold beyond weights, cache and activations, rounded up.
     */
    static final long CUDA_RESERVE = 1L << 30;
    /**
     * What processes load beyond a measured context, for products larger than those of the tiny model it is measured with. The most
     * that was seen on an H200 beyond that and the slack was 14 MB, at OPT-350M.
     */
    static final long CUDA_MODULES = 32L << 20;
    /**
     * What each further stream of a process holds: cuBLAS gives every stream a workspace, and libtorch's allocator gives it blocks
     * of its own. Up to 115 MB on an H200.
     */
    static final long CUDA_STREAM = 112L << 20;
    /** What NVIDIA's MPS server holds on the device for itself; 70 MB on an H200. */
    static final long MPS_SERVER = 72L << 20;
    /** A worker JVM with libtorch on the host: heap, code, thread stacks, MKL buffers. */
    static final long CPU_RESERVE = 700L << 20;
    /** Share of the model's own bytes that the allocator's rounding and fragmentation may add. */
    private static final int SLACK_DIVISOR = 20;

    /** Estimates {@code point}, with the largest context that was seen where the device's own is not known. */
    public static MemoryEstimate of(Point point) {
        return of(point, OptionalLong.empty());
    }

    /**
     * Estimates all replicas of {@code point} together: weights once for each process, cache and activations for each replica.
     *
     * @param contextBytes what a process holds on the point's device beside its model, as measured there
     */
    public static MemoryEstimate of(Point point, OptionalLong contextBytes) {
        boolean copies = point.placement().mode().separateProcesses();
        boolean known = contextBytes.isPresent() && !point.device().isCpu();
        long context = known ? contextBytes.getAsLong() + CUDA_MODULES : ofProcess(point.device());
        long shared = known ? beside(point) : 0;
        Set<ModelSource> loaded = new HashSet<>();
        MemoryEstimate sum = new MemoryEstimate(0, 0, 0, shared);
        for (Part part : point.parts()) {
            MemoryEstimate one = of(part.model().config(), part.batch(), point.promptTokens(), point.sequenceTokens(),
                    point.precision(), point.device(), point.engine());
            int weights = copies ? part.replicas() : loaded.add(part.model()) ? 1 : 0;
            MemoryEstimate own = new MemoryEstimate(weights * one.weights, part.replicas() * one.kvCache,
                    part.replicas() * one.activations, 0);
            sum = new MemoryEstimate(sum.weights + own.weights, sum.kvCache + own.kvCache,
                    sum.activations + own.activations,
                    sum.reserve + own.total() / SLACK_DIVISOR + (copies ? part.replicas() * context : 0));
        }
        return copies ? sum : new MemoryEstimate(sum.weights, sum.kvCache, sum.activations, sum.reserve + context);
    }

    private static long beside(Point point) {
        return switch (point.placement().mode()) {
            case STREAMS -> (point.partOfReplica().size() - 1) * CUDA_STREAM;
            case MPS -> MPS_SERVER;
            case PROCESSES, MIG -> 0;
        };
    }

    /** What a process holds on a device beside its model where that was not measured, in bytes. */
    public static long ofProcess(DeviceId device) {
        return device.isCpu() ? CPU_RESERVE : CUDA_RESERVE;
    }

    /**
     * Estimates one configuration.
     *
     * @param batch sequences that run together
     * @param promptTokens tokens of the longest prompt
     * @param sequenceTokens places of the KV cache for each sequence
     * @param engine the kind of engine that decodes
     */
    public static MemoryEstimate of(OptConfig config, int batch, int promptTokens, int sequenceTokens,
            Precision precision, DeviceId device, EngineKind engine) {
        long weights = config.weightBytes(precision);
        long kv = Math.multiplyExact(Math.multiplyExact(config.kvBytesPerToken(precision), batch), sequenceTokens);
        long perToken = bytesPerToken(config, precision);
        long activations = Math.multiplyExact((long) batch * promptTokens, perToken) + logits(config, batch, precision)
                + kept(engine, config, batch, sequenceTokens, precision);
        return new MemoryEstimate(weights, kv, activations,
                ofProcess(device) + (weights + kv + activations) / SLACK_DIVISOR);
    }

    /**
     * Alive together at the widest place of a layer, for each token that goes through it: residual, norm output, q, k, v and
     * attention output, or else residual and norm output beside the feed-forward's inner activation (before and after ReLU).
     */
    private static long bytesPerToken(OptConfig config, Precision precision) {
        return (2L * config.hidden() + Math.max(4L * config.hidden(), 2L * config.ffn())) * precision.bytes();
    }

    private static long logits(OptConfig config, int batch, Precision precision) {
        return (long) batch * config.vocabulary() * (precision.bytes() + Precision.FP32.bytes());
    }

    /** What an engine keeps between steps beside weights and cache: a graph's scratch. */
    private static long kept(EngineKind engine, OptConfig config, int batch, int places, Precision precision) {
        return switch (engine) {
            case TORCHSCRIPT -> 0;
            case GRAPH -> GraphDecoder.mostBytes(config, precision, batch, places);
        };
    }

    /** All of it together. */
    public long total() {
        return weights + kvCache + activations + reserve;
    }
}
