package io.paretoscope.engine;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The texts are libtorch's own. */
class NativeTest {
    private static String reason(String message) {
        return Native.reason(new IllegalStateException(message));
    }

    @Test
    void saysHowMuchMemoryAGpuLacked() {
        assertEquals("out of device memory, asked for another 2.50 GiB", reason("CUDA out of memory. Tried to allocate"
                + " 2.50 GiB. GPU 0 has a total capacity of 139.81 GiB of which 1.2 GiB is free.\nmore\nlines"));
    }

    @Test
    void saysHowMuchMemoryTheHostLacked() {
        assertEquals("out of memory, asked for another 4.0 GiB", reason("[enforce fail at alloc_cpu.cpp:118] err == 0."
                + " DefaultCPUAllocator: can't allocate memory: you tried to allocate 4294967296 bytes. Error code 12"));
    }

    @Test
    void takesTheErrorOutOfAScriptsTraceback() {
        assertEquals("index out of range in self", reason("The following operation failed in the TorchScript"
                + " interpreter.\nTraceback of TorchScript (most recent call last):\n  File \"code/__torch__.py\","
                + " line 3\nRuntimeError: index out of range in self\n"));
    }

    @Test
    void takesTheFirstLineOfAnythingElse() {
        assertEquals("Expected all tensors to be on the same device", reason(
                "Expected all tensors to be on the same device\nException raised from compute_types at ..."));
    }
}
