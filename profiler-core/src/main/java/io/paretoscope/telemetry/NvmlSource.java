package io.paretoscope.telemetry;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.DeviceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A GPU as NVIDIA's management library tells of it. */
final class NvmlSource implements TelemetrySource {
    static final String LIBRARY = Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1";
    private static final int FIRST_GUESS_OF_PROCESSES = 32;
    private static final int MOST_GUESSES = 8;

    private final Nvml nvml;
    private final Pointer device;
    private final Optional<String> migInstance;
    private final List<Probe> probes;
    private final Optional<NvmlGpm> gpm;
    private final Map<Quantity, String> unavailable = new EnumMap<>(Quantity.class);

    private NvmlSource(Nvml nvml, Pointer device, Optional<String> migInstance) {
        this.nvml = nvml;
        this.device = device;
        this.migInstance = migInstance;
        probes = new ArrayList<>(new NvmlProbes(nvml, device).all());
        gpm = openGpm();
        gpm.ifPresent(probes::add);
        for (Quantity quantity : GpuQuantities.ALL) {
            unavailable.putIfAbsent(quantity, "this driver gives no " + quantity.label().toLowerCase(Locale.ROOT));
        }
    }

    /** The GPU that CUDA calls {@code device}; where there is none, or no driver, a source that says so of each quantity. */
    static TelemetrySource open(DeviceId device) {
        Nvml nvml;
        try {
            nvml = Native.load(LIBRARY, Nvml.class);
        } catch (UnsatisfiedLinkError e) {
            return new AbsentSource("GPU", GpuQuantities.ALL, "no NVIDIA driver is installed (there is no " + LIBRARY
                    + ")");
        }
        try {
            return open(nvml, CudaDriver.load().uuid(device.index()));
        } catch (CudaException e) {
            return new AbsentSource("GPU", GpuQuantities.ALL, device + " cannot be found by CUDA: " + e.getMessage());
        } catch (UnsatisfiedLinkError e) {
            return new AbsentSource("GPU", GpuQuantities.ALL,
                    "the CUDA driver is too old to give the UUID of " + device);
        }
    }

    /** The GPU, or the GPU of the MIG instance, of that UUID. */
    static TelemetrySource open(Nvml nvml, UUID uuid) {
        try {
            NvmlCalls.check("nvmlInit_v2", nvml::nvmlInit_v2);
        } catch (NvmlException e) {
            return new AbsentSource("GPU", GpuQuantities.ALL, e.reason());
        }
        try {
            PointerByReference handle = new PointerByReference();
            // CUDA gives the bare number; whether of a GPU or of a MIG instance is found by asking.
            if (NvmlCalls.result("nvmlDeviceGetHandleByUUID",
                    () -> nvml.nvmlDeviceGetHandleByUUID("GPU-" + uuid, handle)) == Nvml.SUCCESS) {
                return new NvmlSource(nvml, handle.getValue(), Optional.empty());
            }
            String mig = "MIG-" + uuid;
            NvmlCalls.check("nvmlDeviceGetHandleByUUID", () -> nvml.nvmlDeviceGetHandleByUUID(mig, handle));
            PointerByReference whole = new PointerByReference();
            NvmlCalls.check("nvmlDeviceGetDeviceHandleFromMigDeviceHandle",
                    () -> nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle.getValue(), whole));
            return new NvmlSource(nvml, whole.getValue(), Optional.of(mig));
        } catch (NvmlException e) {
            int _ = nvml.nvmlShutdown();
            return new AbsentSource("GPU", GpuQuantities.ALL, e.reason());
        }
    }

    private Optional<NvmlGpm> openGpm() {
        try {
            if (migIsOn()) {
                throw new NvmlException("performance monitoring of a whole GPU is not offered while MIG is on", true);
            }
            return Optional.of(NvmlGpm.open(nvml, device));
        } catch (NvmlException e) {
            NvmlGpm.quantities().forEach(quantity -> unavailable.put(quantity, e.reason()));
            return Optional.empty();
        }
    }

    private boolean migIsOn() {
        IntByReference current = new IntByReference();
        try {
            NvmlCalls.check("nvmlDeviceGetMigMode",
                    () -> nvml.nvmlDeviceGetMigMode(device, current, new IntByReference()));
            return current.getValue() != 0;
        } catch (NvmlException e) {
            return false;
        }
    }

    @Override
    public List<Probe> probes() {
        return List.copyOf(probes);
    }

    @Override
    public Map<Quantity, String> unavailable() {
        return Collections.unmodifiableMap(unavailable);
    }

    @Override
    public Map<String, Fact> facts() {
        return new NvmlFacts(nvml, device).all(migInstance);
    }

    @Override
    public Processes processes() {
        String name = "nvmlDeviceGetComputeRunningProcesses_v3";
        try {
            int room = FIRST_GUESS_OF_PROCESSES;
            for (int guess = 0; guess < MOST_GUESSES; guess++) {
                Nvml.ProcessInfo[] infos = (Nvml.ProcessInfo[]) new Nvml.ProcessInfo().toArray(room);
                infos[0].setAutoSynch(false);
                IntByReference count = new IntByReference(room);
                int result = NvmlCalls.result(name,
                        () -> nvml.nvmlDeviceGetComputeRunningProcesses_v3(device, count, infos[0]));
                if (result == Nvml.SUCCESS) {
                    return new Processes.Listed(listed(infos, Math.min(count.getValue(), room)));
                }
                if (result != Nvml.ERROR_INSUFFICIENT_SIZE) {
                    throw NvmlCalls.failure(name, result);
                }
                // More may start before the next call.
                room = 2 * Math.max(count.getValue(), room);
            }
            return new Processes.Unavailable(name + ": ever more processes than there was room for");
        } catch (NvmlException e) {
            return new Processes.Unavailable(e.reason());
        }
    }

    private static List<Processes.OnDevice> listed(Nvml.ProcessInfo[] infos, int count) {
        List<Processes.OnDevice> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            infos[i].read();
            processes.add(new Processes.OnDevice(Integer.toUnsignedLong(infos[i].pid),
                    infos[i].usedGpuMemory == Nvml.VALUE_NOT_AVAILABLE
                            ? OptionalLong.empty()
                            : OptionalLong.of(infos[i].usedGpuMemory)));
        }
        return processes;
    }

    @Override
    public void close() {
        gpm.ifPresent(NvmlGpm::close);
        int _ = nvml.nvmlShutdown();
    }
}
