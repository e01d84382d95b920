package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of the host that the card reads and writes by itself. Made by {@link CudaContext#pinned}, and confined to its thread. The
 * host sees what a stream wrote after that stream's {@link CudaStream#synchronize}.
 */
public final class PinnedMemory extends CudaResource {
    private final Pointer pointer;
    private final long deviceAddress;
    private final long bytes;
    private final Arena lifetime = Arena.ofConfined();
    private final MemorySegment host;

    PinnedMemory(CudaContext context, Pointer pointer, long deviceAddress, long bytes) {
        super(context);
        this.pointer = pointer;
        this.deviceAddress = deviceAddress;
        this.bytes = bytes;
        host = MemorySegment.ofAddress(Pointer.nativeValue(pointer)).reinterpret(bytes, lifetime, null);
    }

    /** It, as the host sees it; not to be touched any more once this is closed, which an exception then says. */
    public MemorySegment host() {
        return host;
    }

    /** It, as kernels and copies see it. */
    public long deviceAddress() {
        requireOpen();
        return deviceAddress;
    }

    /** Its length. */
    public long bytes() {
        return bytes;
    }

    @Override
    void release() {
        lifetime.close();
        driver().released("cuMemFreeHost", driver().api().cuMemFreeHost(pointer));
    }
}
