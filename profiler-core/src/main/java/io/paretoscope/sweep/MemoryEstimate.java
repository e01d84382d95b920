package io.paretoscope.sweep;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;

/**
 * Device memory that a point needs, in bytes. The one estimate that the plan, the window and the command line use.
 *
 * @param weights all weights, once
 * @param kvCache keys and values of the whole batch at full length
 * @param activations scratch of the largest step, which is prefill
 * @param reserve what is not the model's: native libraries, CUDA context, allocator slack
 */
public record MemoryEstimate(long weights, long kvCache, long activations, long reserve) {

    /**
     * A CUDA context with cuBLAS handles and workspaces, beside libtorch's own modules on the device. The largest that a
     * worker of any OPT size was seen to hold beyond weights, cache and activations, rounded up.
     */
    static final long CUDA_RESERVE = 1L << 30;
    /** A worker JVM with libtorch on the host: heap, code, thread stacks, MKL buffers. */
    static final long CPU_RESERVE = 700L << 20;
    /** Share of the model's own bytes that the allocator's rounding and fragmentation may add. */
    private static final int SLACK_DIVISOR = 20;

    /** Estimates {@code point}. */
    public static MemoryEstimate of(Point point) {
        return of(point.model().config(), point.batch(), point.promptTokens(), point.sequenceTokens(),
                point.precision(), point.device());
    }

    /**
     * Estimates one configuration.
     *
     * @param batch sequences that run together
     * @param promptTokens tokens of the longest prompt
     * @param sequenceTokens places of the KV cache for each sequence
     */
    public static MemoryEstimate of(OptConfig config, int batch, int promptTokens, int sequenceTokens,
            Precision precision, DeviceId device) {
        long weights = config.weightBytes(precision);
        long kv = Math.multiplyExact(Math.multiplyExact(config.kvBytesPerToken(precision), batch), sequenceTokens);
        // Alive together at the widest place of a layer: residual, norm output, q, k, v and attention output, or else
        // residual and norm output beside the feed-forward's inner activation (before and after ReLU).
        long widest = 2L * config.hidden() + Math.max(4L * config.hidden(), 2L * config.ffn());
        long perToken = widest * precision.bytes();
        long logits = (long) batch * config.vocabulary() * (precision.bytes() + Precision.FP32.bytes());
        long activations = Math.multiplyExact((long) batch * promptTokens, perToken) + logits;
        long fixed = device.isCpu() ? CPU_RESERVE : CUDA_RESERVE;
        return new MemoryEstimate(weights, kv, activations, fixed + (weights + kv + activations) / SLACK_DIVISOR);
    }

    /** All of it together. */
    public long total() {
        return weights + kvCache + activations + reserve;
    }
}
