package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads the MIG instances of a GPU. */
final class NvmlMig {
    private final Nvml nvml;
    private final Pointer device;

    /** Reads one number of a device. */
    @FunctionalInterface
    private interface NumberCall {
        int read(IntByReference into);
    }

    private NvmlMig(Nvml nvml, Pointer device) {
        this.nvml = nvml;
        this.device = device;
    }

    /**
     * Lists them.
     *
     * @param index of the GPU by the driver, for where CUDA does not know it
     * @param uuid of the GPU, or of an instance of it, where CUDA knows it
     */
    static MigInstances list(Nvml nvml, int index, Optional<UUID> uuid) {
        try {
            NvmlCalls.check("nvmlInit_v2", nvml::nvmlInit_v2);
        } catch (NvmlException e) {
            return new MigInstances.None(e.reason());
        }
        try {
            Pointer device = uuid.isPresent() ? whole(nvml, uuid.get()) : byIndex(nvml, index);
            return new NvmlMig(nvml, device).list();
        } catch (NvmlException e) {
            return new MigInstances.None(e.reason());
        } finally {
            int _ = nvml.nvmlShutdown();
        }
    }

    /** The GPU of that UUID, or that of the instance of that UUID: CUDA gives the bare number of either. */
    static Pointer whole(Nvml nvml, UUID uuid) throws NvmlException {
        PointerByReference handle = new PointerByReference();
        if (NvmlCalls.result("nvmlDeviceGetHandleByUUID",
                () -> nvml.nvmlDeviceGetHandleByUUID("GPU-" + uuid, handle)) == Nvml.SUCCESS) {
            return handle.getValue();
        }
        NvmlCalls.check("nvmlDeviceGetHandleByUUID", () -> nvml.nvmlDeviceGetHandleByUUID("MIG-" + uuid, handle));
        PointerByReference whole = new PointerByReference();
        NvmlCalls.check("nvmlDeviceGetDeviceHandleFromMigDeviceHandle",
                () -> nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle.getValue(), whole));
        return whole.getValue();
    }

    private static Pointer byIndex(Nvml nvml, int index) throws NvmlException {
        PointerByReference handle = new PointerByReference();
        NvmlCalls.check("nvmlDeviceGetHandleByIndex_v2", () -> nvml.nvmlDeviceGetHandleByIndex_v2(index, handle));
        return handle.getValue();
    }

    private MigInstances list() throws NvmlException {
        String gpu = name(device);
        IntByReference current = new IntByReference();
        IntByReference pending = new IntByReference();
        String mode = "nvmlDeviceGetMigMode";
        int result = NvmlCalls.result(mode, () -> nvml.nvmlDeviceGetMigMode(device, current, pending));
        if (result == Nvml.ERROR_NOT_SUPPORTED) {
            return new MigInstances.None(gpu + " cannot be divided by MIG, as A30, A100, H100 and H200 can");
        }
        if (result != Nvml.SUCCESS) {
            throw NvmlCalls.failure(mode, result);
        }
        if (current.getValue() == 0) {
            return new MigInstances.None(pending.getValue() == 0
                    ? "MIG mode is disabled on " + gpu + "; an administrator enables it, with no process on the GPU, by"
                            + " 'sudo nvidia-smi -i " + number() + " -mig 1', and makes instances by " + create()
                    : "MIG mode of " + gpu + " waits for a reset of the GPU; an administrator resets it, with no"
                            + " process on it, by 'sudo nvidia-smi -i " + number() + " --gpu-reset', and makes"
                            + " instances by " + create());
        }
        List<MigInstances.Instance> instances = instances();
        return instances.isEmpty()
                ? new MigInstances.None("MIG mode is enabled on " + gpu
                        + ", but there are no instances; an administrator makes them by " + create())
                : new MigInstances.Listed(gpu, instances);
    }

    private String create() {
        return "'sudo nvidia-smi mig -i " + number() + " -cgi PROFILE,PROFILE -C' with profiles that 'sudo nvidia-smi"
                + " mig -i " + number() + " -lgip' lists";
    }

    /** By which {@code nvidia-smi} knows the GPU. */
    private String number() {
        OptionalInt index = number("nvmlDeviceGetIndex", into -> nvml.nvmlDeviceGetIndex(device, into));
        return index.isPresent() ? Integer.toString(index.getAsInt()) : "GPU";
    }

    private List<MigInstances.Instance> instances() throws NvmlException {
        IntByReference most = new IntByReference();
        NvmlCalls.check("nvmlDeviceGetMaxMigDeviceCount", () -> nvml.nvmlDeviceGetMaxMigDeviceCount(device, most));
        List<MigInstances.Instance> instances = new ArrayList<>();
        String name = "nvmlDeviceGetMigDeviceHandleByIndex";
        for (int i = 0; i < most.getValue(); i++) {
            int index = i;
            PointerByReference handle = new PointerByReference();
            int result = NvmlCalls.result(name,
                    () -> nvml.nvmlDeviceGetMigDeviceHandleByIndex(device, index, handle));
            // Numbers need not be without gaps.
            if (result != Nvml.ERROR_NOT_FOUND) {
                if (result != Nvml.SUCCESS) {
                    throw NvmlCalls.failure(name, result);
                }
                instances.add(instance(handle.getValue()));
            }
        }
        return instances;
    }

    private MigInstances.Instance instance(Pointer instance) throws NvmlException {
        Optional<Nvml.DeviceAttributes> attributes = attributes(instance);
        return new MigInstances.Instance(
                NvmlCalls.text("nvmlDeviceGetUUID",
                        (into, length) -> nvml.nvmlDeviceGetUUID(instance, into, length)),
                name(instance), memory(instance),
                number("nvmlDeviceGetGpuInstanceId", into -> nvml.nvmlDeviceGetGpuInstanceId(instance, into)),
                told(attributes.map(all -> all.gpuInstanceSliceCount)),
                told(attributes.map(all -> all.computeInstanceSliceCount)),
                told(attributes.map(all -> all.multiprocessorCount)));
    }

    private static OptionalInt told(Optional<Integer> count) {
        // An instance without one is none: a driver that leaves a field out leaves it 0.
        return count.filter(number -> number > 0).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private String name(Pointer handle) throws NvmlException {
        return NvmlCalls.text("nvmlDeviceGetName", (into, length) -> nvml.nvmlDeviceGetName(handle, into, length));
    }

    private Optional<Nvml.DeviceAttributes> attributes(Pointer instance) {
        Nvml.DeviceAttributes attributes = new Nvml.DeviceAttributes();
        try {
            NvmlCalls.check("nvmlDeviceGetAttributes_v2", () -> nvml.nvmlDeviceGetAttributes_v2(instance, attributes));
            return Optional.of(attributes);
        } catch (NvmlException e) {
            return Optional.empty();
        }
    }

    private OptionalLong memory(Pointer instance) {
        Nvml.MemoryV1 memory = new Nvml.MemoryV1();
        try {
            NvmlCalls.check("nvmlDeviceGetMemoryInfo", () -> nvml.nvmlDeviceGetMemoryInfo(instance, memory));
            return OptionalLong.of(memory.total);
        } catch (NvmlException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalInt number(String name, NumberCall call) {
        IntByReference into = new IntByReference();
        try {
            NvmlCalls.check(name, () -> call.read(into));
            return OptionalInt.of(into.getValue());
        } catch (NvmlException e) {
            return OptionalInt.empty();
        }
    }
}
