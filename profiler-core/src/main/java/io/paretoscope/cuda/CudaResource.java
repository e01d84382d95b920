package io.paretoscope.cuda;

/**
 * Something of the driver's that its maker closes; the context closes what is left, the youngest first, before it goes. Confined
 * to the thread of the context.
 */
abstract sealed class CudaResource implements AutoCloseable
        permits CudaStream, DeviceMemory, PinnedMemory, CudaModule, CudaGraph, CudaTimer {
    private final CudaContext context;
    private boolean closed;

    CudaResource(CudaContext context) {
        this.context = context;
        context.own(this);
    }

    final CudaContext context() {
        return context;
    }

    final CudaDriver driver() {
        return context.driver();
    }

    /** {@link IllegalStateException} once it is closed: a handle given back may belong to something else already. */
    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException(getClass().getSimpleName() + " is closed");
        }
    }

    /** Gives it back. Once is enough; again does nothing. */
    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            context.disown(this);
            release();
        }
    }

    /** Called once. */
    abstract void release();
}
