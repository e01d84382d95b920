package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The CUDA driver's own account of the machine's GPUs, by JNA on {@code libcuda}. Needs the driver and nothing else: no
 * toolkit, no libtorch. Only {@link #memory} touches a context, the primary one that CUDA libraries of this process share.
 * Thread-safe. Signatures: {@code cuda.h} of the CUDA driver API; its {@code size_t} is 8 bytes wherever CUDA runs today.
 */
public final class CudaDriver {
    private static final int SUCCESS = 0;
    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_CAPABILITY_MINOR = 76;
    private static final int LONGEST_NAME = 256;
    private static final int UUID_BYTES = 16;
    /** A stream that does not wait for the legacy default stream. */
    private static final int STREAM_NON_BLOCKING = 1;

    private final Api api;

    /** The functions used, under the names that {@code cuda.h} maps them to. */
    @SuppressWarnings("MethodName") // exported symbols
    interface Api extends Library {
        int cuInit(int flags);

        int cuDriverGetVersion(IntByReference version);

        int cuDeviceGetCount(IntByReference count);

        int cuDeviceGet(IntByReference device, int ordinal);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceGetUuid_v2(byte[] uuid, int device);

        int cuDeviceTotalMem_v2(LongByReference bytes, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

        int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

        int cuDevicePrimaryCtxRelease_v2(int device);

        int cuCtxPushCurrent_v2(Pointer context);

        int cuCtxPopCurrent_v2(PointerByReference context);

        int cuMemGetInfo_v2(LongByReference free, LongByReference total);

        int cuStreamCreate(PointerByReference stream, int flags);

        int cuStreamSynchronize(Pointer stream);

        int cuStreamDestroy_v2(Pointer stream);

        int cuGetErrorName(int error, PointerByReference name);
    }

    /**
     * A GPU.
     *
     * @param ordinal its index, as {@code CUDA_VISIBLE_DEVICES} leaves it
     * @param name what its maker calls it
     * @param totalBytes its memory
     * @param capabilityMajor compute capability before the dot
     * @param capabilityMinor compute capability behind the dot
     */
    public record Gpu(int ordinal, String name, long totalBytes, int capabilityMajor, int capabilityMinor) {}

    /**
     * A GPU's memory at one moment.
     *
     * @param freeBytes not in use by any process
     * @param totalBytes all of it
     */
    public record Memory(long freeBytes, long totalBytes) {}

    private CudaDriver(Api api) {
        this.api = api;
    }

    /**
     * Loads and initialises the driver.
     *
     * @throws CudaException where there is no driver or no GPU, saying which
     */
    public static CudaDriver load() throws CudaException {
        Api api;
        try {
            api = Native.load(Platform.isWindows() ? "nvcuda" : "libcuda.so.1", Api.class);
        } catch (UnsatisfiedLinkError e) {
            throw new CudaException("no NVIDIA driver is installed", e);
        }
        CudaDriver driver = new CudaDriver(api);
        driver.check("cuInit", api.cuInit(0));
        return driver;
    }

    /** The newest CUDA version that the driver supports, such as {@code 12.8}. */
    public String cudaVersion() throws CudaException {
        IntByReference version = new IntByReference();
        check("cuDriverGetVersion", api.cuDriverGetVersion(version));
        return version.getValue() / 1000 + "." + version.getValue() % 1000 / 10;
    }

    /** Every GPU that this process may see. */
    public List<Gpu> gpus() throws CudaException {
        IntByReference count = new IntByReference();
        check("cuDeviceGetCount", api.cuDeviceGetCount(count));
        List<Gpu> gpus = new ArrayList<>();
        for (int ordinal = 0; ordinal < count.getValue(); ordinal++) {
            int device = device(ordinal);
            byte[] name = new byte[LONGEST_NAME];
            check("cuDeviceGetName", api.cuDeviceGetName(name, name.length, device));
            LongByReference total = new LongByReference();
            check("cuDeviceTotalMem", api.cuDeviceTotalMem_v2(total, device));
            gpus.add(new Gpu(ordinal, Native.toString(name, StandardCharsets.UTF_8), total.getValue(),
                    attribute(COMPUTE_CAPABILITY_MAJOR, device), attribute(COMPUTE_CAPABILITY_MINOR, device)));
        }
        return List.copyOf(gpus);
    }

    /** The UUID of a GPU, by which other libraries know it too; of a MIG instance where CUDA sees one. */
    public UUID uuid(int ordinal) throws CudaException {
        byte[] bytes = new byte[UUID_BYTES];
        int device = device(ordinal);
        check("cuDeviceGetUuid", api.cuDeviceGetUuid_v2(bytes, device));
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /**
     * Free and total memory of a GPU, all processes counted. Makes the GPU's primary context if this process has none yet, so
     * only a process that computes there should ask.
     */
    public Memory memory(int ordinal) throws CudaException {
        int device = device(ordinal);
        PointerByReference context = new PointerByReference();
        check("cuDevicePrimaryCtxRetain", api.cuDevicePrimaryCtxRetain(context, device));
        try {
            check("cuCtxPushCurrent", api.cuCtxPushCurrent_v2(context.getValue()));
            try {
                LongByReference free = new LongByReference();
                LongByReference total = new LongByReference();
                check("cuMemGetInfo", api.cuMemGetInfo_v2(free, total));
                return new Memory(free.getValue(), total.getValue());
            } finally {
                check("cuCtxPopCurrent", api.cuCtxPopCurrent_v2(new PointerByReference()));
            }
        } finally {
            check("cuDevicePrimaryCtxRelease", api.cuDevicePrimaryCtxRelease_v2(device));
        }
    }

    /**
     * A new stream in a GPU's primary context, which waits for no other.
     *
     * @throws CudaException where the driver makes none
     */
    public Stream stream(int ordinal) throws CudaException {
        int device = device(ordinal);
        PointerByReference context = new PointerByReference();
        check("cuDevicePrimaryCtxRetain", api.cuDevicePrimaryCtxRetain(context, device));
        try {
            check("cuCtxPushCurrent", api.cuCtxPushCurrent_v2(context.getValue()));
            try {
                PointerByReference stream = new PointerByReference();
                check("cuStreamCreate", api.cuStreamCreate(stream, STREAM_NON_BLOCKING));
                return new Stream(stream.getValue(), device);
            } finally {
                check("cuCtxPopCurrent", api.cuCtxPopCurrent_v2(new PointerByReference()));
            }
        } catch (CudaException e) {
            check("cuDevicePrimaryCtxRelease", api.cuDevicePrimaryCtxRelease_v2(device));
            throw e;
        }
    }

    /** A stream of work, whose context lives as long as it. */
    public final class Stream implements AutoCloseable {
        private final Pointer handle;
        private final int device;

        private Stream(Pointer handle, int device) {
            this.handle = handle;
            this.device = device;
        }

        /** The {@code CUstream}. */
        Pointer handle() {
            return handle;
        }

        /** Waits for what is in it, and frees it. What the driver says then changes nothing any more. */
        @Override
        public void close() {
            api.cuStreamSynchronize(handle);
            api.cuStreamDestroy_v2(handle);
            api.cuDevicePrimaryCtxRelease_v2(device);
        }
    }

    private int device(int ordinal) throws CudaException {
        IntByReference device = new IntByReference();
        check("cuDeviceGet", api.cuDeviceGet(device, ordinal));
        return device.getValue();
    }

    private int attribute(int attribute, int device) throws CudaException {
        IntByReference value = new IntByReference();
        check("cuDeviceGetAttribute", api.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    private void check(String call, int result) throws CudaException {
        if (result == SUCCESS) {
            return;
        }
        PointerByReference name = new PointerByReference();
        boolean named = api.cuGetErrorName(result, name) == SUCCESS && name.getValue() != null;
        throw new CudaException(call + ": " + (named ? name.getValue().getString(0) : "error") + " (" + result + ")",
                null);
    }
}
