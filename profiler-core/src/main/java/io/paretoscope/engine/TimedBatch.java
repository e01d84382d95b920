package io.paretoscope.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs one batch of requests from prompt to last token and times each step. A step ends when its tokens are on the host, as a
 * server would have to have them to send them.
 *
 * @param times how long everything took
 * @param tokens the generated tokens, one list a sequence
 */
public record TimedBatch(StepTimes times, List<List<Integer>> tokens) {

    /**
     * Runs it on a configured engine. Synchronised with the device before the first time is read and after every step.
     *
     * @param outputTokens tokens for each sequence, at least 1; the first comes from prefill
     */
    public static TimedBatch run(InferenceEngine engine, List<int[]> prompts, int outputTokens)
            throws EngineException {
        int batch = prompts.size();
        long promptTokens = prompts.stream().mapToLong(prompt -> prompt.length).sum();
        List<int[]> steps = new ArrayList<>(outputTokens);
        List<Long> stepNanos = new ArrayList<>(outputTokens);
        engine.synchronize();
        long start = System.nanoTime();
        steps.add(engine.prefill(prompts));
        long last = System.nanoTime();
        long prefillNanos = last - start;
        for (int step = 1; step < outputTokens; step++) {
            steps.add(engine.decode());
            long now = System.nanoTime();
            stepNanos.add(now - last);
            last = now;
        }
        long output = steps.stream().mapToLong(tokens -> tokens.length).sum();
        return new TimedBatch(new StepTimes(batch, promptTokens, output, prefillNanos, stepNanos, last - start),
                bySequence(steps, batch));
    }

    private static List<List<Integer>> bySequence(List<int[]> steps, int batch) {
        List<List<Integer>> sequences = new ArrayList<>(batch);
        for (int sequence = 0; sequence < batch; sequence++) {
            int index = sequence;
            sequences.add(steps.stream().map(tokens -> tokens[index]).toList());
        }
        return List.copyOf(sequences);
    }
}
