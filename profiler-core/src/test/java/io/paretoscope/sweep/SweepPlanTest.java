package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SweepPlanTest {
    private static final ModelSource SMALL = new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(0));
    private static final ModelSource LARGER = new ModelSource(OptCatalog.get("opt-350m"), new WeightsRef.Synthetic(0));

    private static SweepPlan plan(List<ModelSource> models, List<Integer> batches, int prompt, int output,
            int repeats) {
        return new SweepPlan(models, batches, prompt, output, Precision.FP32, DeviceId.CPU, 0, repeats);
    }

    private static String refusal(List<ModelSource> models, List<Integer> batches, int prompt, int output,
            int repeats) {
        return String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> plan(models, batches, prompt, output, repeats)).getMessage());
    }

    @Test
    void pointsRunModelByModelInTheOrderOfTheBatches() {
        assertEquals(
                List.of("0 opt-350m, batch 4", "1 opt-350m, batch 1", "2 opt-125m, batch 4", "3 opt-125m, batch 1"),
                plan(List.of(LARGER, SMALL), List.of(4, 1), 16, 16, 3).points()
                        .stream()
                        .map(point -> point.ordinal() + " " + point.label())
                        .toList());
    }

    @Test
    void aPlanMayFillEveryPosition() {
        assertEquals(2048, plan(List.of(SMALL), List.of(1), 2040, 8, 1).points().getFirst().sequenceTokens());
    }

    @Test
    void aPlanWithoutAModelIsRefused() {
        assertEquals("a sweep needs at least one model", refusal(List.of(), List.of(1), 1, 1, 1));
    }

    @Test
    void aPlanWithoutABatchSizeIsRefused() {
        assertEquals("a sweep needs at least one batch size", refusal(List.of(SMALL), List.of(), 1, 1, 1));
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertEquals("batch size 0: must be at least 1", refusal(List.of(SMALL), List.of(1, 0), 1, 1, 1));
    }

    @Test
    void aBatchSizeThatIsListedTwiceIsRefused() {
        assertEquals("a batch size is listed twice: [1, 2, 1]", refusal(List.of(SMALL), List.of(1, 2, 1), 1, 1, 1));
    }

    @Test
    void aModelThatIsListedTwiceIsRefused() {
        ModelSource stored = new ModelSource(SMALL.config(), new WeightsRef.Stored("/models/opt"));
        assertEquals("a model is listed twice: [opt-125m, opt-125m]",
                refusal(List.of(SMALL, stored), List.of(1), 1, 1, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0    | 1    | 1  | prompt length 0: must be at least 1
            1    | -3   | 1  | output length -3: must be at least 1
            1    | 1    | 0  | repeats 0: must be at least 1
            1    | 1    | 10001 | repeats 10001: must be at most 10000
            2041 | 8    | 1  | prompt 2041 + output 8 tokens exceed the 2048 positions of opt-125m
            2147483647 | 2147483647 | 1 | prompt 2147483647 + output 2147483647 tokens exceed the 2048 positions of opt-125m
            """)
    void aLengthThatCannotBeIsRefused(int prompt, int output, int repeats, String message) {
        assertEquals(message, refusal(List.of(SMALL), List.of(1), prompt, output, repeats));
    }
}
