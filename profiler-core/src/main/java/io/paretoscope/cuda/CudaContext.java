package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * A GPU's primary context, current on the thread that opened it until it is closed there: what own kernels and their memory live
 * in. CUDA libraries of this process, libtorch too, share it, so that each may use the other's memory.
 *
 * <p>Confined to the thread that opened it, as is everything made from it.
 */
public final class CudaContext implements AutoCloseable {
    /** {@code cuLaunchKernelEx} and programmatic launches in graphs. */
    private static final int OLDEST_CUDA = 12;

    private final CudaDriver driver;
    private final CudaDriver.Gpu gpu;
    private final int device;
    private final String driverVersion;
    private final int multiprocessors;
    private final int maxSharedBytesPerBlock;
    private final Pointer previous;
    private final SequencedSet<CudaResource> resources = new LinkedHashSet<>();
    private boolean closed;

    private CudaContext(CudaDriver driver, CudaDriver.Gpu gpu, int device, Pointer previous) throws CudaException {
        this.driver = driver;
        this.gpu = gpu;
        this.device = device;
        this.previous = previous;
        driverVersion = driver.cudaVersion();
        multiprocessors = driver.attribute(DriverApi.DEVICE_MULTIPROCESSOR_COUNT, device);
        maxSharedBytesPerBlock = driver.attribute(DriverApi.DEVICE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, device);
    }

    /**
     * Makes the primary context of a GPU current on the calling thread.
     *
     * @param driver loaded
     * @param ordinal of the GPU, as {@link CudaDriver.Gpu#ordinal}
     * @throws CudaException where there is no such GPU, its driver is too old, or a call fails
     */
    public static CudaContext open(CudaDriver driver, int ordinal) throws CudaException {
        List<CudaDriver.Gpu> gpus = driver.gpus();
        if (ordinal < 0 || ordinal >= gpus.size()) {
            throw new CudaException("there is no GPU " + ordinal + ": this process sees " + gpus.size()
                    + ", counted from 0", null);
        }
        String version = driver.cudaVersion();
        if (Integer.parseInt(version.substring(0, version.indexOf('.'))) < OLDEST_CUDA) {
            throw new CudaException("the NVIDIA driver is for CUDA " + version + ": own kernels need one for CUDA "
                    + OLDEST_CUDA + ".0 or later", null);
        }
        int device = driver.device(ordinal);
        PointerByReference context = new PointerByReference();
        driver.check("cuDevicePrimaryCtxRetain", driver.api().cuDevicePrimaryCtxRetain(context, device));
        try {
            PointerByReference previous = new PointerByReference();
            driver.check("cuCtxGetCurrent", driver.api().cuCtxGetCurrent(previous));
            CudaContext opened = new CudaContext(driver, gpus.get(ordinal), device, previous.getValue());
            driver.check("cuCtxSetCurrent", driver.api().cuCtxSetCurrent(context.getValue()));
            return opened;
        } catch (CudaException e) {
            driver.released("cuDevicePrimaryCtxRelease", driver.api().cuDevicePrimaryCtxRelease_v2(device));
            throw e;
        }
    }

    /** The card. */
    public CudaDriver.Gpu gpu() {
        return gpu;
    }

    /** The card's real architecture as compilers name it, such as {@code sm_90}. */
    public String architecture() {
        return "sm_" + gpu.capabilityMajor() + gpu.capabilityMinor();
    }

    /** Its streaming multiprocessors; of a MIG instance, those of the instance. */
    public int multiprocessors() {
        return multiprocessors;
    }

    /** The most shared memory that a block may have once its kernel asks for it, in bytes. */
    public int maxSharedBytesPerBlock() {
        return maxSharedBytesPerBlock;
    }

    /** The newest CUDA version that the driver supports, such as {@code 12.8}. */
    public String driverVersion() {
        return driverVersion;
    }

    /** A new stream, which waits for no other. */
    public CudaStream stream() throws CudaException {
        requireOpen();
        PointerByReference stream = new PointerByReference();
        driver.check("cuStreamCreate", driver.api().cuStreamCreate(stream, DriverApi.STREAM_NON_BLOCKING));
        return new CudaStream(this, stream.getValue());
    }

    /**
     * Memory of the card, not cleared, at an address that is a multiple of 256.
     *
     * @param bytes at least 1
     */
    public DeviceMemory allocate(long bytes) throws CudaException {
        requireOpen();
        requirePositive(bytes);
        LongByReference address = new LongByReference();
        driver.check("cuMemAlloc of " + bytes + " bytes", driver.api().cuMemAlloc_v2(address, bytes));
        return new DeviceMemory(this, address.getValue(), bytes);
    }

    /**
     * Memory of the host that never moves, so that the card reads and writes it by itself.
     *
     * @param bytes at least 1
     */
    public PinnedMemory pinned(long bytes) throws CudaException {
        requireOpen();
        requirePositive(bytes);
        PointerByReference host = new PointerByReference();
        driver.check("cuMemHostAlloc of " + bytes + " bytes", driver.api()
                .cuMemHostAlloc(host, bytes,
                        DriverApi.MEMHOSTALLOC_PORTABLE | DriverApi.MEMHOSTALLOC_DEVICEMAP));
        try {
            LongByReference address = new LongByReference();
            driver.check("cuMemHostGetDevicePointer",
                    driver.api().cuMemHostGetDevicePointer_v2(address, host.getValue(), 0));
            return new PinnedMemory(this, host.getValue(), address.getValue(), bytes);
        } catch (CudaException e) {
            driver.released("cuMemFreeHost", driver.api().cuMemFreeHost(host.getValue()));
            throw e;
        }
    }

    /**
     * Loads compiled kernels.
     *
     * @param cubin what a compiler made for this card's architecture
     * @throws CudaException naming the card's architecture where they were made for another
     */
    public CudaModule load(byte[] cubin) throws CudaException {
        requireOpen();
        PointerByReference module = new PointerByReference();
        int result = driver.api().cuModuleLoadData(module, cubin);
        if (result == DriverApi.ERROR_NO_BINARY_FOR_GPU) {
            throw new CudaException(driver.failure("cuModuleLoadData", result).getMessage()
                    + ": the kernels are not made for this card, " + gpu.name() + ", which needs " + architecture(),
                    null);
        }
        driver.check("cuModuleLoadData", result);
        return new CudaModule(this, module.getValue());
    }

    /** A new pair of events to time work by. */
    public CudaTimer timer() throws CudaException {
        requireOpen();
        PointerByReference start = new PointerByReference();
        driver.check("cuEventCreate", driver.api().cuEventCreate(start, DriverApi.EVENT_DEFAULT));
        try {
            PointerByReference end = new PointerByReference();
            driver.check("cuEventCreate", driver.api().cuEventCreate(end, DriverApi.EVENT_DEFAULT));
            return new CudaTimer(this, start.getValue(), end.getValue());
        } catch (CudaException e) {
            driver.released("cuEventDestroy", driver.api().cuEventDestroy_v2(start.getValue()));
            throw e;
        }
    }

    CudaDriver driver() {
        return driver;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("CudaContext is closed");
        }
    }

    void own(CudaResource resource) {
        resources.add(resource);
    }

    void disown(CudaResource resource) {
        resources.remove(resource);
    }

    /**
     * Waits for all work, closes what was made from this and is still open, the youngest first, makes current what was current
     * before, and gives the context back. Once is enough; again does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        driver.released("cuCtxSynchronize", driver.api().cuCtxSynchronize());
        List.copyOf(resources).reversed().forEach(CudaResource::close);
        driver.released("cuCtxSetCurrent", driver.api().cuCtxSetCurrent(previous));
        driver.released("cuDevicePrimaryCtxRelease", driver.api().cuDevicePrimaryCtxRelease_v2(device));
    }

    private static void requirePositive(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("memory of " + bytes + " bytes: expected at least 1");
        }
    }
}
