package io.paretoscope.cuda;

import java.util.List;

/** What makes kernels of CUDA C++. */
public interface KernelCompiler {
    /** Its version, such as {@code 12.4}. */
    String version() throws CudaException;

    /**
     * Compiles.
     *
     * @param name of the source in messages, such as {@code attention.cu}
     * @param source CUDA C++
     * @param options of the compiler, one a string, among them {@code --gpu-architecture=sm_…}
     * @throws KernelCompilationException where the source is at fault
     * @throws CudaException where anything else is
     */
    CompiledKernels compile(String name, String source, List<String> options) throws CudaException;
}
