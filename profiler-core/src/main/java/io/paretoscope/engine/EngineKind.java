package io.paretoscope.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How decode steps reach the device. Prefill is the same for all kinds. */
public enum EngineKind {
    /** Each decode step is one launch of a CUDA graph that was captured once for its batch; on NVIDIA GPUs alone. */
    GRAPH("graph", "decode steps replayed as a CUDA graph"),
    /** Each decode step is one call of a TorchScript method, which launches kernel by kernel; on every device. */
    TORCHSCRIPT("torchscript", "decode steps launched kernel by kernel");

    private final String label;
    private final String description;

    EngineKind(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** The kind that is taken on {@code device} where none is asked for. */
    public static EngineKind defaultFor(DeviceId device) {
        return device.isCpu() ? TORCHSCRIPT : GRAPH;
    }

    /**
     * The kind of that name, whatever its case.
     *
     * @throws IllegalArgumentException naming all, where there is none
     */
    public static EngineKind parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown engine '" + text + "': one of "
                        + Arrays.stream(values()).map(EngineKind::label).collect(Collectors.joining(", "))));
    }

    /** Why it cannot be asked for on {@code device}, and what can; empty where it can. */
    public Optional<String> obstacleOn(DeviceId device) {
        return this == GRAPH && device.isCpu()
                ? Optional.of("engine graph needs an NVIDIA GPU; on the CPU choose torchscript")
                : Optional.empty();
    }

    /** The word for it in plans, files and on the screen. */
    public String label() {
        return label;
    }

    /** What names of points and series on {@code device} end with: nothing for the kind that is taken there unasked. */
    public String markOn(DeviceId device) {
        return this == defaultFor(device) ? "" : ", " + label;
    }

    /** What it is, in a few words. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return label;
    }
}
