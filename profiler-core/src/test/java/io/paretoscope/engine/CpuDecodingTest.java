package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Decode steps in Java against those of the script, on the same weights. */
class CpuDecodingTest {
    private static final float LOGITS = 1e-4f;
    private static final int[] PROMPT = {4, 9, 11};
    private static final OptConfig PLAIN = config("pre-norm", 32, 4, 32, 48, true, true, true);

    static Stream<OptConfig> configurations() {
        return Stream.of(PLAIN, config("post-norm, projected", 32, 4, 16, 48, false, false, true),
                config("pre-norm, projected", 32, 4, 16, 48, true, true, true),
                config("pre-norm without final norm", 32, 4, 32, 48, true, false, true),
                config("untied head, projected", 32, 4, 48, 48, false, false, false),
                config("no width that is a whole number of vectors", 36, 4, 21, 51, true, true, true),
                config("narrower than a vector", 6, 2, 3, 5, false, false, false),
                config("matrices of many lots", 160, 5, 96, 640, true, true, true));
    }

    private static OptConfig config(String name, int hidden, int heads, int embedding, int ffn, boolean preNorm,
            boolean finalNorm, boolean tied) {
        return new OptConfig(name, 2, hidden, heads, ffn, 443, 40, embedding, preNorm, finalNorm, true, true, tied);
    }

    private static TorchScriptEngine open(RandomCheckpoint checkpoint) throws EngineException {
        return (TorchScriptEngine) Torch.RUNTIME.stored(checkpoint, Precision.FP32, DeviceId.CPU,
                EngineKind.TORCHSCRIPT);
    }

    /** What an engine says step by step, the prefill's answer first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Step(int token, float[] logits) {}

    private static List<Step> answers(TorchScriptEngine engine, int[] prompt, int places) throws EngineException {
        List<Step> steps = new ArrayList<>();
        int token = engine.prefill(List.of(prompt))[0];
        for (int context = prompt.length; context < places; context++) {
            steps.add(new Step(token, engine.lastLogits()[0]));
            token = engine.decode()[0];
        }
        steps.add(new Step(token, engine.lastLogits()[0]));
        return steps;
    }

    private static void assertSame(List<Step> expected, List<Step> actual) {
        assertEquals(expected.stream().map(Step::token).toList(), actual.stream().map(Step::token).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).logits(), actual.get(i).logits(), LOGITS, "step " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyTokenAndLogitEqualsTheScriptsUpToTheLastPosition(OptConfig config) throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(config, 7);
                TorchScriptEngine engine = open(checkpoint)) {
            engine.configure(1, config.positions());
            engine.useScriptAlone(true);
            List<Step> expected = answers(engine, PROMPT, config.positions());
            assertFalse(engine.decodesWithoutScript());
            engine.configure(1, config.positions());
            engine.useScriptAlone(false);
            List<Step> actual = answers(engine, PROMPT, config.positions());
            assertTrue(engine.decodesWithoutScript());
            assertSame(expected, actual);
        }
    }

    @Test
    void aCacheThatJavaWroteServesTheNextPrefillAndTheScript() throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(PLAIN, 7);
                TorchScriptEngine engine = open(checkpoint)) {
            engine.configure(1, 30);
            engine.useScriptAlone(true);
            List<Step> expected = answers(engine, PROMPT, 20);
            engine.useScriptAlone(false);
            answers(engine, new int[]{1, 2, 3, 4, 5, 6, 7}, 30);
            engine.useScriptAlone(true);
            assertSame(expected, answers(engine, PROMPT, 20));
        }
    }

    @Test
    void moreThanOneSequenceStaysWithTheScript() throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(PLAIN, 7);
                TorchScriptEngine engine = open(checkpoint)) {
            engine.configure(2, 10);
            engine.prefill(List.of(PROMPT, PROMPT));
            assertFalse(engine.decodesWithoutScript());
        }
    }

    @Test
    void otherPrecisionsStayWithTheScript() throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(PLAIN, 7);
                TorchScriptEngine engine = (TorchScriptEngine) Torch.RUNTIME.stored(checkpoint, Precision.BF16,
                        DeviceId.CPU, EngineKind.TORCHSCRIPT)) {
            engine.configure(1, 10);
            engine.prefill(List.of(PROMPT));
            assertFalse(engine.decodesWithoutScript());
        }
    }

    @Test
    void theEnginesThreadsEndWithIt() throws Exception {
        Set<Long> before = threads();
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(PLAIN, 7);
                TorchScriptEngine engine = open(checkpoint)) {
            engine.configure(1, 10);
            answers(engine, PROMPT, 10);
        }
        Set<Long> after = threads();
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().startsWith("paretoscope-decode-"))
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }
}
