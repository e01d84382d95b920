package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Kernels loaded together. Made by {@link CudaContext#load}, and confined to its thread. */
public final class CudaModule extends CudaResource {
    private final Pointer handle;

    CudaModule(CudaContext context, Pointer handle) {
        super(context);
        this.handle = handle;
    }

    /**
     * A kernel, to be used until this is closed.
     *
     * @param name as compiled: declare kernels {@code extern "C"}
     * @throws CudaException where there is none of the name
     */
    public CudaKernel kernel(String name) throws CudaException {
        requireOpen();
        PointerByReference function = new PointerByReference();
        driver().check("cuModuleGetFunction of " + name,
                driver().api().cuModuleGetFunction(function, handle, name));
        return new CudaKernel(this, name, function.getValue());
    }

    @Override
    void release() {
        driver().released("cuModuleUnload", driver().api().cuModuleUnload(handle));
    }
}
