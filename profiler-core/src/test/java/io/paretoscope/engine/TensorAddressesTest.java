package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.paretoscope.opt.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TensorAddressesTest {
    @Test
    void whatLiesAtTheAddressIsTheTensor() throws Exception {
        TensorAddresses addresses = TensorAddresses.of(Torch.RUNTIME.libraryFolder());
        try (PtNDManager manager = Torch.RUNTIME.manager(DeviceId.CPU)) {
            DeviceTensors tensors = new DeviceTensors(manager, Torch.RUNTIME.script(manager), Precision.FP32);
            try (IValue first = tensors.full(List.of(3L), 1.5);
                    IValue second = tensors.full(List.of(2L, 2L), -7);
                    IValue list = IValue.listFrom(first, second)) {
                List<Long> found = addresses.of(list, manager);
                assertEquals(List.of(1.5f, -7f), found.stream().map(TensorAddressesTest::floatAt).toList());
            }
        }
    }

    private static float floatAt(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Float.BYTES).get(ValueLayout.JAVA_FLOAT, 0);
    }

    @Test
    void aFolderWithoutLibtorchIsNamed() {
        EngineException e = assertThrows(EngineException.class, () -> TensorAddresses.of(Path.of("/nowhere/lib")));
        assertTrue(e.getMessage().contains("/nowhere/lib"), e::getMessage);
    }
}
