package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** A kernel of a {@link CudaModule}, and confined to its thread. */
public final class CudaKernel {
    private final CudaModule module;
    private final String name;
    private final Pointer function;
    private final int registers;
    private final int localBytes;
    private final int sharedBytes;
    /** The length of each parameter in bytes; empty where the driver cannot tell. */
    private final List<Integer> parameters;

    CudaKernel(CudaModule module, String name, Pointer function) throws CudaException {
        this.module = module;
        this.name = name;
        this.function = function;
        registers = attribute(DriverApi.FUNCTION_NUM_REGS);
        localBytes = attribute(DriverApi.FUNCTION_LOCAL_SIZE_BYTES);
        sharedBytes = attribute(DriverApi.FUNCTION_SHARED_SIZE_BYTES);
        parameters = parameters(module.driver().api(), function);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Registers that each thread uses. */
    public int registers() {
        return registers;
    }

    /** Local memory of each thread, in bytes: more than 0 where registers spill or an array is not kept in them. */
    public int localBytes() {
        return localBytes;
    }

    /** Shared memory of each block that is declared in it, in bytes. */
    public int sharedBytes() {
        return sharedBytes;
    }

    /**
     * Lets launches ask for so much dynamic shared memory; 48 KiB less {@link #sharedBytes} without this.
     *
     * @param bytes up to {@link CudaContext#maxSharedBytesPerBlock} less {@link #sharedBytes}
     */
    public void allowDynamicShared(int bytes) throws CudaException {
        module.requireOpen();
        driver().check("cuFuncSetAttribute of " + name + " for " + bytes + " bytes of shared memory", driver().api()
                .cuFuncSetAttribute(function, DriverApi.FUNCTION_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes));
    }

    /**
     * How many blocks a multiprocessor holds at a time.
     *
     * @param threads of a block
     * @param dynamicSharedBytes of a block
     */
    public int occupancy(int threads, int dynamicSharedBytes) throws CudaException {
        module.requireOpen();
        IntByReference blocks = new IntByReference();
        driver().check("cuOccupancyMaxActiveBlocksPerMultiprocessor of " + name, driver().api()
                .cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, function, threads, dynamicSharedBytes));
        return blocks.getValue();
    }

    /**
     * Queues it. The arguments are copied before this returns.
     *
     * @param stream that it is queued in, or captured from
     * @param launch how
     * @param arguments as many and of such types as the kernel is declared with
     * @throws IllegalArgumentException where they differ from that in number or length, as far as the driver can tell: it would
     *     read beyond them
     */
    public void launch(CudaStream stream, KernelLaunch launch, KernelArguments arguments) throws CudaException {
        module.requireOpen();
        if (!parameters.isEmpty() && !parameters.equals(arguments.sizes())) {
            throw new IllegalArgumentException("arguments of " + name + ": it takes such of " + parameters
                    + " bytes, and these have " + arguments.sizes());
        }
        int result;
        try {
            result = launch.plain() ? launchPlain(stream, launch, arguments) : launchEx(stream, launch, arguments);
        } finally {
            Reference.reachabilityFence(arguments);
        }
        if (result != DriverApi.SUCCESS) {
            throw driver().failure((launch.plain() ? "cuLaunchKernel of " : "cuLaunchKernelEx of ") + name + " as "
                    + launch, result);
        }
    }

    private int launchPlain(CudaStream stream, KernelLaunch launch, KernelArguments arguments) {
        return driver().api()
                .cuLaunchKernel(function, launch.gridX(), launch.gridY(), launch.gridZ(), launch.threads(), 1, 1, launch
                        .dynamicSharedBytes(), stream.pointer(), arguments.pointer(), null);
    }

    private int launchEx(CudaStream stream, KernelLaunch launch, KernelArguments arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment config = LaunchConfig.of(arena, launch, stream.handle());
            return driver().api().cuLaunchKernelEx(new Pointer(config.address()), function, arguments.pointer(), null);
        }
    }

    private static List<Integer> parameters(DriverApi api, Pointer function) {
        List<Integer> parameters = new ArrayList<>();
        LongByReference offset = new LongByReference();
        LongByReference bytes = new LongByReference();
        try {
            int result;
            while ((result = api.cuFuncGetParamInfo(function, parameters.size(), offset, bytes)) == DriverApi.SUCCESS) {
                parameters.add((int) bytes.getValue());
            }
            return result == DriverApi.ERROR_INVALID_VALUE ? List.copyOf(parameters) : List.of();
        } catch (UnsatisfiedLinkError e) {
            return List.of();
        }
    }

    private int attribute(int attribute) throws CudaException {
        IntByReference value = new IntByReference();
        driver().check("cuFuncGetAttribute of " + name, driver().api().cuFuncGetAttribute(value, attribute, function));
        return value.getValue();
    }

    private CudaDriver driver() {
        return module.driver();
    }
}
