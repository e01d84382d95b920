package io.paretoscope.engine.graph;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;

/**
 * Where a step keeps what is between its kernels, all of it on the card. B sequences, H residual width, E embedding width, F inner
 * width of the feed-forward block, V vocabulary, A heads of size D.
 *
 * @param tokens the tokens that the step reads, {@code [B]} int32
 * @param lengths places of the cache that each sequence has filled, {@code [B]} int32
 * @param tickets counters of the blocks that have ended, {@code [max(B * A, B)]} int32, zero between kernels
 * @param residual {@code [B, H]}
 * @param normed what the next block reads, {@code [B, H]}
 * @param embedded {@code [B, E]}, of projected models
 * @param qkv {@code [B, 3 * H]}
 * @param attended {@code [B, H]}
 * @param inner {@code [B, F]}
 * @param parts of products, {@code [MOST_PARTS, B, H]} float32
 * @param attentionParts {@code [B, A, splits, D + 2]} float32
 * @param logits {@code [B, V]}
 * @param bests {@code [B, MOST_SPLITS]} of a float32 and an int32
 * @param workspace of the library's products
 * @param whole of a {@link WholeStep}
 * @param bytes of all
 */
record StepMemory(long tokens, long lengths, long tickets, long residual, long normed, long embedded, long qkv,
        long attended, long inner, long parts, long attentionParts, long logits, long bests, long workspace,
        long whole, long bytes) {

    /** Shares of a product's columns that one {@code sum_and_norm} adds up. */
    static final int MOST_PARTS = 8;
    /** Blocks that look for the largest logit of one sequence. */
    static final int MOST_SPLITS = 16;
    /** What the library's fastest products on large cards ask for at most, by its own documentation. */
    static final long WORKSPACE_BYTES = 32L << 20;

    /**
     * Lays it out from {@code base} on.
     *
     * @param wholeBytes for a {@link WholeStep}, or 0
     */
    static StepMemory from(long base, OptConfig config, Precision precision, int batch, int attentionSplits,
            long wholeBytes) {
        Scratch scratch = new Scratch(base);
        long rows = batch;
        long heads = rows * config.heads();
        long element = precision.bytes();
        long tokens = scratch.take(rows * Integer.BYTES);
        long lengths = scratch.take(rows * Integer.BYTES);
        long tickets = scratch.take(heads * Integer.BYTES);
        long residual = scratch.take(rows * config.hidden() * element);
        long normed = scratch.take(rows * config.hidden() * element);
        long embedded = scratch.take(rows * config.embedding() * element);
        long qkv = scratch.take(3 * rows * config.hidden() * element);
        long attended = scratch.take(rows * config.hidden() * element);
        long inner = scratch.take(rows * config.ffn() * element);
        long parts = scratch.take(MOST_PARTS * rows * config.hidden() * Float.BYTES);
        long attentionParts = scratch
                .take(attentionSplits == 1 ? 0 : heads * attentionSplits * (config.headSize() + 2) * Float.BYTES);
        long logits = scratch.take(rows * config.vocabulary() * element);
        long bests = scratch.take(rows * MOST_SPLITS * (Float.BYTES + Integer.BYTES));
        long workspace = scratch.take(WORKSPACE_BYTES);
        long whole = scratch.take(wholeBytes);
        return new StepMemory(tokens, lengths, tickets, residual, normed, embedded, qkv, attended, inner, parts,
                attentionParts, logits, bests, workspace, whole, scratch.taken());
    }
}
