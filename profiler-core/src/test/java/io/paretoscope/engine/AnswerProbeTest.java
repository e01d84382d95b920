package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AnswerProbeTest {
    /** An engine of four tokens that answers with the index of the step, and gives the same logits each time. */
    private static final class Counting implements InferenceEngine {
        private final float[] logits;
        private int step;

        Counting(float... logits) {
            this.logits = logits;
        }

        @Override
        public InferenceEngine fork() {
            throw new IllegalStateException("nobody asks for it");
        }

        @Override
        public EngineUse use() {
            return EngineUse.as(EngineKind.TORCHSCRIPT);
        }

        @Override
        public void configure(int batch, int maxTokens) {
            assertEquals(1, batch);
        }

        @Override
        public int[] prefill(List<int[]> prompts) {
            step = 0;
            return new int[]{0};
        }

        @Override
        public int[] decode() {
            return new int[]{++step};
        }

        @Override
        public float[][] lastLogits() {
            return new float[][]{logits};
        }

        @Override
        public void synchronize() {
            // Nothing is under way.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    private static final List<int[]> RIGHT = List.of(new int[]{0, 0, 0}, new int[]{1, 1, 1}, new int[]{2, 2, 2});

    private static AnswerCheck check(List<int[]> steps, float... logits) throws EngineException {
        List<int[]> prompts = List.of(new int[]{1}, new int[]{2}, new int[]{3});
        return AnswerProbe.check(new Counting(logits), Precision.FP32, prompts, steps);
    }

    private static List<int[]> wrongAt(int step, int sequence, int token) {
        List<int[]> steps = new ArrayList<>(RIGHT);
        int[] row = steps.get(step).clone();
        row[sequence] = token;
        steps.set(step, row);
        return steps;
    }

    @Test
    void equalTokensAgree() throws EngineException {
        assertEquals(new AnswerCheck.Agreed(3, 9, 0), check(RIGHT, 1, 2, 3, 4));
    }

    @Test
    void aTokenFarFromTheBestIsWrong() throws EngineException {
        AnswerCheck.Differed differed = assertInstanceOf(AnswerCheck.Differed.class,
                check(wrongAt(1, 2, 3), 0, 4, 0, 1));
        assertTrue(differed.detail().startsWith("sequence 2 of a batch of 3, output token 2: token 3 instead of 1"),
                differed.detail());
    }

    @Test
    void aTokenAsGoodAsTheBestIsANearTieAndItsSequenceEndsThere() throws EngineException {
        assertEquals(new AnswerCheck.Agreed(3, 8, 1), check(wrongAt(1, 2, 3), 0, 4, 0, 3.999f));
    }

    @Test
    void theLastTokenIsComparedToo() throws EngineException {
        assertInstanceOf(AnswerCheck.Differed.class, check(wrongAt(2, 0, 3), 0, 0, 4, 1));
    }

    @Test
    void logitsThatAreNoNumberAreWrongEvenWhereTokensAgree() throws EngineException {
        AnswerCheck.Differed differed = assertInstanceOf(AnswerCheck.Differed.class,
                check(RIGHT, 1, 2, 3, Float.NaN));
        assertTrue(differed.detail().endsWith("a logit is not a number"), differed.detail());
    }
}
