package io.paretoscope.cuda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** NVIDIA's own compiler, where there is one. It needs no GPU. */
class NvrtcTest {
    private static final List<String> HOPPER = List.of("--gpu-architecture=sm_90");
    private static final String SCALE = """
            extern "C" __global__ void scale(float* values, float factor, int count) { // ×
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < count) {
                    values[i] = __fmaf_rn(values[i], factor, __shfl_sync(0xffffffff, factor, 0) - factor);
                }
            }
            """;

    private static Nvrtc nvrtc;

    @BeforeAll
    static void onlyWhereThereIsOne() throws Exception {
        nvrtc = InstalledCuda.nvrtc();
    }

    @Test
    void itTellsItsVersion() throws Exception {
        assertTrue(nvrtc.version().matches("1[2-9]\\.\\d+"), nvrtc.version());
    }

    @Test
    void itKnowsHopperAmongItsArchitecturesInOrder() throws Exception {
        List<Integer> architectures = nvrtc.architectures();
        assertTrue(architectures.contains(90), architectures.toString());
        assertEquals(architectures.stream().sorted().toList(), architectures);
    }

    @Test
    void aKernelBecomesMachineCodeOfCards() throws Exception {
        byte[] cubin = nvrtc.compile("scale.cu", SCALE, HOPPER).cubin();
        assertEquals("\u007fELF", new String(cubin, 0, 4, StandardCharsets.US_ASCII));
        assertEquals(190, cubin[18] & 0xff, "e_machine is EM_CUDA");
    }

    @Test
    void warningsAreInTheLog() throws Exception {
        String log = nvrtc.compile("idle.cu", "extern \"C\" __global__ void idle() { int unused; }", HOPPER).log();
        assertTrue(log.contains("idle.cu(1): warning #177-D"), log);
    }

    @Test
    void anErrorNamesFileAndLine() {
        KernelCompilationException e = assertThrows(KernelCompilationException.class,
                () -> nvrtc.compile("broken.cu", SCALE.replace("float factor, ", ""), HOPPER));
        assertEquals("broken.cu:4: identifier \"factor\" is undefined", e.getMessage());
    }

    @Test
    void theWholeLogComesWithAnError() {
        KernelCompilationException e = assertThrows(KernelCompilationException.class,
                () -> nvrtc.compile("broken.cu", "int a = b;\nint c = d;\n", HOPPER));
        assertTrue(e.log().contains("broken.cu(1)") && e.log().contains("broken.cu(2)"), e.log());
    }

    @Test
    void aHeaderThatIsNotThereIsAnErrorOfItsLine() {
        KernelCompilationException e = assertThrows(KernelCompilationException.class,
                () -> nvrtc.compile("includes.cu", "\n#include \"nowhere.h\"\n", HOPPER));
        assertEquals("includes.cu:2: cannot open source file \"nowhere.h\"", e.getMessage());
    }

    @Test
    void anOptionThatItDoesNotKnowIsNamed() {
        CudaException e = assertThrows(CudaException.class,
                () -> nvrtc.compile("scale.cu", SCALE, List.of("--no-such-option")));
        assertEquals("scale.cu cannot be compiled: nvrtc: error: unrecognized option --no-such-option found,"
                + " NVRTC_ERROR_INVALID_OPTION", e.getMessage());
    }

    @Test
    void anArchitectureWithoutMachineCodeIsRefused() {
        CudaException e = assertThrows(CudaException.class,
                () -> nvrtc.compile("scale.cu", SCALE, List.of("--gpu-architecture=compute_90")));
        assertEquals("scale.cu was compiled to no machine code: the options need a real architecture, such as"
                + " --gpu-architecture=sm_90", e.getMessage());
    }

    @Test
    void aNewerCompilationIsNotDisturbedByAFailedOne() throws Exception {
        assertThrows(CudaException.class, () -> nvrtc.compile("broken.cu", "int a = b;", HOPPER));
        byte[] cubin = nvrtc.compile("scale.cu", SCALE, HOPPER).cubin();
        assertArrayEquals(cubin, nvrtc.compile("scale.cu", SCALE, HOPPER).cubin());
    }
}
