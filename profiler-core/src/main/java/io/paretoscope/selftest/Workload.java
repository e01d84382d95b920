package io.paretoscope.selftest;

import io.paretoscope.engine.EngineUse;
import io.paretoscope.opt.Precision;
import io.paretoscope.statistics.Repeatability;
import java.util.List;

/**
 * The known workload: seeded prompts through a model of seeded weights, measured several times as a point is.
 *
 * @param model the model's name
 * @param precision in which it ran
 * @param engine what decoded it
 * @param batch sequences that ran together
 * @param promptTokens tokens of each prompt
 * @param outputTokens tokens that each sequence generated
 * @param tokensPerSecond output tokens a second of each window, in order
 * @param batches batches of all windows
 * @param differing batches whose tokens were not those of the first
 * @param checksumBefore CRC-32 of the tokens that the same prompts gave before the windows
 * @param checksumAfter the same after them
 */
public record Workload(String model, Precision precision, EngineUse engine, int batch, int promptTokens,
        int outputTokens, List<Double> tokensPerSecond, int batches, int differing, long checksumBefore,
        long checksumAfter) {
    public Workload {
        tokensPerSecond = List.copyOf(tokensPerSecond);
    }

    /** Whether every batch gave the same tokens. */
    public boolean sameTokens() {
        return differing == 0 && checksumBefore == checksumAfter;
    }

    /** How much the windows differ. */
    public Repeatability repeatability() {
        return Repeatability.of(tokensPerSecond);
    }
}
