package io.paretoscope.opt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PrecisionTest {
    @ParameterizedTest
    @EnumSource
    void everyPrecisionIsReadFromItsLabel(Precision precision) {
        assertEquals(precision, Precision.parse(precision.label()));
    }

    @Test
    void caseAndSpaceDoNotMatter() {
        assertEquals(Precision.BF16, Precision.parse(" BF16 "));
    }

    @ParameterizedTest
    @CsvSource({"FP32, 4", "FP16, 2", "BF16, 2"})
    void anElementHasItsBytes(Precision precision, int bytes) {
        assertEquals(bytes, precision.bytes());
    }

    @Test
    void anythingElseIsRefusedWithTheAcceptedLabels() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Precision.parse("int8"));
        assertEquals("unknown precision 'int8': one of fp32, fp16, bf16", e.getMessage());
    }
}
