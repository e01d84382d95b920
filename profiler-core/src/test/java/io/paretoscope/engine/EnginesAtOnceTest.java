package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Several engines over one copy of the weights, each on a thread of its own, as replicas in one process are: thousands of steps
 * at once, and every token as its prompt gives it alone (R17).
 */
class EnginesAtOnceTest {
    private static final OptConfig CONFIG = new OptConfig("several", 2, 64, 4, 128, 443, 64, 64, true, true, true, true,
            true);
    private static final int PROMPT_TOKENS = 8;
    private static final int OUTPUT_TOKENS = 48;
    /** Nearer than this, the order of additions in a larger batch may decide which of two tokens is the larger. */
    private static final float TIE = 1e-3f;

    /** A prompt, and what it gives alone. */
    private record Answered(List<Integer> prompt, List<Integer> tokens) {}

    /** Different prompts whose answers no rounding can change, with what each gives alone. */
    private static List<Answered> answered(InferenceEngine engine, int count) throws EngineException {
        engine.configure(1, PROMPT_TOKENS + OUTPUT_TOKENS);
        List<Answered> answered = new ArrayList<>();
        for (long seed = 0; answered.size() < count; seed++) {
            int[] prompt = Prompts.seeded(seed, 1, PROMPT_TOKENS, CONFIG.vocabulary()).getFirst();
            List<Integer> tokens = new ArrayList<>();
            tokens.add(engine.prefill(List.of(prompt))[0]);
            boolean tied = tied(engine.lastLogits()[0]);
            while (!tied && tokens.size() < OUTPUT_TOKENS) {
                tokens.add(engine.decode()[0]);
                tied = tied(engine.lastLogits()[0]);
            }
            if (!tied) {
                answered.add(new Answered(Arrays.stream(prompt).boxed().toList(), List.copyOf(tokens)));
            }
        }
        return answered;
    }

    private static boolean tied(float[] logits) {
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2] < TIE;
    }

    /** Says in how many rounds an engine's tokens were not those of its prompts alone; nothing where there is no such round. */
    private static List<String> differences(InferenceEngine engine, int number, List<Answered> mine, int rounds)
            throws EngineException {
        List<int[]> prompts = mine.stream()
                .map(one -> one.prompt().stream().mapToInt(Integer::intValue).toArray())
                .toList();
        List<List<Integer>> expected = mine.stream().map(Answered::tokens).toList();
        int differing = 0;
        for (int round = 0; round < rounds; round++) {
            differing += TimedBatch.run(engine, prompts, OUTPUT_TOKENS).tokens().equals(expected) ? 0 : 1;
        }
        return differing == 0
                ? List.of()
                : List.of("engine " + number + ": " + differing + " of " + rounds + " rounds");
    }

    /** Runs the engines at once; each is made on its own thread, the first by {@code first}. */
    private static List<String> atOnce(InferenceEngine first, int engines, int batch, int rounds,
            List<Answered> prompts) throws Exception {
        CyclicBarrier ready = new CyclicBarrier(engines);
        List<Callable<List<String>>> replicas = new ArrayList<>();
        for (int i = 0; i < engines; i++) {
            int number = i;
            replicas.add(() -> {
                try (InferenceEngine engine = first.fork()) {
                    engine.configure(batch, PROMPT_TOKENS + OUTPUT_TOKENS);
                    ready.await();
                    return differences(engine, number, prompts.subList(number * batch, (number + 1) * batch), rounds);
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(engines)) {
            List<String> differences = new ArrayList<>();
            for (Future<List<String>> replica : threads.invokeAll(replicas)) {
                differences.addAll(replica.get());
            }
            return differences;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> groups() {
        return Torch.ways()
                .stream()
                .flatMap(way -> Stream.of(Arguments.of(way, 4, 1, 25), Arguments.of(way, 4, 3, 25),
                        Arguments.of(way, 2, 6, 25)));
    }

    @ParameterizedTest(name = "{1} engines on {0} of batch {2}, {3} rounds of 47 decode steps each")
    @MethodSource("groups")
    void everyTokenIsThatOfItsPromptAlone(Torch.Way way, int engines, int batch, int rounds) throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(CONFIG, 11);
                InferenceEngine first = way.stored(checkpoint, Precision.FP32)) {
            List<Answered> prompts = answered(first, engines * batch);
            assertEquals(prompts.size(), prompts.stream().map(Answered::tokens).distinct().count(),
                    "answers have to differ for a mix-up to show");
            assertEquals(List.of(), atOnce(first, engines, batch, rounds, prompts));
        }
    }

    @ParameterizedTest
    @MethodSource("io.paretoscope.engine.Torch#ways")
    void enginesOfDifferentModelsDoNotMix(Torch.Way way) throws Exception {
        try (RandomCheckpoint one = new RandomCheckpoint(CONFIG, 11);
                RandomCheckpoint other = new RandomCheckpoint(CONFIG, 12);
                InferenceEngine first = way.stored(one, Precision.FP32);
                InferenceEngine second = way.stored(other, Precision.FP32)) {
            List<Answered> ofFirst = answered(first, 2);
            List<Answered> ofSecond = answered(second, 2);
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<List<String>> running = threads.submit(() -> atOnce(first, 2, 1, 20, ofFirst));
                assertEquals(List.of(), atOnce(second, 2, 1, 20, ofSecond));
                assertEquals(List.of(), running.get());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.paretoscope.engine.Torch#ways")
    void weightsStayUntilTheLastEngineIsClosed(Torch.Way way) throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(CONFIG, 11)) {
            InferenceEngine first = way.stored(checkpoint, Precision.FP32);
            List<Answered> prompts = answered(first, 1);
            try (InferenceEngine second = first.fork()) {
                first.close();
                second.configure(1, PROMPT_TOKENS + OUTPUT_TOKENS);
                assertEquals(List.of(), differences(second, 1, prompts, 2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.paretoscope.engine.Torch#ways")
    void whatOneEngineAllocatesAnewOthersDoNotSee(Torch.Way way) throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(CONFIG, 11);
                InferenceEngine first = way.stored(checkpoint, Precision.FP32);
                InferenceEngine second = first.fork()) {
            Answered alone = answered(first, 1).getFirst();
            second.configure(1, PROMPT_TOKENS + OUTPUT_TOKENS);
            List<Integer> tokens = new ArrayList<>();
            tokens.add(second.prefill(List.of(alone.prompt().stream().mapToInt(Integer::intValue).toArray()))[0]);
            for (int batch : IntStream.range(1, OUTPUT_TOKENS).toArray()) {
                first.configure(batch, PROMPT_TOKENS + 2);
                first.prefill(Collections.nCopies(batch, new int[]{batch, 2 * batch}));
                tokens.add(second.decode()[0]);
            }
            assertEquals(alone.tokens(), tokens);
        }
    }
}
