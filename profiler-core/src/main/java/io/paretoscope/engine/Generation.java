package io.paretoscope.engine;

import java.util.List;
import java.util.Optional;

/**
 * Greedy continuations of a batch of prompts.
 *
 * @param tokens for each prompt the generated token ids, in order
 * @param lastPromptLogits for each prompt the logits that follow its last token, one a vocabulary entry; empty where
 *     they were not asked for
 * @param engine what decoded them
 */
public record Generation(List<List<Integer>> tokens, Optional<List<List<Float>>> lastPromptLogits,
        EngineUse engine) {}
