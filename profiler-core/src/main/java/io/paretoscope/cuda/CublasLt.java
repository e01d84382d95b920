package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.List;

/**
 * NVIDIA's library of matrix products, which packages of libtorch bring along. Belongs to the context that is current where it is
 * loaded: load it after {@link CudaContext#open} on the same thread and close it before the context. Confined to that thread.
 */
public final class CublasLt implements AutoCloseable {
    private final CublasLtApi api;
    private final String origin;
    private final Pointer handle;
    private boolean closed;

    private CublasLt(CublasLtApi api, String origin, Pointer handle) {
        this.api = api;
        this.origin = origin;
        this.handle = handle;
    }

    /**
     * Loads it for the current context.
     *
     * @param folders where it may lie, such as libtorch's; after them the system's own loader is asked
     * @throws CudaException where there is none, saying where it was looked for, or it finds no card to work on
     */
    public static CublasLt load(List<Path> folders) throws CudaException {
        CudaLibrary.Loaded<CublasLtApi> loaded = CudaLibrary.CUBLAS_LT.load(folders, CublasLtApi.class);
        return create(loaded.api(), loaded.origin());
    }

    static CublasLt create(CublasLtApi api, String origin) throws CudaException {
        PointerByReference handle = new PointerByReference();
        check(api, "cublasLtCreate", api.cublasLtCreate(handle));
        return new CublasLt(api, origin, handle.getValue());
    }

    /** Its file, or the name that the system's loader knows it as. */
    public String origin() {
        return origin;
    }

    /** Its version, such as {@code 12.4.5}. */
    public String version() {
        long version = api.cublasLtGetVersion();
        return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
    }

    /**
     * A product {@code Y[m,n] = epilogue(X[m,k] · W[n,k]ᵀ + C[m,n])}, the C where it is added.
     *
     * @param shape of the matrices
     * @param type of all their numbers, the bias's too
     * @param epilogue what is done before Y is written
     * @param addsC whether C is added, such as a residual
     */
    public MatrixProduct product(ProductShape shape, ProductType type, Epilogue epilogue, boolean addsC)
            throws CudaException {
        if (closed) {
            throw new IllegalStateException("CublasLt is closed");
        }
        return MatrixProduct.make(api, handle, shape, type, epilogue, addsC);
    }

    /** Nothing where a call went well. */
    static void check(CublasLtApi api, String call, int status) throws CudaException {
        if (status != CublasLtApi.SUCCESS) {
            throw new CudaException(call + ": " + api.cublasLtGetStatusName(status) + " (" + status + ")", null);
        }
    }

    /** Gives it back, after its products. Once is enough; again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Its only errors are a handle that is none, and a driver that has left already.
            api.cublasLtDestroy(handle);
        }
    }
}
