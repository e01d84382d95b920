package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaKernel;
import io.paretoscope.cuda.CudaStream;
import io.paretoscope.cuda.KernelArguments;
import java.util.HashMap;
import java.util.Map;

/** Queues own kernels in one stream, each allowed to begin before the one ahead of it has ended where that pays. */
final class Launches {
    private final StepKernels kernels;
    private final CudaStream stream;
    private final boolean programmatic;
    private final Map<String, CudaKernel> byName = new HashMap<>();

    /**
     * Queues kernels in {@code stream}.
     *
     * @param programmatic whether they overlap, which the card has to know
     */
    Launches(StepKernels kernels, CudaStream stream, boolean programmatic) {
        this.kernels = kernels;
        this.stream = stream;
        this.programmatic = programmatic;
    }

    CudaStream stream() {
        return stream;
    }

    int multiprocessors() {
        return kernels.context().multiprocessors();
    }

    CudaKernel kernel(String name) throws CudaException {
        CudaKernel known = byName.get(name);
        if (known == null) {
            known = kernels.kernel(name);
            byName.put(name, known);
        }
        return known;
    }

    void launch(CudaKernel kernel, int gridX, int gridY, int gridZ, int threads, int sharedBytes,
            KernelArguments arguments) throws CudaException {
        kernel.launch(stream, gridX, gridY, gridZ, threads, sharedBytes, programmatic, arguments);
    }

    /** How many blocks of {@code each} it takes to cover {@code all}. */
    int blocks(int all, int each) {
        return (all + each - 1) / each;
    }
}
