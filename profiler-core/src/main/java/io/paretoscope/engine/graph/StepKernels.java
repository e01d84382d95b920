package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaKernel;
import io.paretoscope.cuda.CudaModule;
import io.paretoscope.cuda.KernelCache;
import io.paretoscope.cuda.KernelTarget;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The own kernels of a decode step, made for one card, precision and head size. Confined to the thread of their context. */
final class StepKernels implements AutoCloseable {
    private static final String FOLDER = "/io/paretoscope/assets/cuda/";
    /** In the order in which they build on each other. */
    private static final List<String> FILES = List.of("scalar.cuh", "attention.cu", "rows.cu", "product.cu",
            "panel.cu", "argmax.cu", "step_ring.cu", "step_state.cu", "step_rows.cu", "step_attention.cu",
            "step_product.cu",
            "step.cu");

    private final CudaContext context;
    private final CudaModule module;
    private final Precision precision;
    private final int headSize;

    private StepKernels(CudaContext context, CudaModule module, Precision precision, int headSize) {
        this.context = context;
        this.module = module;
        this.precision = precision;
        this.headSize = headSize;
    }

    /**
     * Compiles them, or takes what an earlier run compiled.
     *
     * @throws CudaException where the compiler refuses them or the card does not take what it made
     */
    static StepKernels compile(CudaContext context, KernelCache cache, Precision precision, int headSize)
            throws CudaException {
        // Its warp-group instructions are of that architecture alone, and compilers want that said.
        String architecture = context.architecture().equals("sm_90") ? "sm_90a" : context.architecture();
        KernelTarget target = new KernelTarget(architecture, context.driverVersion());
        byte[] cubin = cache.cubin(target, "decode step", source(), options(precision, headSize));
        return new StepKernels(context, context.load(cubin), precision, headSize);
    }

    static List<String> options(Precision precision, int headSize) {
        int element = switch (precision) {
            case FP32 -> 32;
            case FP16 -> 16;
            case BF16 -> 17;
        };
        return List.of("--std=c++17", "-DELEMENT=" + element, "-DHEAD_SIZE=" + headSize);
    }

    /** All of them as one text. */
    static String source() {
        StringBuilder all = new StringBuilder();
        for (String file : FILES) {
            try (InputStream in = StepKernels.class.getResourceAsStream(FOLDER + file)) {
                if (in == null) {
                    throw new IllegalStateException("missing from the build: " + FOLDER + file);
                }
                // The compiler's messages then tell file and line as the developer knows them.
                all.append("#line 1 \"").append(file).append("\"\n");
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toString();
    }

    CudaKernel kernel(String name) throws CudaException {
        return module.kernel(name);
    }

    CudaContext context() {
        return context;
    }

    Precision precision() {
        return precision;
    }

    int headSize() {
        return headSize;
    }

    @Override
    public void close() {
        module.close();
    }
}
