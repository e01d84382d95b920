package io.paretoscope.telemetry;

import com.sun.jna.Structure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Sizes of structures as C compilers lay out {@code nvml.h} on 64-bit systems. */
class NvmlStructsTest {
    private static Stream<Arguments> sizes() {
        return Stream.of(Arguments.of(new Nvml.FieldValue(), 40), Arguments.of(new Nvml.Utilization(), 8),
                Arguments.of(new Nvml.MemoryV1(), 24), Arguments.of(new Nvml.MemoryV2(), 40),
                Arguments.of(new Nvml.Temperature(), 12), Arguments.of(new Nvml.ProcessInfo(), 24),
                Arguments.of(new Nvml.DeviceAttributes(), 40), Arguments.of(new Nvml.GpmSupport(), 8),
                Arguments.of(new Nvml.GpmMetric(), 40),
                Arguments.of(new Nvml.GpmMetricsGet(), 24 + 98 * 40));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aStructureIsAsLongAsInC(Structure structure, int bytes) {
        assertEquals(bytes, structure.size());
    }

    @Test
    void versionsOfStructuresHoldTheirSize() {
        assertEquals(0x0200_0028, Nvml.structVersion(new Nvml.MemoryV2().size(), 2));
    }

    @Test
    void aFieldIsReadByItsType() {
        Nvml.FieldValue field = new Nvml.FieldValue();
        field.value = 0xffff_ffff_0001_e240L;
        field.valueType = 1;
        assertEquals(123_456, NvmlPower.number(field));
        field.value = Double.doubleToLongBits(0.5);
        field.valueType = 0;
        assertEquals(0.5, NvmlPower.number(field));
    }
}
