package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Runs some prompts of a batch alone and compares (R17). Batches of other sizes go through other kernels, which round
 * otherwise: where two tokens are as good as equally likely, either is right, and what follows is another text. So the first
 * token that differs must have had a logit within a tolerance of the best.
 */
public final class AnswerProbe {
    /** Prompts that are run alone, spread over the batch from its first to its last. */
    private static final int MOST_SEQUENCES = 4;
    /** Tokens of each that are compared; an error of attention or cache shows long before. */
    private static final int MOST_TOKENS = 64;

    private AnswerProbe() {}

    /** How far a logit may lie below the best for its token to be as good, as a share of the largest magnitude of all logits. */
    static double tolerance(Precision precision) {
        return switch (precision) {
            case FP32 -> 1e-3;
            case FP16 -> 2e-2;
            case BF16 -> 1e-1;
        };
    }

    /**
     * Compares, and leaves the engine configured for a batch of one.
     *
     * @param prompts of the batch
     * @param steps what the batch generated, as {@link TimedBatch#steps()} gives it
     */
    public static AnswerCheck check(InferenceEngine engine, Precision precision, List<int[]> prompts, List<int[]> steps)
            throws EngineException {
        int length = Math.min(MOST_TOKENS, steps.size());
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        engine.configure(1, longest + length);
        int compared = 0;
        int ties = 0;
        List<Integer> chosen = chosen(prompts.size());
        for (int sequence : chosen) {
            for (int step = 0; step < length; step++) {
                int alone = (step == 0 ? engine.prefill(List.of(prompts.get(sequence))) : engine.decode())[0];
                int together = steps.get(step)[sequence];
                compared++;
                boolean same = alone == together;
                if (same && step < length - 1) {
                    continue;
                }
                float[] logits = engine.lastLogits()[0];
                double scale = scale(logits);
                String where = "sequence " + sequence + " of a batch of " + prompts.size() + ", output token "
                        + (step + 1);
                if (Double.isNaN(scale)) {
                    return new AnswerCheck.Differed(where + ": a logit is not a number");
                }
                double gap = (logits[alone] - logits[together]) / scale;
                if (gap > tolerance(precision)) {
                    return new AnswerCheck.Differed(String.format(Locale.ROOT,
                            "%s: token %d instead of %d, whose logit is larger by %.2g of the largest magnitude;"
                                    + " up to %.2g is rounding",
                            where, together, alone, gap, tolerance(precision)));
                }
                if (!same) {
                    ties++;
                    break;
                }
            }
        }
        return new AnswerCheck.Agreed(chosen.size(), compared, ties);
    }

    private static List<Integer> chosen(int batch) {
        int count = Math.min(MOST_SEQUENCES, batch);
        return IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : (int) ((long) i * (batch - 1) / (count - 1)))
                .boxed()
                .toList();
    }

    /** The largest magnitude; not a number where any logit is none, or infinite. */
    private static double scale(float[] logits) {
        double largest = 0;
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                return Double.NaN;
            }
            largest = Math.max(largest, Math.abs(logit));
        }
        return largest == 0 ? 1 : largest;
    }
}
