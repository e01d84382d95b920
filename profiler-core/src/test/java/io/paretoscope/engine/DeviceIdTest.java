package io.paretoscope.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DeviceIdTest {
    @ParameterizedTest
    @CsvSource({"cpu, cpu", "' CPU ', cpu", "cuda, cuda:0", "cuda:0, cuda:0", "CUDA:12, cuda:12", "gpu:1, cuda:1"})
    void everyAcceptedFormIsRead(String text, String device) {
        assertEquals(device, DeviceId.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tpu", "cuda:", "cuda:-1", "cuda:1000", "cpu:0", "cuda 1"})
    void anythingElseIsRefusedWithTheAcceptedForms(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> DeviceId.parse(text));
        assertEquals("unknown device '" + text + "': cpu or cuda:N, such as cuda:0", e.getMessage());
    }

    @Test
    void theCpuIsNoCudaDevice() {
        assertEquals("true, false", DeviceId.CPU.isCpu() + ", " + DeviceId.cuda(0).isCpu());
    }
}
