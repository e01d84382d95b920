package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CublasLt;
import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaStream;
import io.paretoscope.cuda.KernelCache;
import io.paretoscope.cuda.KernelCacheLocation;
import io.paretoscope.cuda.Nvrtc;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the decoders of one thread share: the card's context, a stream of their own, the compiled kernels and the library of matrix
 * products. Closed after all decoders that were opened from it.
 */
public final class GraphRuntime implements AutoCloseable {
    private final CudaContext context;
    private final CudaStream stream;
    private final StepKernels kernels;
    private final CublasLt products;

    private GraphRuntime(CudaContext context, CudaStream stream, StepKernels kernels, CublasLt products) {
        this.context = context;
        this.stream = stream;
        this.kernels = kernels;
        this.products = products;
    }

    /**
     * Makes everything ready, compiling the kernels where this card has not seen them yet, which takes seconds.
     *
     * @param ordinal of the GPU
     * @param libraries folders in which CUDA's libraries may lie, such as libtorch's
     * @throws CudaException with what is missing, in one line: the compiler, the library of products, a driver that is new enough, or
     *     what the kernels were compiled for
     */
    public static GraphRuntime open(int ordinal, List<Path> libraries, OptConfig config, Precision precision)
            throws CudaException {
        Optional<String> obstacle = GraphObstacle.of(config, precision);
        if (obstacle.isPresent()) {
            throw new CudaException(obstacle.get(), null);
        }
        return open(ordinal, libraries, precision, config.headSize());
    }

    private static GraphRuntime open(int ordinal, List<Path> libraries, Precision precision, int headSize)
            throws CudaException {
        // The context closes what was made from it, so it is all that a failure has to close.
        CudaContext context = CudaContext.open(CudaDriver.load(), ordinal);
        try {
            KernelCache cache = new KernelCache(KernelCacheLocation.ofThisMachine(), Nvrtc.load(libraries));
            StepKernels kernels = StepKernels.compile(context, cache, precision, headSize);
            return new GraphRuntime(context, context.stream(), kernels, CublasLt.load(libraries));
        } catch (CudaException | RuntimeException e) {
            context.close();
            throw e;
        }
    }

    CudaContext context() {
        return context;
    }

    CudaStream stream() {
        return stream;
    }

    StepKernels kernels() {
        return kernels;
    }

    CublasLt products() {
        return products;
    }

    @Override
    public void close() {
        products.close();
        context.close();
    }
}
