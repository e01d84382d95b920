package io.paretoscope.engine;

/** Whether this program's own kernels can run on a device; without them no decode step becomes a CUDA graph. */
public sealed interface OwnKernels {

    /** They were compiled for the device. */
    record Available() implements OwnKernels {}

    /**
     * They cannot run there.
     *
     * @param reason why, in one line
     */
    record Unavailable(String reason) implements OwnKernels {}
}
