package io.paretoscope.engine;

import java.util.List;

/**
 * One model on one device. Greedy: the next token is the one with the largest logit.
 *
 * <p>Every call but {@link #fork} belongs to one thread, the one that made the engine. Every call that gives tokens returns when they are on
 * the host, so that the device has finished all of the step's work by then.
 */
public interface InferenceEngine extends AutoCloseable {
    /**
     * Which kind of engine this is, beside the one that was asked for. After {@link #configure} it is true for that configuration:
     * an engine may be unable to do as asked for some batch or length.
     */
    EngineUse use();

    /**
     * Allocates the KV cache for a batch and frees the one before.
     *
     * @param batch sequences that run together
     * @param maxTokens places for each sequence: its prompt and all tokens fed back
     * @throws EngineException where the device's memory does not suffice
     */
    void configure(int batch, int maxTokens) throws EngineException;

    /**
     * Reads the prompts, filling the KV cache from its start.
     *
     * @param prompts token ids of each sequence, at least one each; as many prompts as the batch has sequences
     * @return the first generated token of each sequence
     */
    int[] prefill(List<int[]> prompts) throws EngineException;

    /**
     * Generates one more token for each sequence, after prefill.
     *
     * @return the next token of each sequence
     */
    int[] decode() throws EngineException;

    /**
     * The logits of the last step, {@code [batch][vocabulary]}. Copies them from the device: not for a timed region.
     */
    float[][] lastLogits() throws EngineException;

    /** Waits until the device has done everything it was given (R2). */
    void synchronize() throws EngineException;

    /**
     * Another engine over the same weights, with a KV cache of its own, which belongs to the calling thread; both may then run at
     * once. The weights are freed with the last of them.
     */
    InferenceEngine fork() throws EngineException;

    /** Frees the cache, and the model where no other engine shares it. */
    @Override
    void close();
}
