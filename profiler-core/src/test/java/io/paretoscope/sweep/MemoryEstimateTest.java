package io.paretoscope.sweep;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class MemoryEstimateTest {
    private static final OptConfig SMALL = OptCatalog.get("opt-125m");

    private static MemoryEstimate estimate(int batch, Precision precision, DeviceId device) {
        return MemoryEstimate.of(SMALL, batch, 16, 24, precision, device);
    }

    @Test
    void weightsAreParametersTimesTheirSize() {
        assertEquals(125_239_296L * 2, estimate(1, Precision.FP16, DeviceId.CPU).weights());
    }

    @Test
    void theKvCacheHoldsKeyAndValueOfEveryPlaceLayerAndSequence() {
        assertEquals(2L * 12 * 768 * 4 * 24 * 5, estimate(5, Precision.FP32, DeviceId.CPU).kvCache());
    }

    /** Residual and norm output, and the inner activation of 4 x 768 before and after ReLU; logits also as fp32. */
    @Test
    void activationsAreTheWidestPlaceOfPrefillAndTheLogits() {
        assertEquals(3L * 16 * (2 * 768 + 2 * 3072) * 2 + 3L * 50272 * (2 + 4),
                estimate(3, Precision.BF16, DeviceId.CPU).activations());
    }

    @Test
    void theReserveOnTheGpuIsAContextAndATwentiethOfTheRest() {
        MemoryEstimate memory = estimate(2, Precision.FP16, DeviceId.cuda(0));
        long model = memory.weights() + memory.kvCache() + memory.activations();
        assertEquals((1L << 30) + model / 20, memory.reserve());
    }

    @Test
    void theReserveOnTheHostIsAWorkerAndATwentiethOfTheRest() {
        MemoryEstimate memory = estimate(2, Precision.FP32, DeviceId.CPU);
        long model = memory.weights() + memory.kvCache() + memory.activations();
        assertEquals((700L << 20) + model / 20, memory.reserve());
    }

    @Test
    void theTotalIsAllFourParts() {
        assertEquals(1234, new MemoryEstimate(1000, 200, 30, 4).total());
    }

    @Test
    void moreThanALongCanCountIsAnErrorAndNotANegativeNumber() {
        OptConfig wide = new OptConfig("wide", 1 << 10, 1 << 20, 1, 1, 1, 1 << 20, 1, true, true, true, true,
                true);
        assertThrows(ArithmeticException.class, () -> MemoryEstimate.of(wide, 1 << 10, 1, Integer.MAX_VALUE,
                Precision.FP32, DeviceId.CPU));
    }
}
