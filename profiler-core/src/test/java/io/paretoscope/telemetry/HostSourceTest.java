package io.paretoscope.telemetry;

import io.paretoscope.engine.HostMemory;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The machine that the tests run on. */
class HostSourceTest {
    private static double read(Quantity quantity) {
        try (TelemetrySource source = HostSource.open()) {
            Probe probe = source.probes()
                    .stream()
                    .filter(one -> one.series().getFirst().quantity() == quantity)
                    .findFirst()
                    .orElseThrow();
            Readings readings = new Readings(1);
            while (!readings.given(0)) {
                readings.clear();
                probe.read(readings);
            }
            return readings.value(0);
        }
    }

    @Test
    void itGivesItsLoad() {
        double load = read(Quantity.HOST_LOAD);
        assertTrue(load >= 0 && load <= 100, () -> "load " + load);
    }

    @Test
    void itGivesItsMemory() {
        double used = read(Quantity.HOST_MEMORY_USED);
        assertTrue(used > 10e6 && used < 1e15, () -> used + " of " + HostMemory.totalBytes() + " bytes");
    }

    @Test
    void itNamesItsProcessor() {
        try (TelemetrySource source = HostSource.open()) {
            assertInstanceOf(Fact.Known.class, source.facts().get("CPU"));
        }
    }
}
