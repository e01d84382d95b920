package io.paretoscope.telemetry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which quantities are a GPU's own. */
final class GpuQuantities {
    static final Set<Quantity> ALL = Collections.unmodifiableSet(EnumSet.range(Quantity.POWER_INSTANT,
            Quantity.FP16_ACTIVITY));
    /** Those that a CPU does not have. */
    static final Set<Quantity> BESIDE_ENERGY = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(Quantity.ENERGY, Quantity.HOST_LOAD, Quantity.HOST_FREQUENCY,
                    Quantity.HOST_MEMORY_USED)));

    private GpuQuantities() {}
}
