package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * A stretch of the card's memory. Made by {@link CudaContext#allocate}, and confined to its thread. Copies and clearing are done
 * when they return, and do not wait for streams: synchronize the stream that writes or reads the memory first.
 */
public final class DeviceMemory extends CudaResource {
    private final long address;
    private final long bytes;

    DeviceMemory(CudaContext context, long address, long bytes) {
        super(context);
        this.address = address;
        this.bytes = bytes;
    }

    /** The {@code CUdeviceptr}. */
    public long address() {
        requireOpen();
        return address;
    }

    /** Its length. */
    public long bytes() {
        return bytes;
    }

    /** Clears it. */
    public void zero() throws CudaException {
        driver().check("cuMemsetD8", driver().api().cuMemsetD8_v2(address(), (byte) 0, bytes));
        settle();
    }

    /** Fills the beginning of this from the host. */
    public void copyFrom(MemorySegment host) throws CudaException {
        copyFrom(host, 0);
    }

    /**
     * Fills a part of this from the host.
     *
     * @param host native memory
     * @param offset of the first byte written here
     */
    public void copyFrom(MemorySegment host, long offset) throws CudaException {
        Objects.checkFromIndexSize(offset, host.byteSize(), bytes);
        try {
            driver().check("cuMemcpyHtoD",
                    driver().api().cuMemcpyHtoD_v2(address() + offset, pointer(host), host.byteSize()));
            settle();
        } finally {
            Reference.reachabilityFence(host);
        }
    }

    /** Fills memory of the host from the beginning of this. */
    public void copyTo(MemorySegment host) throws CudaException {
        copyTo(host, 0);
    }

    /**
     * Fills memory of the host from a part of this.
     *
     * @param host native memory
     * @param offset of the first byte read here
     */
    public void copyTo(MemorySegment host, long offset) throws CudaException {
        Objects.checkFromIndexSize(offset, host.byteSize(), bytes);
        if (host.isReadOnly()) {
            throw new IllegalArgumentException("the memory of the host is read-only");
        }
        try {
            driver().check("cuMemcpyDtoH",
                    driver().api().cuMemcpyDtoH_v2(pointer(host), address() + offset, host.byteSize()));
        } finally {
            Reference.reachabilityFence(host);
        }
    }

    /**
     * The driver returns from a copy to the card once it holds the bytes in a buffer of its own, and from clearing at once. Both go
     * through the default stream, for which streams of this package do not wait.
     */
    private void settle() throws CudaException {
        driver().check("cuStreamSynchronize", driver().api().cuStreamSynchronize(null));
    }

    private static Pointer pointer(MemorySegment host) {
        if (!host.isNative()) {
            throw new IllegalArgumentException("an array of the JVM's may move: copy it to native memory first");
        }
        return new Pointer(host.address());
    }

    @Override
    void release() {
        driver().released("cuMemFree", driver().api().cuMemFree_v2(address));
    }
}
