package io.paretoscope.engine.cpu;

import io.paretoscope.opt.OptConfig;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Where a model's float32 weights lie in memory: views that this package reads in place, row-major and in native byte order. They
 * have to outlive every {@link CpuDecoder} of theirs.
 *
 * @param config the model's shape
 * @param embedding token embedding, {@code [vocabulary, embedding]}
 * @param positions learned positions, {@code [positions + 2, hidden]}
 * @param head output head, {@code [vocabulary, embedding]}; the embedding itself where the two are tied
 * @param finalNorm norm after the last layer, where the model has one
 * @param projections into and out of the residual stream, where the embedding's width differs from it
 * @param layers from the first to the last
 */
public record CpuModel(OptConfig config, MemorySegment embedding, MemorySegment positions, MemorySegment head,
        Optional<Norm> finalNorm, Optional<Projections> projections, List<Layer> layers) {

    /**
     * A layer norm.
     *
     * @param weight {@code [hidden]}
     * @param bias {@code [hidden]}
     */
    public record Norm(MemorySegment weight, MemorySegment bias) {}

    /**
     * A linear layer.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     */
    public record Linear(MemorySegment weight, MemorySegment bias) {}

    /**
     * Both without bias.
     *
     * @param in {@code [hidden, embedding]}
     * @param out {@code [embedding, hidden]}
     */
    public record Projections(MemorySegment in, MemorySegment out) {}

    /**
     * A decoder layer.
     *
     * @param attentionNorm before attention, or after it in a post-norm model
     * @param qkv query, key and value projections one below the other, {@code [3 * hidden, hidden]}
     * @param out output projection of attention, {@code [hidden, hidden]}
     * @param feedForwardNorm before the feed-forward block, or after it
     * @param fc1 {@code [ffn, hidden]}
     * @param fc2 {@code [hidden, ffn]}
     */
    public record Layer(Norm attentionNorm, Linear qkv, Linear out, Norm feedForwardNorm, Linear fc1, Linear fc2) {}
}
