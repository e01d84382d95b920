package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;

/**
 * A CUDA stream of its own for all that libtorch does on the thread that opened it, until it is closed there. Without it every
 * thread's work goes to the legacy default stream, one piece after another.
 *
 * <p>By libtorch's C interface for compiled models, in {@code libtorch_cuda} since 2.2: {@code aoti_torch/c/shim.h}.
 */
public final class StreamGuard implements AutoCloseable {
    private static final String LIBRARY = System.mapLibraryName("torch_cuda");

    private final CudaDriver.Stream stream;
    private final Shim shim;
    private final Pointer guard;

    /** The functions used. */
    @SuppressWarnings("MethodName") // exported symbols
    interface Shim extends Library {
        int aoti_torch_create_cuda_stream_guard(Pointer stream, int device, PointerByReference guard);

        int aoti_torch_delete_cuda_stream_guard(Pointer guard);
    }

    private StreamGuard(CudaDriver.Stream stream, Shim shim, Pointer guard) {
        this.stream = stream;
        this.shim = shim;
        this.guard = guard;
    }

    /**
     * Gives the calling thread a stream that waits for no other.
     *
     * @param libtorch the folder of the libtorch that this process has loaded
     * @param device ordinal of the GPU
     * @throws CudaException where the driver makes no stream, or this libtorch cannot be told to use it
     */
    public static StreamGuard open(Path libtorch, int device) throws CudaException {
        Shim shim;
        try {
            shim = Native.load(libtorch.resolve(LIBRARY).toString(), Shim.class);
        } catch (UnsatisfiedLinkError e) {
            throw new CudaException(LIBRARY + " in " + libtorch + " cannot be loaded: " + e.getMessage(), e);
        }
        CudaDriver.Stream stream = CudaDriver.load().stream(device);
        try {
            PointerByReference guard = new PointerByReference();
            int result = shim.aoti_torch_create_cuda_stream_guard(stream.handle(), device, guard);
            if (result != 0) {
                throw new CudaException("libtorch takes no stream of the driver's: error " + result, null);
            }
            return new StreamGuard(stream, shim, guard.getValue());
        } catch (UnsatisfiedLinkError e) {
            stream.close();
            throw new CudaException(LIBRARY + " in " + libtorch + " exports no stream guard: replicas as streams need"
                    + " libtorch 2.2 or later", e);
        } catch (CudaException e) {
            stream.close();
            throw e;
        }
    }

    /** Gives the thread the default stream again. On the thread that opened this, after all its work is done. */
    @Override
    public void close() {
        shim.aoti_torch_delete_cuda_stream_guard(guard);
        stream.close();
    }
}
