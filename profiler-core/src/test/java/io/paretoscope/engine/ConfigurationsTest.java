package io.paretoscope.engine;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every kind of OPT that a {@code config.json} can describe, against OPT written down plainly in double precision. */
class ConfigurationsTest {
    private static final double LOGITS = 2e-4;

    static Stream<Arguments> configurations() {
        return Torch.ways()
                .stream()
                .flatMap(way -> Stream.of(
                        config("pre-norm", 32, true, true, true, true, true),
                        config("post-norm, projected", 16, false, false, true, true, true),
                        config("pre-norm, projected", 16, true, true, true, true, true),
                        config("pre-norm without final norm", 32, true, false, true, true, true),
                        config("no biases", 32, true, true, false, true, true),
                        config("norms without weights", 32, true, true, true, false, true),
                        config("untied head", 32, true, true, true, true, false),
                        config("untied head, projected, no biases, plain norms", 48, false, false, false, false, false))
                        .map(config -> Arguments.of(way, config)));
    }

    private static OptConfig config(String name, int embedding, boolean preNorm, boolean finalNorm, boolean bias,
            boolean affine, boolean tied) {
        return new OptConfig(name, 2, 32, 4, 48, 40, 24, embedding, preNorm, finalNorm, bias, affine, tied);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void logitsEqualThePlainOnesAtEveryStepUpToTheLastPosition(Torch.Way way, OptConfig config) throws Exception {
        assertLogitsEqualThePlainOnes(way, config,
                List.of(new int[]{4, 9, 11}, new int[]{39}, new int[]{7, 7, 7, 7, 8}));
    }

    /** On the CPU another way of decoding than that of several. */
    @ParameterizedTest
    @MethodSource("configurations")
    void logitsOfASingleSequenceEqualThePlainOnesAtEveryStepUpToTheLastPosition(Torch.Way way, OptConfig config)
            throws Exception {
        assertLogitsEqualThePlainOnes(way, config, List.of(new int[]{7, 7, 7, 7, 8}));
    }

    private static void assertLogitsEqualThePlainOnes(Torch.Way way, OptConfig config, List<int[]> prompts)
            throws Exception {
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(config, 5);
                InferenceEngine engine = way.stored(checkpoint, Precision.FP32)) {
            PlainOpt plain = new PlainOpt(checkpoint);
            List<int[]> sequences = new ArrayList<>(prompts);
            engine.configure(sequences.size(), config.positions());
            int[] next = engine.prefill(sequences);
            for (int context = 5; context < config.positions(); context++) {
                float[][] logits = engine.lastLogits();
                for (int row = 0; row < sequences.size(); row++) {
                    double[] expected = plain.logits(sequences.get(row));
                    for (int token = 0; token < expected.length; token++) {
                        assertEquals(expected[token], logits[row][token], LOGITS, "row " + row + ", token " + token);
                    }
                    int[] longer = Arrays.copyOf(sequences.get(row), sequences.get(row).length + 1);
                    longer[longer.length - 1] = next[row];
                    sequences.set(row, longer);
                }
                next = engine.decode();
            }
        }
    }

    @Test
    void aFullCacheIsRefused() throws Exception {
        OptConfig config = config("pre-norm", 32, true, true, true, true, true);
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(config, 5);
                InferenceEngine engine = Torch.RUNTIME.stored(checkpoint, Precision.FP32, DeviceId.CPU,
                        EngineKind.TORCHSCRIPT)) {
            engine.configure(1, 3);
            engine.prefill(List.of(new int[]{4, 5}));
            engine.decode();
            EngineException error = assertThrows(EngineException.class, engine::decode);
            assertEquals("the KV cache of 3 tokens is full", error.getMessage());
        }
    }

    @Test
    void moreTokensThanPositionsAreRefused() throws Exception {
        OptConfig config = config("pre-norm", 32, true, true, true, true, true);
        try (RandomCheckpoint checkpoint = new RandomCheckpoint(config, 5);
                InferenceEngine engine = Torch.RUNTIME.stored(checkpoint, Precision.FP32, DeviceId.CPU,
                        EngineKind.TORCHSCRIPT)) {
            EngineException error = assertThrows(EngineException.class, () -> engine.configure(1, 25));
            assertTrue(String.valueOf(error.getMessage()).startsWith("25 tokens exceed the 24 positions"),
                    error.getMessage());
        }
    }
}
