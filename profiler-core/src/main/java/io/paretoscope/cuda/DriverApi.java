package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the CUDA driver that are used, under the names that {@code cuda.h} maps them to. A {@code CUdeviceptr} and a
 * {@code size_t} are a {@code long}: both have 8 bytes wherever CUDA runs today. Each returns a {@code CUresult}. JNA looks a
 * function up at its first call.
 */
@SuppressWarnings("MethodName") // exported symbols
interface DriverApi extends Library {
    int SUCCESS = 0;
    int ERROR_INVALID_VALUE = 1;
    int ERROR_DEINITIALIZED = 4;
    int ERROR_INVALID_IMAGE = 200;
    int ERROR_NO_BINARY_FOR_GPU = 209;

    int DEVICE_MULTIPROCESSOR_COUNT = 16;
    int DEVICE_COMPUTE_CAPABILITY_MAJOR = 75;
    int DEVICE_COMPUTE_CAPABILITY_MINOR = 76;
    int DEVICE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97;

    int FUNCTION_SHARED_SIZE_BYTES = 1;
    int FUNCTION_LOCAL_SIZE_BYTES = 3;
    int FUNCTION_NUM_REGS = 4;
    int FUNCTION_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;

    /** A stream that does not wait for the legacy default stream. */
    int STREAM_NON_BLOCKING = 1;
    int STREAM_CAPTURE_MODE_RELAXED = 2;
    int EVENT_DEFAULT = 0;
    int MEMHOSTALLOC_PORTABLE = 1;
    int MEMHOSTALLOC_DEVICEMAP = 2;

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

    int cuCtxGetCurrent(PointerByReference context);

    int cuCtxSetCurrent(@Nullable Pointer context);

    int cuCtxPushCurrent_v2(Pointer context);

    int cuCtxPopCurrent_v2(PointerByReference context);

    int cuCtxSynchronize();

    int cuMemGetInfo_v2(LongByReference free, LongByReference total);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemsetD8_v2(long address, byte value, long bytes);

    int cuMemsetD8Async(long address, byte value, long bytes, Pointer stream);

    int cuMemcpyHtoD_v2(long to, Pointer from, long bytes);

    int cuMemcpyDtoH_v2(Pointer to, long from, long bytes);

    int cuMemcpyAsync(long to, long from, long bytes, Pointer stream);

    int cuMemHostAlloc(PointerByReference host, long bytes, int flags);

    int cuMemHostGetDevicePointer_v2(LongByReference address, Pointer host, int flags);

    int cuMemFreeHost(Pointer host);

    int cuModuleLoadData(PointerByReference module, byte[] image);

    int cuModuleUnload(Pointer module);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuFuncGetAttribute(IntByReference value, int attribute, Pointer function);

    /** Since CUDA 12.4. */
    int cuFuncGetParamInfo(Pointer function, long index, LongByReference offset, LongByReference bytes);

    int cuFuncSetAttribute(Pointer function, int attribute, int value);

    int cuOccupancyMaxActiveBlocksPerMultiprocessor(IntByReference blocks, Pointer function, int threads,
            long dynamicSharedBytes);

    int cuLaunchKernel(Pointer function, int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ,
            int dynamicSharedBytes, Pointer stream, Pointer arguments, @Nullable Pointer extra);

    int cuLaunchKernelEx(Pointer config, Pointer function, Pointer arguments, @Nullable Pointer extra);

    int cuStreamCreate(PointerByReference stream, int flags);

    int cuStreamSynchronize(@Nullable Pointer stream);

    int cuStreamDestroy_v2(Pointer stream);

    int cuStreamBeginCapture_v2(Pointer stream, int mode);

    int cuStreamEndCapture(Pointer stream, PointerByReference graph);

    int cuGraphGetNodes(Pointer graph, @Nullable Pointer nodes, LongByReference count);

    int cuGraphInstantiateWithFlags(PointerByReference executable, Pointer graph, long flags);

    int cuGraphLaunch(Pointer executable, Pointer stream);

    int cuGraphDestroy(Pointer graph);

    int cuGraphExecDestroy(Pointer executable);

    int cuEventCreate(PointerByReference event, int flags);

    int cuEventRecord(Pointer event, Pointer stream);

    int cuEventSynchronize(Pointer event);

    int cuEventElapsedTime(FloatByReference millis, Pointer start, Pointer end);

    int cuEventDestroy_v2(Pointer event);

    int cuGetErrorName(int error, PointerByReference name);
}
