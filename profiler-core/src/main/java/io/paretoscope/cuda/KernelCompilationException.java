package io.paretoscope.cuda;

/** Kernels that cannot be compiled. The message has the first error as {@code FILE:LINE: MESSAGE}. */
public final class KernelCompilationException extends CudaException {
    private static final long serialVersionUID = 1;

    private final String log;

    KernelCompilationException(String message, String log) {
        super(message, null);
        this.log = log;
    }

    /** All that the compiler said. */
    public String log() {
        return log;
    }
}
