package io.paretoscope.cuda;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CUDA driver's own account of the machine's GPUs, by JNA on {@code libcuda}. Needs the driver and nothing else: no
 * toolkit, no libtorch. Only {@link #memory} and {@link #stream} touch a context, the primary one that CUDA libraries of this
 * process share; {@link CudaContext} computes in it.
 * Thread-safe. Signatures: {@code cuda.h} of the CUDA driver API; its {@code size_t} is 8 bytes wherever CUDA runs today.
 */
public final class CudaDriver {
    private static final int LONGEST_NAME = 256;
    private static final int UUID_BYTES = 16;

    private static final Logger logger = LoggerFactory.getLogger(CudaDriver.class);

    private final DriverApi api;

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

    CudaDriver(DriverApi api) {
        this.api = api;
    }

    /**
     * Loads and initialises the driver.
     *
     * @throws CudaException where there is no driver or no GPU, saying which
     */
    public static CudaDriver load() throws CudaException {
        DriverApi api;
        try {
            api = Native.load(Platform.isWindows() ? "nvcuda" : "libcuda.so.1", DriverApi.class);
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
                    attribute(DriverApi.DEVICE_COMPUTE_CAPABILITY_MAJOR, device),
                    attribute(DriverApi.DEVICE_COMPUTE_CAPABILITY_MINOR, device)));
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
                check("cuStreamCreate", api.cuStreamCreate(stream, DriverApi.STREAM_NON_BLOCKING));
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

    int device(int ordinal) throws CudaException {
        IntByReference device = new IntByReference();
        check("cuDeviceGet", api.cuDeviceGet(device, ordinal));
        return device.getValue();
    }

    int attribute(int attribute, int device) throws CudaException {
        IntByReference value = new IntByReference();
        check("cuDeviceGetAttribute", api.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    /** The functions themselves, for what this package builds on them. */
    DriverApi api() {
        return api;
    }

    /** Nothing where a call went well. */
    void check(String call, int result) throws CudaException {
        if (result != DriverApi.SUCCESS) {
            throw failure(call, result);
        }
    }

    /** What to throw where a call went wrong. */
    CudaException failure(String call, int result) {
        return new CudaException(call + ": " + errorName(result), null);
    }

    /**
     * Notes a call that gives something back and went wrong: nothing can be done about it any more, yet it may be the trace of
     * an earlier fault. A driver that the process has left already is none.
     */
    void released(String call, int result) {
        if (result != DriverApi.SUCCESS && result != DriverApi.ERROR_DEINITIALIZED) {
            logger.warn("{}: {}", call, errorName(result));
        }
    }

    private String errorName(int result) {
        PointerByReference name = new PointerByReference();
        boolean named = api.cuGetErrorName(result, name) == DriverApi.SUCCESS && name.getValue() != null;
        return (named ? name.getValue().getString(0) : "error") + " (" + result + ")";
    }
}
