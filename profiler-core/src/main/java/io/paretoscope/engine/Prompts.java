package io.paretoscope.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts for measuring: random tokens, never zeros, which draw less power and run faster than text does (R16). A sequence's
 * prompt depends on the seed and its place in the batch alone, so a batch of 8 starts with the prompts of a batch of 4.
 */
public final class Prompts {
    /** The ids below are OPT's control tokens: start, padding, end, unknown. */
    private static final int FIRST_TEXT_TOKEN = 4;

    private Prompts() {}

    /** {@code batch} prompts of {@code length} tokens each, drawn from a vocabulary of that size. */
    public static List<int[]> seeded(long seed, int batch, int length, int vocabulary) {
        int first = Math.min(FIRST_TEXT_TOKEN, vocabulary - 1);
        List<int[]> prompts = new ArrayList<>(batch);
        for (int sequence = 0; sequence < batch; sequence++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + sequence);
            prompts.add(random.ints(length, first, vocabulary).toArray());
        }
        return prompts;
    }
}
