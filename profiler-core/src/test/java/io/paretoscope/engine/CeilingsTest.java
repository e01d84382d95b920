package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** With the real library, on the CPU and on every GPU that it can use. Small, so that nothing is to be learnt from the rates. */
class CeilingsTest {
    private static final RoundRule BRIEF = new RoundRule(1_000_000, 3, 20_000_000);

    @ParameterizedTest
    @MethodSource("io.paretoscope.engine.Torch#devices")
    void copiesWhatItSaysItDoes(DeviceId device) throws EngineException {
        CopyRate rate = Ceilings.copyRate(Torch.RUNTIME, device, 1 << 20, BRIEF);
        assertEquals(1 << 20, rate.tensorBytes());
        assertTrue(rate.bestBytesPerSecond() >= rate.medianBytesPerSecond(), rate.toString());
        assertTrue(rate.medianBytesPerSecond() > 0, rate.toString());
    }

    @ParameterizedTest
    @MethodSource("io.paretoscope.engine.Torch#devices")
    void multipliesInSinglePrecision(DeviceId device) throws EngineException {
        MatrixRate rate = Ceilings.matrixRate(Torch.RUNTIME, device, Precision.FP32, 256, BRIEF);
        assertEquals(256, rate.size());
        assertTrue(rate.medianFlopPerSecond() > 0, rate.toString());
    }

    @ParameterizedTest
    @CsvSource({"8192, 1, 8192", "2048, 1, 2048", "2047, 1, 1024", "256, 1, 256", "8192, 200_000_000, 256",
        "8192, 25_000_000, 512", "8192, 3_000_000, 1024"})
    void takesTheLargestMatricesOfWhichTenProductsEndInTime(int largest, String nanosOfTheLeast, int expected)
            throws EngineException {
        long least = Long.parseLong(nanosOfTheLeast.replace("_", ""));
        RoundRule rule = new RoundRule(1, 10, 2_000_000_000L);
        assertEquals(expected, Ceilings.affordable(largest, rule, size -> least * (size / 256) * (size / 256) * (size
                / 256)));
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        EngineException error = assertThrows(EngineException.class,
                () -> Ceilings.copyRate(Torch.RUNTIME, DeviceId.cuda(99), 1 << 20, BRIEF));
        assertTrue(String.valueOf(error.getMessage()).startsWith("cuda:99 cannot be used by libtorch"),
                error.getMessage());
    }
}
