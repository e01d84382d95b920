package io.paretoscope.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver with one card, whose memory is the host's, and whose work is done by nobody. */
final class FakeDriver extends FakeApi<DriverApi> {
    static final Pointer CURRENT_BEFORE = new Pointer(0x0c0de);
    static final Map<Integer, String> ERRORS = Map.of(1, "CUDA_ERROR_INVALID_VALUE", 2, "CUDA_ERROR_OUT_OF_MEMORY",
            209, "CUDA_ERROR_NO_BINARY_FOR_GPU", 500, "CUDA_ERROR_NOT_FOUND", 700, "CUDA_ERROR_ILLEGAL_ADDRESS",
            901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");

    private final Map<Integer, Integer> deviceAttributes = new HashMap<>(Map.of(16, 132, 75, 9, 76, 0, 97, 232_448));
    private final Map<Integer, Integer> kernelAttributes = Map.of(1, 1024, 3, 16, 4, 40);
    private final Map<Long, Memory> memory = new HashMap<>();
    private final List<Memory> texts = new ArrayList<>();
    private long nextHandle = 0x1000;

    FakeDriver() {
        super(DriverApi.class);
        version(12_040);
        put("cuDeviceGetCount", all -> number(all[0], 1));
        put("cuDeviceGetName", all -> {
            byte[] name = "NVIDIA H200".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, all[0], 0, name.length);
            return 0;
        });
        put("cuDeviceGetAttribute", all -> number(all[0], deviceAttributes.getOrDefault((Integer) all[1], 0)));
        put("cuFuncGetAttribute", all -> number(all[0], kernelAttributes.getOrDefault((Integer) all[1], 0)));
        put("cuFuncGetParamInfo", all -> 1);
        put("cuCtxGetCurrent", all -> handle(all[0], CURRENT_BEFORE));
        for (String maker : List.of("cuDevicePrimaryCtxRetain", "cuStreamCreate", "cuModuleLoadData",
                "cuModuleGetFunction", "cuEventCreate", "cuGraphInstantiateWithFlags")) {
            put(maker, all -> handle(all[0], next()));
        }
        put("cuStreamEndCapture", all -> handle(all[1], next()));
        put("cuMemAlloc_v2", all -> number(all[0], Pointer.nativeValue(allocate((Long) all[1]))));
        put("cuMemHostAlloc", all -> handle(all[0], allocate((Long) all[1])));
        put("cuMemHostGetDevicePointer_v2", all -> number(all[0], Pointer.nativeValue((Pointer) all[1]) + (1L << 40)));
        put("cuMemsetD8_v2", all -> {
            new Pointer((Long) all[0]).setMemory(0, (Long) all[2], (Byte) all[1]);
            return 0;
        });
        put("cuMemcpyHtoD_v2", all -> copy(new Pointer((Long) all[0]), (Pointer) all[1], (Long) all[2]));
        put("cuMemcpyDtoH_v2", all -> copy((Pointer) all[0], new Pointer((Long) all[1]), (Long) all[2]));
        put("cuGetErrorName", all -> {
            String name = ERRORS.get((Integer) all[0]);
            if (name == null) {
                return 1;
            }
            Memory text = new Memory(name.length() + 1L);
            text.setString(0, name);
            texts.add(text);
            return handle(all[1], text);
        });
    }

    CudaDriver driver() {
        return new CudaDriver(api());
    }

    /** An open context; what was called for it is forgotten. */
    CudaContext context() throws CudaException {
        CudaContext context = CudaContext.open(driver(), 0);
        calls();
        return context;
    }

    void version(int version) {
        put("cuDriverGetVersion", all -> number(all[0], version));
    }

    /** The parameters that each kernel is declared with, by their lengths. */
    void parameters(Integer... bytes) {
        put("cuFuncGetParamInfo", all -> {
            long index = (Long) all[1];
            return index < bytes.length ? number(all[3], bytes[(int) index]) : 1;
        });
    }

    void deviceAttribute(int attribute, int value) {
        deviceAttributes.put(attribute, value);
    }

    private Pointer next() {
        nextHandle += 16;
        return new Pointer(nextHandle);
    }

    private Pointer allocate(long bytes) {
        Memory allocated = new Memory(bytes);
        memory.put(Pointer.nativeValue(allocated), allocated);
        return allocated;
    }

    private static int copy(Pointer to, Pointer from, long bytes) {
        to.write(0, from.getByteArray(0, (int) bytes), 0, (int) bytes);
        return 0;
    }

    static int handle(Object reference, Pointer handle) {
        ((PointerByReference) reference).setValue(handle);
        return 0;
    }

    private static int number(Object reference, long number) {
        if (reference instanceof LongByReference longer) {
            longer.setValue(number);
        } else {
            ((IntByReference) reference).setValue((int) number);
        }
        return 0;
    }
}
