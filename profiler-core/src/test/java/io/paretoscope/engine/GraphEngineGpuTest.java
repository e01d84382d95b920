package io.paretoscope.engine;

import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.GpuEngines.Step;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models of OPT's own shapes, decoded by the graph and by the script from the same weights. */
@OnGpu
class GraphEngineGpuTest {
    private static final int STEPS = 256;
    /** Two sums of the same float32s in different orders differ by less than this; so may two logits that are as near. */
    private static final float TIE = 1e-4f;
    /** What {@link ConfigurationsTest} allows between an engine and double precision. */
    private static final double FP32_LOGITS = 2e-4;
    /** What {@link ReferenceAnswersTest} allows, for logits below 2 behind three layers. */
    private static final double FP16_LOGITS = 1e-2;
    private static final double BF16_LOGITS = 3e-2;
    private static final String SMALL = "opt-125m";
    private static final OptConfig CONFIG = OptCatalog.get(SMALL);

    @BeforeAll
    static void onlyWhereLibtorchUsesAGpu() {
        GpuEngines.require();
    }

    /**
     * Rounding moves logits in proportion to their size, and errors of layers add up as those of independent draws do: by the root of
     * their number.
     */
    private static double tolerance(Precision precision, int layers, double magnitude) {
        double scale = magnitude / 2 * Math.sqrt(layers / 3.0);
        return switch (precision) {
            case FP32 -> FP32_LOGITS;
            case FP16 -> FP16_LOGITS * scale;
            case BF16 -> BF16_LOGITS * scale;
        };
    }

    /** How many tokens of a sequence were the same until the script's choice lay too near to another to be anybody's fault. */
    private static int sameTokens(List<Step> script, List<Step> graph, int row) {
        for (int step = 0; step < script.size(); step++) {
            if (script.get(step).lead(row) < TIE) {
                return step;
            }
            assertEquals(script.get(step).tokens()[row], graph.get(step).tokens()[row],
                    "sequence " + row + ", step " + step);
        }
        return script.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-125m", "opt-350m", "opt-1.3b"})
    void inSinglePrecisionSequencesOfDifferentLengthsGetTheTokensOfTheScript(String model) throws Exception {
        OptConfig config = OptCatalog.get(model);
        int batch = 3;
        try (TorchScriptEngine engine = GpuEngines.synthetic(model, Precision.FP32)) {
            List<int[]> prompts = GpuEngines.prompts(config, batch, 20);
            engine.configure(batch, 32 + STEPS);
            List<Step> script = GpuEngines.byScript(engine, prompts, STEPS);
            List<Step> graph = GpuEngines.byGraph(engine, prompts, STEPS);
            int compared = 0;
            for (int row = 0; row < batch; row++) {
                compared += sameTokens(script, graph, row);
            }
            assertTrue(compared > batch * STEPS / 3, compared + " tokens before the first tie");
        }
    }

    /** Logits agree while the tokens that were read do; tokens part only where two logits lie within the tolerance. */
    private static void assertLogitsAgree(Precision precision, List<Step> script, List<Step> graph) {
        assertLogitsAgree(precision, CONFIG.layers(), script, graph);
    }

    private static void assertLogitsAgree(Precision precision, int layers, List<Step> script, List<Step> graph) {
        int batch = script.getFirst().tokens().length;
        List<Integer> parted = new ArrayList<>();
        for (int step = 0; step < script.size(); step++) {
            Step expected = script.get(step);
            Step actual = graph.get(step);
            double tolerance = tolerance(precision, layers, expected.magnitude());
            for (int row = 0; row < batch; row++) {
                if (parted.contains(row)) {
                    continue;
                }
                assertArrayEquals(expected.logits()[row], actual.logits()[row], (float) tolerance,
                        "batch " + batch + ", sequence " + row + ", step " + step);
                if (expected.tokens()[row] != actual.tokens()[row]) {
                    assertTrue(expected.lead(row) <= 2 * tolerance, "batch " + batch + ", sequence " + row + ", step "
                            + step + ": another token, though its logit leads by " + expected.lead(row));
                    parted.add(row);
                }
            }
        }
    }

    /** At both sides of every number where another kernel takes over. */
    @ParameterizedTest
    @EnumSource
    void logitsOfTheFirstStepsAreThoseOfTheScriptInEveryBatch(Precision precision) throws Exception {
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, precision)) {
            for (int batch : new int[]{1, 2, 8, 9, 16, 17, 32, 33, 64}) {
                List<int[]> prompts = GpuEngines.prompts(CONFIG, batch, 6);
                engine.configure(batch, 16);
                assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
                assertLogitsAgree(precision, GpuEngines.byScript(engine, prompts, 4),
                        GpuEngines.byGraph(engine, prompts, 4));
            }
        }
    }

    /** Norms before and behind, projections, and all three head sizes; a step of one kernel, of own products, of the library's. */
    @ParameterizedTest
    @ValueSource(strings = {"opt-350m", "opt-1.3b", "opt-2.7b", "opt-6.7b"})
    void everyShapeOfOptGetsTheLogitsOfTheScriptInHalfPrecision(String model) throws Exception {
        OptConfig config = OptCatalog.get(model);
        try (TorchScriptEngine engine = GpuEngines.synthetic(model, Precision.FP16)) {
            for (int batch : new int[]{1, 3, 8, 16, 64, 65}) {
                List<int[]> prompts = GpuEngines.prompts(config, batch, 6);
                engine.configure(batch, 64);
                assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
                assertLogitsAgree(Precision.FP16, config.layers(), GpuEngines.byScript(engine, prompts, 3),
                        GpuEngines.byGraph(engine, prompts, 3));
            }
        }
    }

    @Test
    void asManySequencesAsFitInto4GibibytesOfCacheAreDecoded() throws Exception {
        int places = 512;
        int batch = Math.toIntExact((4L << 30) / (places * CONFIG.kvBytesPerToken(Precision.FP16)));
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP16)) {
            List<int[]> prompts = GpuEngines.prompts(CONFIG, batch, 6);
            engine.configure(batch, places);
            assertEquals(EngineUse.as(EngineKind.GRAPH), engine.use());
            assertLogitsAgree(Precision.FP16, GpuEngines.byScript(engine, prompts, 2),
                    GpuEngines.byGraph(engine, prompts, 2));
        }
    }

    /** Attention of a single long sequence is split among many blocks. */
    @ParameterizedTest
    @EnumSource
    void theLastPlacesOfTheLongestCacheAreUsed(Precision precision) throws Exception {
        int steps = 8;
        int places = CONFIG.positions();
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, precision)) {
            List<int[]> prompts = List.of(
                    Prompts.seeded(1, 1, places - steps, CONFIG.vocabulary()).getFirst(), new int[]{4711});
            engine.configure(prompts.size(), places);
            assertLogitsAgree(precision, GpuEngines.byScript(engine, prompts, steps),
                    GpuEngines.byGraph(engine, prompts, steps));
        }
    }

    @Test
    void theSameBatchGivesTheSameBitsEveryTime() throws Exception {
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP16)) {
            List<int[]> prompts = GpuEngines.prompts(CONFIG, 5, 6);
            engine.configure(5, 32);
            List<Step> first = GpuEngines.byGraph(engine, prompts, 20);
            List<Step> second = GpuEngines.byGraph(engine, prompts, 20);
            for (int step = 0; step < first.size(); step++) {
                for (int row = 0; row < 5; row++) {
                    assertArrayEquals(first.get(step).logits()[row], second.get(step).logits()[row],
                            "step " + step + ", sequence " + row);
                }
            }
        }
    }

    @Test
    void afterAPrefillTheLogitsAreItsOwnAndNotThoseOfTheLastStep() throws Exception {
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP32)) {
            List<int[]> prompts = GpuEngines.prompts(CONFIG, 2, 6);
            engine.configure(2, 16);
            engine.prefill(prompts);
            float[][] fresh = engine.lastLogits();
            engine.decode();
            engine.prefill(prompts);
            float[][] again = engine.lastLogits();
            assertArrayEquals(fresh[0], again[0]);
            assertArrayEquals(fresh[1], again[1]);
        }
    }

    @Test
    void aCacheOfAnotherShapeTakesTheAnswersOfTheOneBeforeOver() throws Exception {
        List<int[]> prompts = GpuEngines.prompts(CONFIG, 2, 6);
        try (TorchScriptEngine engine = GpuEngines.synthetic(SMALL, Precision.FP32)) {
            engine.configure(2, 64);
            List<List<Integer>> first = GpuEngines.tokens(GpuEngines.byGraph(engine, prompts, 30));
            engine.configure(17, 24);
            GpuEngines.byGraph(engine, GpuEngines.prompts(CONFIG, 17, 6), 5);
            engine.configure(2, 64);
            assertEquals(first, GpuEngines.tokens(GpuEngines.byGraph(engine, prompts, 30)));
        }
    }
}
