package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbers of libtorch's tensors lie, on whatever device. By libtorch's C interface for compiled models, in
 * {@code libtorch_cpu} since 2.2: {@code aoti_torch/c/shim.h}.
 */
final class TensorAddresses {
    private static final String LIBRARY = System.mapLibraryName("torch_cpu");

    private final Shim shim;

    /** The functions used. */
    @SuppressWarnings("MethodName") // exported symbols
    interface Shim extends Library {
        int aoti_torch_get_data_ptr(Pointer tensor, PointerByReference address);
    }

    private TensorAddresses(Shim shim) {
        this.shim = shim;
    }

    /**
     * Asks the libtorch that this process has loaded.
     *
     * @param libtorch its folder
     * @throws EngineException where it has no such interface
     */
    static TensorAddresses of(Path libtorch) throws EngineException {
        try {
            Shim shim = Native.load(libtorch.resolve(LIBRARY).toString(), Shim.class);
            return new TensorAddresses(shim);
        } catch (UnsatisfiedLinkError e) {
            throw new EngineException(LIBRARY + " in " + libtorch + " cannot be loaded: " + reason(e), e);
        }
    }

    /** JNA tells on a line of its own what each attempt failed by, below one that ends with a colon. */
    private static String reason(UnsatisfiedLinkError error) {
        return String.valueOf(error.getMessage())
                .lines()
                .filter(line -> !line.endsWith(":"))
                .findFirst()
                .orElse(error.toString());
    }

    /**
     * The first byte of each tensor of a list, valid while the tensors are.
     *
     * @param owner keeps no more than references to them, until it is closed
     * @throws EngineException where libtorch cannot tell
     */
    List<Long> of(IValue list, PtNDManager owner) throws EngineException {
        List<Long> addresses = new ArrayList<>();
        for (PtNDArray tensor : list.toTensorArray(owner)) {
            addresses.add(of(tensor));
        }
        return addresses;
    }

    private long of(PtNDArray tensor) throws EngineException {
        PointerByReference address = new PointerByReference();
        int result;
        try {
            result = shim.aoti_torch_get_data_ptr(new Pointer(tensor.getHandle()), address);
        } catch (UnsatisfiedLinkError e) {
            throw new EngineException("this libtorch tells no addresses of tensors: own kernels need 2.2 or later", e);
        }
        if (result != 0) {
            throw new EngineException("libtorch tells no address of a tensor: error " + result, null);
        }
        return Pointer.nativeValue(address.getValue());
    }
}
