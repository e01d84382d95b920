package io.paretoscope.telemetry;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Why a GPU's clocks are what they are: the flags of {@link Quantity#CLOCK_EVENTS}, as {@code nvml.h} numbers them. */
public enum ClockEvent {
    GPU_IDLE(0x1, "idle"),
    APPLICATIONS_CLOCKS(0x2, "application clocks"),
    SW_POWER_CAP(0x4, "power cap"),
    HW_SLOWDOWN(0x8, "hardware slowdown"),
    SYNC_BOOST(0x10, "sync boost"),
    SW_THERMAL(0x20, "software thermal slowdown"),
    HW_THERMAL(0x40, "hardware thermal slowdown"),
    POWER_BRAKE(0x80, "power brake"),
    DISPLAY(0x100, "display clocks");

    private final long bit;
    private final String label;

    ClockEvent(long bit, String label) {
        this.bit = bit;
        this.label = label;
    }

    /** The events of a sample of {@link Quantity#CLOCK_EVENTS}. */
    public static Set<ClockEvent> of(double sample) {
        long bits = (long) sample;
        EnumSet<ClockEvent> events = EnumSet.noneOf(ClockEvent.class);
        Arrays.stream(values()).filter(event -> (bits & event.bit) != 0).forEach(events::add);
        return Collections.unmodifiableSet(events);
    }

    /** In what share of {@code samples} of {@link Quantity#CLOCK_EVENTS} each event was there; those that never were are left out. */
    public static Map<ClockEvent, Double> shares(double... samples) {
        Map<ClockEvent, Double> shares = new EnumMap<>(ClockEvent.class);
        for (double sample : samples) {
            of(sample).forEach(event -> shares.merge(event, 1.0, Double::sum));
        }
        shares.replaceAll((event, count) -> count / samples.length);
        return Collections.unmodifiableMap(shares);
    }

    /** Its name on the screen. */
    public String label() {
        return label;
    }
}
