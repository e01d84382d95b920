package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaKernel;
import io.paretoscope.cuda.CudaStream;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelLaunch;
import java.util.HashMap;
import java.util.Map;

/** Queues own kernels in one stream, each allowed to begin before the one ahead of it has ended where that pays. */
final class Launches {
    /** What every kernel may have without asking for it, in bytes, less what kernels declare themselves. */
    private static final int SHARED_BYTES_UNASKED = 40 << 10;

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

    /** What the card has for them. */
    Panel.Card card() {
        CudaContext context = kernels.context();
        return new Panel.Card(context.multiprocessors(), context.maxSharedBytesPerBlock(), programmatic);
    }

    /** As {@code launch} says, but overlapping with the kernel ahead where that pays. */
    void launch(String name, KernelLaunch launch, KernelArguments arguments) throws CudaException {
        CudaKernel kernel = byName.get(name);
        if (kernel == null) {
            kernel = kernels.kernel(name);
            byName.put(name, kernel);
        }
        if (launch.dynamicSharedBytes() > SHARED_BYTES_UNASKED) {
            kernel.allowDynamicShared(launch.dynamicSharedBytes());
        }
        kernel.launch(stream, launch.programmatic(programmatic && !launch.cooperative()), arguments);
    }

    /** How many blocks of {@code each} it takes to cover {@code all}. */
    int blocks(int all, int each) {
        return (all + each - 1) / each;
    }
}
