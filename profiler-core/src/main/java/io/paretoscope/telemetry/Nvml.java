package io.paretoscope.telemetry;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * NVIDIA's management library: the functions used here, all of which only read. Names, numbers and layouts are those of the
 * public {@code nvml.h}. JNA looks a function up at its first call, so that an older driver fails only in what it lacks. Each
 * returns an {@code nvmlReturn_t}.
 */
@SuppressWarnings({"MethodName", "UnusedVariable"}) // exported symbols, and the fields of their structures
interface Nvml extends Library {
    int SUCCESS = 0;
    int ERROR_INVALID_ARGUMENT = 2;
    int ERROR_NOT_SUPPORTED = 3;
    int ERROR_NO_PERMISSION = 4;
    int ERROR_NOT_FOUND = 6;
    int ERROR_INSUFFICIENT_SIZE = 7;
    int ERROR_FUNCTION_NOT_FOUND = 13;
    int ERROR_GPU_IS_LOST = 15;

    int FIELD_POWER_AVERAGE = 185;
    int FIELD_POWER_INSTANT = 186;
    /** {@code NVML_POWER_SCOPE_GPU}: not the module with its CPU and memory. */
    int POWER_SCOPE_GPU = 0;

    int CLOCK_SM = 1;
    int CLOCK_MEMORY = 2;
    int TEMPERATURE_GPU = 0;
    int THRESHOLD_SHUTDOWN = 0;
    int THRESHOLD_SLOWDOWN = 1;

    int GPM_SM_UTIL = 2;
    int GPM_SM_OCCUPANCY = 3;
    int GPM_ANY_TENSOR_UTIL = 5;
    int GPM_DRAM_BW_UTIL = 10;
    int GPM_FP32_UTIL = 12;
    int GPM_FP16_UTIL = 13;
    /** {@code NVML_GPM_METRICS_GET_VERSION} and {@code NVML_GPM_SUPPORT_VERSION}, which do not hold a size. */
    int GPM_VERSION = 1;

    /** {@code NVML_VALUE_NOT_AVAILABLE}. */
    long VALUE_NOT_AVAILABLE = -1;

    /** {@code NVML_STRUCT_VERSION}: the size of a structure and its version, in one number. */
    static int structVersion(int size, int version) {
        return size | version << 24;
    }

    /** {@code nvmlFieldValue_t}. */
    @FieldOrder({"fieldId", "scopeId", "timestamp", "latencyUsec", "valueType", "nvmlReturn", "value"})
    final class FieldValue extends Structure {
        public int fieldId;
        public int scopeId;
        public long timestamp;
        public long latencyUsec;
        public int valueType;
        public int nvmlReturn;
        /** An {@code nvmlValue_t}, whose member {@link #valueType} tells; all of them begin here. */
        public long value;
    }

    /** {@code nvmlUtilization_t}. */
    @FieldOrder({"gpu", "memory"})
    final class Utilization extends Structure {
        public int gpu;
        public int memory;
    }

    /** {@code nvmlMemory_v2_t}. */
    @FieldOrder({"version", "total", "reserved", "free", "used"})
    final class MemoryV2 extends Structure {
        public int version;
        public long total;
        public long reserved;
        public long free;
        public long used;
    }

    /** {@code nvmlMemory_t}. */
    @FieldOrder({"total", "free", "used"})
    final class MemoryV1 extends Structure {
        public long total;
        public long free;
        public long used;
    }

    /** {@code nvmlDeviceAttributes_t} as the second version of the call fills it in. */
    @FieldOrder({"multiprocessorCount", "sharedCopyEngineCount", "sharedDecoderCount", "sharedEncoderCount",
        "sharedJpegCount", "sharedOfaCount", "gpuInstanceSliceCount", "computeInstanceSliceCount", "memorySizeMB"})
    final class DeviceAttributes extends Structure {
        public int multiprocessorCount;
        public int sharedCopyEngineCount;
        public int sharedDecoderCount;
        public int sharedEncoderCount;
        public int sharedJpegCount;
        public int sharedOfaCount;
        public int gpuInstanceSliceCount;
        public int computeInstanceSliceCount;
        public long memorySizeMB;
    }

    /** {@code nvmlTemperature_v1_t}. */
    @FieldOrder({"version", "sensorType", "temperature"})
    final class Temperature extends Structure {
        public int version;
        public int sensorType;
        public int temperature;
    }

    /** {@code nvmlProcessInfo_t} as the third version of the call takes it. */
    @FieldOrder({"pid", "usedGpuMemory", "gpuInstanceId", "computeInstanceId"})
    final class ProcessInfo extends Structure {
        public int pid;
        public long usedGpuMemory;
        public int gpuInstanceId;
        public int computeInstanceId;
    }

    /** {@code nvmlGpmSupport_t}. */
    @FieldOrder({"version", "isSupportedDevice"})
    final class GpmSupport extends Structure {
        public int version;
        public int isSupportedDevice;
    }

    /** {@code nvmlGpmMetric_t}. */
    @FieldOrder({"metricId", "nvmlReturn", "value", "shortName", "longName", "unit"})
    final class GpmMetric extends Structure {
        public int metricId;
        public int nvmlReturn;
        public double value;
        public Pointer shortName = Pointer.NULL;
        public Pointer longName = Pointer.NULL;
        public Pointer unit = Pointer.NULL;
    }

    /**
     * {@code nvmlGpmMetricsGet_t}. Later headers have a longer array under the same version number: a driver looks at the
     * first {@code numMetrics} only.
     */
    @FieldOrder({"version", "numMetrics", "sample1", "sample2", "metrics"})
    final class GpmMetricsGet extends Structure {
        /** {@code NVML_GPM_METRIC_MAX} of the first headers. */
        static final int MOST_METRICS = 98;

        public int version;
        public int numMetrics;
        public Pointer sample1 = Pointer.NULL;
        public Pointer sample2 = Pointer.NULL;
        public GpmMetric[] metrics = new GpmMetric[MOST_METRICS];
    }

    int nvmlInit_v2();

    int nvmlShutdown();

    int nvmlSystemGetDriverVersion(byte[] version, int length);

    int nvmlSystemGetNVMLVersion(byte[] version, int length);

    int nvmlSystemGetCudaDriverVersion_v2(IntByReference version);

    int nvmlDeviceGetHandleByUUID(String uuid, PointerByReference device);

    int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

    int nvmlDeviceGetIndex(Pointer device, IntByReference index);

    int nvmlDeviceGetMaxMigDeviceCount(Pointer device, IntByReference count);

    int nvmlDeviceGetMigDeviceHandleByIndex(Pointer device, int index, PointerByReference migDevice);

    int nvmlDeviceGetGpuInstanceId(Pointer migDevice, IntByReference id);

    int nvmlDeviceGetAttributes_v2(Pointer migDevice, DeviceAttributes attributes);

    int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(Pointer migDevice, PointerByReference device);

    int nvmlDeviceGetName(Pointer device, byte[] name, int length);

    int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

    int nvmlDeviceGetCudaComputeCapability(Pointer device, IntByReference major, IntByReference minor);

    int nvmlDeviceGetFieldValues(Pointer device, int count, FieldValue first);

    int nvmlDeviceGetPowerUsage(Pointer device, IntByReference milliwatts);

    int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference millijoules);

    int nvmlDeviceGetUtilizationRates(Pointer device, Utilization utilization);

    int nvmlDeviceGetMemoryInfo_v2(Pointer device, MemoryV2 memory);

    int nvmlDeviceGetMemoryInfo(Pointer device, MemoryV1 memory);

    int nvmlDeviceGetClockInfo(Pointer device, int clock, IntByReference megahertz);

    int nvmlDeviceGetMaxClockInfo(Pointer device, int clock, IntByReference megahertz);

    int nvmlDeviceGetApplicationsClock(Pointer device, int clock, IntByReference megahertz);

    int nvmlDeviceGetTemperatureV(Pointer device, Temperature temperature);

    int nvmlDeviceGetTemperature(Pointer device, int sensor, IntByReference celsius);

    int nvmlDeviceGetTemperatureThreshold(Pointer device, int threshold, IntByReference celsius);

    int nvmlDeviceGetCurrentClocksEventReasons(Pointer device, LongByReference reasons);

    int nvmlDeviceGetCurrentClocksThrottleReasons(Pointer device, LongByReference reasons);

    int nvmlDeviceGetPowerManagementLimit(Pointer device, IntByReference milliwatts);

    int nvmlDeviceGetEnforcedPowerLimit(Pointer device, IntByReference milliwatts);

    int nvmlDeviceGetPowerManagementDefaultLimit(Pointer device, IntByReference milliwatts);

    int nvmlDeviceGetEccMode(Pointer device, IntByReference current, IntByReference pending);

    int nvmlDeviceGetPersistenceMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetMigMode(Pointer device, IntByReference current, IntByReference pending);

    int nvmlDeviceGetComputeMode(Pointer device, IntByReference mode);

    int nvmlDeviceGetComputeRunningProcesses_v3(Pointer device, IntByReference count, ProcessInfo first);

    int nvmlGpmQueryDeviceSupport(Pointer device, GpmSupport support);

    int nvmlGpmSampleAlloc(PointerByReference sample);

    int nvmlGpmSampleFree(Pointer sample);

    int nvmlGpmSampleGet(Pointer device, Pointer sample);

    int nvmlGpmMetricsGet(GpmMetricsGet metrics);
}
