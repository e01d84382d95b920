package io.paretoscope.telemetry;

import com.sun.jna.Native;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.engine.DeviceId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** The MIG instances into which an administrator has divided a GPU. They are listed and never changed. */
public sealed interface MigInstances {
    /**
     * A compute instance, which CUDA takes for a device of its own.
     *
     * @param uuid as {@code CUDA_VISIBLE_DEVICES} takes it; a process sees one instance at most
     * @param name with its profile, such as {@code NVIDIA H200 MIG 3g.71gb}
     * @param memoryBytes of its GPU instance; several compute instances of one GPU instance share this
     * @param gpuInstance the number of its GPU instance on this GPU, where the driver tells
     * @param gpuSlices how many of the GPU's slices its GPU instance has, where the driver tells
     * @param computeSlices how many slices it computes on, where the driver tells
     * @param multiprocessors how many it computes on, where the driver tells
     */
    record Instance(String uuid, String name, OptionalLong memoryBytes, OptionalInt gpuInstance, OptionalInt gpuSlices,
            OptionalInt computeSlices, OptionalInt multiprocessors) {}

    /**
     * There are instances.
     *
     * @param gpu what the GPU's maker calls it
     * @param instances at least one, in the driver's order
     */
    record Listed(String gpu, List<Instance> instances) implements MigInstances {
        /** Takes a copy of {@code instances}. */
        public Listed {
            instances = List.copyOf(instances);
        }
    }

    /**
     * There are none, or they cannot be listed.
     *
     * @param reason why, and what an administrator would do about it, in one line
     */
    record None(String reason) implements MigInstances {}

    /**
     * Lists those of a GPU.
     *
     * @param device as CUDA numbers it; where CUDA sees none, since the GPU is divided but has no instance yet, as the driver
     *            does
     */
    static MigInstances of(DeviceId device) {
        if (device.isCpu()) {
            return new None("a CPU has no MIG instances");
        }
        Nvml nvml;
        try {
            nvml = Native.load(NvmlSource.LIBRARY, Nvml.class);
        } catch (UnsatisfiedLinkError e) {
            return new None("no NVIDIA driver is installed (there is no " + NvmlSource.LIBRARY + ")");
        }
        Optional<UUID> uuid;
        try {
            uuid = Optional.of(CudaDriver.load().uuid(device.index()));
        } catch (CudaException | UnsatisfiedLinkError e) {
            uuid = Optional.empty();
        }
        return NvmlMig.list(nvml, device.index(), uuid);
    }
}
