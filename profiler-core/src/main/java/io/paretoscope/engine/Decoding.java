package io.paretoscope.engine;

/** The sequences of a batch between their prefill and their last decode step, by one way of decoding. */
interface Decoding extends AutoCloseable {
    /** Tokens of the longest sequence that the KV cache holds. */
    int context();

    /** Reads one more token of each sequence, and gives the next ones. */
    int[] step();

    /** The logits of the last step or, before the first, of the prefill: {@code [batch * vocabulary]}. */
    float[] logits();

    /** Frees what the steps needed. */
    @Override
    void close();
}
