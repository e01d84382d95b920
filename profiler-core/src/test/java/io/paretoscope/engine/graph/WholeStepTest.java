package io.paretoscope.engine.graph;

import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Set-ups for cards that this machine does not have. */
class WholeStepTest {
    private static final int H200 = 132;
    private static final int SHARED_BYTES = 232_448;

    private static Optional<WholeStep> of(String model, Precision precision, int batch, int multiprocessors,
            int sharedBytes) {
        return WholeStep.of(OptCatalog.get(model), precision, batch, 330, multiprocessors, sharedBytes);
    }

    /** The set-ups with which the kernel's answers and times were measured on an H200. */
    @ParameterizedTest
    @CsvSource({"opt-125m, 1, 6, 15, 12800", "opt-125m, 4, 2, 13, 12800", "opt-125m, 8, 1, 12, 12800",
        "opt-350m, 1, 6, 11, 16896", "opt-350m, 8, 1, 8, 16896", "opt-1.3b, 1, 3, 10, 17408",
        "opt-1.3b, 4, 1, 7, 17408", "opt-1.3b, 8, 1, 9, 17408", "opt-2.7b, 1, 4, 8, 21120",
        "opt-2.7b, 8, 1, 7, 21760", "opt-6.7b, 1, 4, 4, 33792", "opt-6.7b, 8, 1, 3, 34816",
        "opt-13b, 4, 1, 4, 33792", "opt-13b, 8, 1, 4, 22464"})
    void isSetUpAsMeasured(String model, int batch, int splits, int slots, int slotBytes) {
        WholeStep step = of(model, Precision.FP16, batch, H200, SHARED_BYTES).orElseThrow();
        assertEquals(splits, step.splits());
        assertEquals(slots, step.slots());
        assertEquals(slotBytes, step.slotBytes());
        assertEquals(H200, step.blocks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-125m", "opt-350m", "opt-1.3b", "opt-2.7b", "opt-6.7b", "opt-13b"})
    void neverAsksForMoreSharedMemoryThanThereIs(String model) {
        for (int batch = 1; batch <= WholeStep.MOST_BATCH; batch++) {
            for (int sharedBytes : new int[]{205_000, SHARED_BYTES, 300_000}) {
                int limit = sharedBytes;
                of(model, Precision.BF16, batch, H200, limit)
                        .ifPresent(step -> assertTrue(step.sharedBytes() + 1024 <= limit, step.toString()));
            }
        }
    }

    @Test
    void isOnlyForFewSequences() {
        assertTrue(of("opt-125m", Precision.FP16, 8, H200, SHARED_BYTES).isPresent());
        assertTrue(of("opt-125m", Precision.FP16, 9, H200, SHARED_BYTES).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void isOnlyForShortScalars(Precision precision) {
        assertEquals(precision != Precision.FP32, of("opt-125m", precision, 1, H200, SHARED_BYTES).isPresent());
    }

    @Test
    void isNotForCardsWithLittleSharedMemory() {
        assertTrue(of("opt-125m", Precision.FP16, 1, 170, 99 << 10).isEmpty());
    }

    /** A share of a card, as MPS gives it to a replica: each block then has more rows than the kernel keeps biases of. */
    @Test
    void isNotForSoFewMultiprocessorsThatTheirRowsOverflow() {
        assertTrue(of("opt-13b", Precision.FP16, 1, 18, SHARED_BYTES).isEmpty());
        assertTrue(of("opt-125m", Precision.FP16, 1, 18, SHARED_BYTES).isPresent());
    }

    @Test
    void isNotForWidthsThatItsWarpsCannotShareOut() {
        OptConfig odd = new OptConfig("odd", 2, 640, 10, 2560, 1000, 64, 640, true, true, true, true, true);
        assertTrue(WholeStep.of(odd, Precision.FP16, 1, 330, H200, SHARED_BYTES).isEmpty());
    }
}
