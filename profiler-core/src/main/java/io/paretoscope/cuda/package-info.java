/**
 * CUDA, bound by JNA: what the driver says of the machine's GPUs ({@link io.paretoscope.cuda.CudaDriver}), own kernels compiled on the
 * spot ({@link io.paretoscope.cuda.Nvrtc}, {@link io.paretoscope.cuda.KernelCache}), launched and captured
 * ({@link io.paretoscope.cuda.CudaContext} and what it makes), and matrix products ({@link io.paretoscope.cuda.CublasLt}). No code of
 * this project is native. Only {@link io.paretoscope.cuda.StreamGuard} needs libtorch.
 */
@NullMarked
package io.paretoscope.cuda;

import org.jspecify.annotations.NullMarked;
