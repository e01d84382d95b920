package io.paretoscope.telemetry;

import java.util.Arrays;
import java.util.Optional;

/** What can be sampled over time. The key, with its unit at the end, names it in recordings, in the store and in files. */
public enum Quantity {
    POWER_INSTANT("power_instant_w", "Power", "W", Kind.GAUGE),
    POWER_AVERAGE("power_average_w", "Power, averaged by the device", "W", Kind.GAUGE),
    ENERGY("energy_j", "Energy", "J", Kind.COUNTER),
    GPU_UTILISATION("gpu_utilisation_percent", "GPU utilisation", "%", Kind.GAUGE),
    MEMORY_UTILISATION("memory_utilisation_percent", "Memory utilisation", "%", Kind.GAUGE),
    MEMORY_USED("memory_used_bytes", "Memory used", "bytes", Kind.GAUGE),
    SM_CLOCK("sm_clock_mhz", "SM clock", "MHz", Kind.GAUGE),
    MEMORY_CLOCK("memory_clock_mhz", "Memory clock", "MHz", Kind.GAUGE),
    TEMPERATURE("temperature_celsius", "Temperature", "°C", Kind.GAUGE),
    CLOCK_EVENTS("clock_events_bits", "Clock event reasons", "bits", Kind.BITS),
    SM_ACTIVITY("sm_activity_percent", "SM activity", "%", Kind.GAUGE),
    SM_OCCUPANCY("sm_occupancy_percent", "SM occupancy", "%", Kind.GAUGE),
    TENSOR_ACTIVITY("tensor_activity_percent", "Tensor core activity", "%", Kind.GAUGE),
    DRAM_BANDWIDTH("dram_bandwidth_percent", "DRAM bandwidth", "%", Kind.GAUGE),
    FP32_ACTIVITY("fp32_activity_percent", "FP32 activity", "%", Kind.GAUGE),
    FP16_ACTIVITY("fp16_activity_percent", "FP16 activity", "%", Kind.GAUGE),
    HOST_LOAD("host_load_percent", "Host CPU load", "%", Kind.GAUGE),
    HOST_FREQUENCY("host_frequency_mhz", "Host CPU frequency", "MHz", Kind.GAUGE),
    HOST_MEMORY_USED("host_memory_used_bytes", "Host memory used", "bytes", Kind.GAUGE);

    /** How samples of a quantity are to be read. */
    public enum Kind {
        /** A momentary value, or one over the time since the sample before. */
        GAUGE,
        /** A count since some unknown start, of which only differences mean something. */
        COUNTER,
        /** A set of flags. */
        BITS
    }

    private final String key;
    private final String label;
    private final String unit;
    private final Kind kind;

    Quantity(String key, String label, String unit, Kind kind) {
        this.key = key;
        this.label = label;
        this.unit = unit;
        this.kind = kind;
    }

    /** The quantity of that key. */
    public static Optional<Quantity> ofKey(String key) {
        return Arrays.stream(values()).filter(quantity -> quantity.key.equals(key)).findFirst();
    }

    /** Its name in files. */
    public String key() {
        return key;
    }

    /** Its name on the screen, without the unit. */
    public String label() {
        return label;
    }

    /** The unit of its values. */
    public String unit() {
        return unit;
    }

    /** How its samples are to be read. */
    public Kind kind() {
        return kind;
    }
}
