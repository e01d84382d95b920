package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CompiledKernels;
import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.GpuCondition;
import io.paretoscope.cuda.KernelCache;
import io.paretoscope.cuda.KernelCompiler;
import io.paretoscope.cuda.MadeUpCard;
import io.paretoscope.cuda.Nvrtc;
import io.paretoscope.opt.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

/** Kernels for cards that this machine does not have. */
class StepKernelsTest {
    @TempDir
    private Path folder;

    /** A compiler that notes what it is asked for. */
    private static final class Noting implements KernelCompiler {
        private final List<List<String>> options = new ArrayList<>();

        @Override
        public String version() {
            return "12.4";
        }

        @Override
        public CompiledKernels compile(String name, String source, List<String> asked) {
            options.add(asked);
            return MadeUpCard.compiled((byte) 1);
        }
    }

    private void compile(CudaContext context, KernelCompiler compiler, Precision precision, int headSize)
            throws CudaException {
        StepKernels.compile(context, new KernelCache(folder, compiler), precision, headSize).close();
    }

    @Test
    void everyCardPrecisionAndHeadSizeIsCompiledForOnItsOwnAndOnce() throws Exception {
        Noting compiler = new Noting();
        for (int repeat = 0; repeat < 2; repeat++) {
            try (CudaContext hopper = new MadeUpCard(9, 0).context()) {
                compile(hopper, compiler, Precision.FP16, 64);
                compile(hopper, compiler, Precision.BF16, 64);
                compile(hopper, compiler, Precision.FP32, 80);
            }
            try (CudaContext ampere = new MadeUpCard(8, 6).context()) {
                compile(ampere, compiler, Precision.FP16, 64);
            }
        }
        assertEquals(List.of(
                List.of("--gpu-architecture=sm_90a", "--std=c++17", "-DELEMENT=16", "-DHEAD_SIZE=64"),
                List.of("--gpu-architecture=sm_90a", "--std=c++17", "-DELEMENT=17", "-DHEAD_SIZE=64"),
                List.of("--gpu-architecture=sm_90a", "--std=c++17", "-DELEMENT=32", "-DHEAD_SIZE=80"),
                List.of("--gpu-architecture=sm_86", "--std=c++17", "-DELEMENT=16", "-DHEAD_SIZE=64")),
                compiler.options);
    }

    @Test
    void aCardThatRefusesThemIsNamedWithItsArchitecture() throws Exception {
        try (CudaContext context = new MadeUpCard(8, 9).refusingKernels().context()) {
            CudaException e = assertThrows(CudaException.class,
                    () -> compile(context, new Noting(), Precision.FP16, 64));
            assertEquals("cuModuleLoadData: CUDA_ERROR_NO_BINARY_FOR_GPU (209): the kernels are not made for this card,"
                    + " NVIDIA H200, which needs sm_89", e.getMessage());
        }
    }

    /** A card that is newer than libtorch: the reason has to say so to somebody who knows neither compiler nor option. */
    @Test
    void anArchitectureThatTheCompilerDoesNotKnowIsNamed() throws Exception {
        Nvrtc nvrtc = nvrtc();
        try (CudaContext context = new MadeUpCard(99, 9).context()) {
            String message = assertThrows(CudaException.class, () -> compile(context, nvrtc, Precision.FP16, 64))
                    .getMessage();
            assertEquals(
                    "NVRTC " + nvrtc.version() + " does not know sm_999, what this card needs: it compiles up to sm_"
                            + nvrtc.architectures().getLast() + ", and that of a newer libtorch may go further",
                    message);
        }
    }

    private static Nvrtc nvrtc() {
        try {
            return Nvrtc.load(GpuCondition.libraries());
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    @Test
    void aMissingCompilerIsSaidWithWhereItWasLookedFor() {
        try {
            Nvrtc.load(List.of());
            abort("the system's own loader has one");
        } catch (CudaException e) {
            CudaException missing = assertThrows(CudaException.class, () -> Nvrtc.load(List.of(folder)));
            assertEquals("no NVRTC in " + folder + ", nor where the system's loader looks", missing.getMessage());
        }
    }
}
