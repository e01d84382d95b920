package io.paretoscope.cuda;

/**
 * What kernels are compiled for.
 *
 * @param architecture a real one, such as {@code sm_90} or {@code sm_90a}
 * @param driverVersion as {@link CudaContext#driverVersion}
 */
public record KernelTarget(String architecture, String driverVersion) {}
