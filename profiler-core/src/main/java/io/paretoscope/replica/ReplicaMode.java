package io.paretoscope.replica;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How several replicas share one device. */
public enum ReplicaMode {
    /** In one process, a thread each and on a GPU a CUDA stream each, over one copy of the weights of each model. */
    STREAMS("streams", "one process, a stream each, weights shared"),
    /** A process each, to which the driver gives the GPU in turns. */
    PROCESSES("processes", "a process each, time-sliced"),
    /** A process each under NVIDIA's Multi-Process Service, which lets their kernels run at once. */
    MPS("mps", "a process each under MPS"),
    /** A process each on a MIG instance of its own; the instances exist already. */
    MIG("mig", "a process each on a MIG instance");

    private final String label;
    private final String description;

    ReplicaMode(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /**
     * The mode of that name.
     *
     * @throws IllegalArgumentException naming all, where there is none
     */
    public static ReplicaMode parse(String label) {
        return Arrays.stream(values())
                .filter(mode -> mode.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is not a replica mode: must be one of "
                        + Arrays.stream(values()).map(ReplicaMode::label).collect(Collectors.joining(", "))));
    }

    /** The word for it in plans, files and on the screen. */
    public String label() {
        return label;
    }

    /** What it is, in a few words. */
    public String description() {
        return description;
    }

    /** Whether every replica has a process, and so a copy of the weights and a context on the device, of its own. */
    public boolean separateProcesses() {
        return this != STREAMS;
    }

    /** Whether it exists on NVIDIA GPUs alone. */
    public boolean needsGpu() {
        return this == MPS || this == MIG;
    }

    @Override
    public String toString() {
        return label;
    }
}
