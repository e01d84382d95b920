package io.paretoscope.engine;

import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.opt.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The engine's answers against those of Hugging Face transformers. */
class ReferenceAnswersTest {
    private static final float FP32_LOGITS = 1e-4f;
    /** Half precision keeps 11 bits; logits of these models are below 2 and pass through three layers. */
    private static final float FP16_LOGITS = 1e-2f;
    /** And bfloat16 keeps 8. */
    private static final float BF16_LOGITS = 3e-2f;

    static Stream<Arguments> models() {
        return Torch.ways()
                .stream()
                .flatMap(way -> Stream.of(Reference.values())
                        .flatMap(model -> Stream.of("model.safetensors", "pytorch_model.bin")
                                .map(file -> Arguments.of(way, model, file))));
    }

    static Stream<Arguments> models16() {
        return Torch.ways()
                .stream()
                .flatMap(way -> Stream.of(Reference.values()).map(model -> Arguments.of(way, model)));
    }

    /** Half precision of every kind, wherever the device runs it at all, however slowly. */
    static Stream<Arguments> halfPrecisions() {
        return models16().flatMap(
                arguments -> Stream.of(
                        Arguments.of(arguments.get()[0], arguments.get()[1], Precision.FP16, FP16_LOGITS),
                        Arguments.of(arguments.get()[0], arguments.get()[1], Precision.BF16, BF16_LOGITS)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyTokenAndLogitEqualsTheReference(Torch.Way way, Reference model, String file, @TempDir Path folder)
            throws Exception {
        try (InferenceEngine engine = open(model.copyTo(folder, file, file), way, Precision.FP32)) {
            for (Reference.Case one : model.cases()) {
                Answers answers = answer(engine, List.of(one));
                assertEquals(List.of(one.tokens()), answers.tokens());
                assertArrayEquals(one.logits(), answers.logits()[0], FP32_LOGITS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void promptsOfDifferentLengthsShareABatchInAnyOrder(Torch.Way way, Reference model, String file,
            @TempDir Path folder) throws Exception {
        List<Reference.Case> order = new ArrayList<>(model.cases());
        try (InferenceEngine engine = open(model.copyTo(folder, file, file), way, Precision.FP32)) {
            for (int rotation = 0; rotation < order.size(); rotation++) {
                Answers answers = answer(engine, order);
                for (int row = 0; row < order.size(); row++) {
                    assertEquals(order.get(row).tokens(), answers.tokens().get(row), "row " + row);
                    assertArrayEquals(order.get(row).logits(), answers.logits()[row], FP32_LOGITS);
                }
                Collections.rotate(order, 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models16")
    void weightsStoredInHalfPrecisionGiveTheSameLogitsWithinItsRounding(Torch.Way way, Reference model,
            @TempDir Path folder) throws Exception {
        Path copy = model.copyTo(folder, "pytorch_model_fp16_noprefix.bin", "pytorch_model.bin");
        try (InferenceEngine engine = open(copy, way, Precision.FP32)) {
            assertCloseUntilTheChoiceIsTooClose(engine, model.cases(), FP16_LOGITS);
        }
    }

    @ParameterizedTest
    @MethodSource("halfPrecisions")
    void computingInHalfPrecisionStaysWithinItsRounding(Torch.Way way, Reference model, Precision precision,
            float tolerance) throws Exception {
        try (InferenceEngine engine = open(model.folder(), way, precision)) {
            assertCloseUntilTheChoiceIsTooClose(engine, model.cases(), tolerance);
        }
    }

    @ParameterizedTest
    @MethodSource("models16")
    void weightsStoredAsBfloat16GiveTheSameLogitsWithinTheirRounding(Torch.Way way, Reference model,
            @TempDir Path folder) throws Exception {
        Path copy = model.copyTo(folder, "model.safetensors", "single.safetensors");
        Bfloat16Copy.write(copy.resolve("single.safetensors"), copy.resolve("model.safetensors"));
        try (InferenceEngine engine = open(copy, way, Precision.FP32)) {
            assertCloseUntilTheChoiceIsTooClose(engine, model.cases(), BF16_LOGITS);
        }
    }

    private static InferenceEngine open(Path folder, Torch.Way way, Precision precision) throws Exception {
        try (Checkpoint checkpoint = Reference.open(folder)) {
            return way.stored(checkpoint, precision);
        }
    }

    /** What an engine answered to a batch. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Answers(List<List<Integer>> tokens, float[][] logits) {}

    private static Answers answer(InferenceEngine engine, List<Reference.Case> batch) throws EngineException {
        int newTokens = batch.getFirst().tokens().size();
        int longest = batch.stream().mapToInt(one -> one.prompt().length).max().orElseThrow();
        engine.configure(batch.size(), longest + newTokens - 1);
        engine.prefill(batch.stream().map(Reference.Case::prompt).toList());
        float[][] logits = engine.lastLogits();
        List<int[]> prompts = batch.stream().map(Reference.Case::prompt).toList();
        return new Answers(TimedBatch.run(engine, prompts, newTokens).tokens(), logits);
    }

    /**
     * Logits agree within {@code tolerance}; so do the first tokens, unless the reference's two best candidates lie nearer to
     * each other than rounding may move them.
     */
    private static void assertCloseUntilTheChoiceIsTooClose(InferenceEngine engine, List<Reference.Case> cases,
            float tolerance) throws EngineException {
        int compared = 0;
        for (Reference.Case one : cases) {
            Answers answers = answer(engine, List.of(one));
            assertArrayEquals(one.logits(), answers.logits()[0], tolerance);
            float[] sorted = one.logits().clone();
            java.util.Arrays.sort(sorted);
            if (sorted[sorted.length - 1] - sorted[sorted.length - 2] > 2 * tolerance) {
                assertEquals(one.tokens().getFirst(), answers.tokens().getFirst().getFirst());
                compared++;
            }
        }
        assertTrue(compared > 0, "no case whose first token is certain");
    }
}
