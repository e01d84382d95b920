package io.paretoscope.cuda;

import com.sun.jna.Pointer;

/** Work that the card does in order. Made by {@link CudaContext#stream}, and confined to its thread. */
public final class CudaStream extends CudaResource {
    private final Pointer handle;

    CudaStream(CudaContext context, Pointer handle) {
        super(context);
        this.handle = handle;
    }

    /** The {@code CUstream}, which is a {@code cudaStream_t} too. */
    public long handle() {
        return Pointer.nativeValue(pointer());
    }

    Pointer pointer() {
        requireOpen();
        return handle;
    }

    /** Waits until all work in it is done. Faults of earlier work come to light here. */
    public void synchronize() throws CudaException {
        driver().check("cuStreamSynchronize", driver().api().cuStreamSynchronize(pointer()));
    }

    /**
     * Queues a copy. Either end may be memory of the card or pinned memory, by its address.
     *
     * @param to address of the first byte written
     * @param from address of the first byte read
     */
    public void copyAsync(long to, long from, long bytes) throws CudaException {
        driver().check("cuMemcpyAsync", driver().api().cuMemcpyAsync(to, from, bytes, pointer()));
    }

    /** Queues the clearing of memory of the card. */
    public void zeroAsync(long address, long bytes) throws CudaException {
        driver().check("cuMemsetD8Async", driver().api().cuMemsetD8Async(address, (byte) 0, bytes, pointer()));
    }

    @Override
    void release() {
        driver().released("cuStreamSynchronize", driver().api().cuStreamSynchronize(handle));
        driver().released("cuStreamDestroy", driver().api().cuStreamDestroy_v2(handle));
    }
}
