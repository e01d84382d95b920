package io.paretoscope.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs one batch of requests from prompt to last token and times each step. A step ends when its tokens are on the host, as a
 * server would have to have them to send them.
 *
 * @param times how long everything took
 * @param steps the generated tokens, of each step one for each sequence
 */
public record TimedBatch(StepTimes times, List<int[]> steps) {
    public TimedBatch {
        steps = List.copyOf(steps);
    }

    /**
     * Runs it on a configured engine. Synchronised with the device before the first time is read and after every step.
     *
     * @param outputTokens tokens for each sequence, at least 1; the first comes from prefill
     */
    public static TimedBatch run(InferenceEngine engine, List<int[]> prompts, int outputTokens)
            throws EngineException {
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
        return new TimedBatch(
                new StepTimes(prompts.size(), promptTokens, output, prefillNanos, stepNanos, last - start), steps);
    }

    /**
     * Runs batch after batch of the same prompts until {@code rule} is met.
     *
     * @param expected what each batch should generate, as {@link #steps()} gives it
     * @return the window, by this process's clock
     */
    public static TimedWindow window(InferenceEngine engine, List<int[]> prompts, int outputTokens, WindowRule rule,
            List<int[]> expected) throws EngineException {
        return window(engine, prompts, outputTokens, rule, expected, Gate.OPEN);
    }

    /** Holds a window open beyond its rule, until others have met theirs too. */
    public interface Gate {
        /** Holds nothing. */
        Gate OPEN = new Gate() {
            @Override
            public void met() {
                // Nobody waits for it.
            }

            @Override
            public boolean open() {
                return true;
            }
        };

        /** The rule is met; comes once, on the engine's thread. */
        void met();

        /** Whether a window whose rule is met may end. Asked after every batch. */
        boolean open();
    }

    /** The same, but the engine goes on with batches after {@code rule} is met until {@code gate} is open. */
    public static TimedWindow window(InferenceEngine engine, List<int[]> prompts, int outputTokens, WindowRule rule,
            List<int[]> expected, Gate gate) throws EngineException {
        List<StepTimes> batches = new ArrayList<>();
        int differing = 0;
        TimedWindow.End end = TimedWindow.End.NOT_YET;
        long now;
        engine.synchronize();
        long start = System.nanoTime();
        do {
            TimedBatch batch = run(engine, prompts, outputTokens);
            now = System.nanoTime();
            batches.add(batch.times());
            differing += same(expected, batch.steps()) ? 0 : 1;
            if (end == TimedWindow.End.NOT_YET) {
                end = rule.end(now - start, batches.size());
                if (end != TimedWindow.End.NOT_YET) {
                    gate.met();
                }
            }
        } while (end == TimedWindow.End.NOT_YET || !gate.open());
        return new TimedWindow(start, now, end, batches, differing);
    }

    private static boolean same(List<int[]> some, List<int[]> other) {
        if (some.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The generated tokens, one list a sequence. */
    public List<List<Integer>> tokens() {
        List<List<Integer>> sequences = new ArrayList<>();
        for (int sequence = 0; sequence < times.batch(); sequence++) {
            int index = sequence;
            sequences.add(steps.stream().map(tokens -> tokens[index]).toList());
        }
        return List.copyOf(sequences);
    }
}
