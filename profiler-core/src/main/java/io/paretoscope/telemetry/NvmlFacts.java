package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What of a GPU changes slowly or never. Thread-safe. */
final class NvmlFacts {
    private static final String[] COMPUTE_MODES = {"default", "exclusive thread", "prohibited", "exclusive process"};

    private final Nvml nvml;
    private final Pointer device;

    /** Reads one number of the device. */
    @FunctionalInterface
    private interface NumberCall {
        int read(IntByReference into);
    }

    /** Reads what is and what will be after a restart. */
    @FunctionalInterface
    private interface PairCall {
        int read(IntByReference current, IntByReference pending);
    }

    NvmlFacts(Nvml nvml, Pointer device) {
        this.nvml = nvml;
        this.device = device;
    }

    /**
     * All of them, in the order in which they are shown.
     *
     * @param migInstance the UUID of the MIG instance that was asked for, where the device is its whole GPU
     */
    Map<String, Fact> all(Optional<String> migInstance) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        facts.put("GPU", text("nvmlDeviceGetName", (into, length) -> nvml.nvmlDeviceGetName(device, into, length)));
        facts.put("UUID", text("nvmlDeviceGetUUID", (into, length) -> nvml.nvmlDeviceGetUUID(device, into, length)));
        migInstance.ifPresent(uuid -> facts.put("MIG instance", new Fact.Known(uuid
                + "; all figures are those of the whole GPU")));
        facts.put("driver", text("nvmlSystemGetDriverVersion", nvml::nvmlSystemGetDriverVersion));
        facts.put("NVML", text("nvmlSystemGetNVMLVersion", nvml::nvmlSystemGetNVMLVersion));
        facts.put("CUDA of the driver", NvmlCalls.fact(() -> {
            int version = number("nvmlSystemGetCudaDriverVersion_v2", nvml::nvmlSystemGetCudaDriverVersion_v2);
            return version / 1000 + "." + version % 1000 / 10;
        }));
        facts.put("memory", NvmlCalls.fact(this::totalMemory));
        facts.put("power limit requested", watts("nvmlDeviceGetPowerManagementLimit",
                into -> nvml.nvmlDeviceGetPowerManagementLimit(device, into)));
        facts.put("power limit enforced", watts("nvmlDeviceGetEnforcedPowerLimit",
                into -> nvml.nvmlDeviceGetEnforcedPowerLimit(device, into)));
        facts.put("power limit by default", watts("nvmlDeviceGetPowerManagementDefaultLimit",
                into -> nvml.nvmlDeviceGetPowerManagementDefaultLimit(device, into)));
        facts.put("SM clock at most", clock("nvmlDeviceGetMaxClockInfo",
                into -> nvml.nvmlDeviceGetMaxClockInfo(device, Nvml.CLOCK_SM, into)));
        facts.put("memory clock at most", clock("nvmlDeviceGetMaxClockInfo",
                into -> nvml.nvmlDeviceGetMaxClockInfo(device, Nvml.CLOCK_MEMORY, into)));
        facts.put("SM clock of applications", clock("nvmlDeviceGetApplicationsClock",
                into -> nvml.nvmlDeviceGetApplicationsClock(device, Nvml.CLOCK_SM, into)));
        facts.put("memory clock of applications", clock("nvmlDeviceGetApplicationsClock",
                into -> nvml.nvmlDeviceGetApplicationsClock(device, Nvml.CLOCK_MEMORY, into)));
        facts.put("slows down at", celsius(Nvml.THRESHOLD_SLOWDOWN));
        facts.put("shuts down at", celsius(Nvml.THRESHOLD_SHUTDOWN));
        facts.put("ECC", pair("nvmlDeviceGetEccMode",
                (current, pending) -> nvml.nvmlDeviceGetEccMode(device, current, pending)));
        facts.put("persistence", NvmlCalls.fact(() -> onOff(number("nvmlDeviceGetPersistenceMode",
                into -> nvml.nvmlDeviceGetPersistenceMode(device, into)))));
        facts.put("MIG", pair("nvmlDeviceGetMigMode",
                (current, pending) -> nvml.nvmlDeviceGetMigMode(device, current, pending)));
        facts.put("compute mode", NvmlCalls.fact(() -> {
            int mode = number("nvmlDeviceGetComputeMode", into -> nvml.nvmlDeviceGetComputeMode(device, into));
            return mode >= 0 && mode < COMPUTE_MODES.length ? COMPUTE_MODES[mode] : "mode " + mode;
        }));
        return facts;
    }

    private String totalMemory() throws NvmlException {
        Nvml.MemoryV2 memory = new Nvml.MemoryV2();
        memory.version = Nvml.structVersion(memory.size(), 2);
        try {
            NvmlCalls.check("nvmlDeviceGetMemoryInfo_v2", () -> nvml.nvmlDeviceGetMemoryInfo_v2(device, memory));
            return memory.total + " bytes";
        } catch (NvmlException e) {
            Nvml.MemoryV1 before = new Nvml.MemoryV1();
            NvmlCalls.check("nvmlDeviceGetMemoryInfo", () -> nvml.nvmlDeviceGetMemoryInfo(device, before));
            return before.total + " bytes";
        }
    }

    private Fact text(String name, NvmlCalls.TextCall call) {
        return NvmlCalls.fact(() -> NvmlCalls.text(name, call));
    }

    private Fact watts(String name, NumberCall call) {
        return NvmlCalls.fact(() -> String.format(Locale.ROOT, "%.1f W", number(name, call) / 1000.0));
    }

    private Fact clock(String name, NumberCall call) {
        return NvmlCalls.fact(() -> number(name, call) + " MHz");
    }

    private Fact celsius(int threshold) {
        return NvmlCalls.fact(() -> number("nvmlDeviceGetTemperatureThreshold",
                into -> nvml.nvmlDeviceGetTemperatureThreshold(device, threshold, into)) + " °C");
    }

    private Fact pair(String name, PairCall call) {
        return NvmlCalls.fact(() -> {
            IntByReference current = new IntByReference();
            IntByReference pending = new IntByReference();
            NvmlCalls.check(name, () -> call.read(current, pending));
            return onOff(current.getValue()) + (current.getValue() == pending.getValue()
                    ? ""
                    : ", " + onOff(pending.getValue()) + " after a restart");
        });
    }

    private static String onOff(int state) {
        return state == 0 ? "off" : "on";
    }

    private static int number(String name, NumberCall call) throws NvmlException {
        IntByReference value = new IntByReference();
        NvmlCalls.check(name, () -> call.read(value));
        return value.getValue();
    }
}
