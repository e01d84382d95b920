package io.paretoscope.telemetry;

import io.paretoscope.engine.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Reading a source that the test moves. */
class FullSpeedTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    private int reads;
    private int closed;

    /** A source of a temperature and an energy in one call, of which {@code read} gives what it likes. */
    private TelemetrySource source(Consumer<Readings> read) {
        Probe probe = new Probe() {
            @Override
            public Pace pace() {
                return Pace.COUNTER;
            }

            @Override
            public List<Series> series() {
                return List.of(new Series(Quantity.TEMPERATURE, "thermometer"), new Series(Quantity.ENERGY, "meter"));
            }

            @Override
            public void read(Readings into) {
                reads++;
                read.accept(into);
            }
        };
        return new TelemetrySource() {
            @Override
            public List<Probe> probes() {
                return List.of(probe);
            }

            @Override
            public Map<Quantity, String> unavailable() {
                return Map.of(Quantity.POWER_INSTANT, "no meter for power");
            }

            @Override
            public Map<String, Fact> facts() {
                return Map.of();
            }

            @Override
            public Processes processes() {
                return new Processes.Unavailable("none");
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    @Test
    void everyAnswerIsASampleInOrder() {
        Trace trace = FullSpeed.read(source(into -> into.value(1, reads)), Quantity.ENERGY, SHORT)
                .find(Quantity.ENERGY)
                .orElseThrow();
        assertEquals(reads, trace.size());
        assertEquals("meter", trace.source());
        for (int i = 0; i < trace.size(); i++) {
            assertEquals(i + 1, trace.value(i));
        }
    }

    @Test
    void anAnswerThatFailsIsAGap() {
        Trace trace = FullSpeed.read(source(into -> {
            if (reads % 2 == 0) {
                into.absent(1, "busy");
            } else {
                into.value(1, reads);
            }
        }), Quantity.ENERGY, SHORT).find(Quantity.ENERGY).orElseThrow();
        assertEquals((reads + 1) / 2, trace.size());
    }

    @Test
    void whatNeverAnswersIsUnavailableForTheReasonItGives() {
        Traces traces = FullSpeed.read(source(into -> into.absent(1, "busy")), Quantity.ENERGY, SHORT);
        assertEquals("busy", traces.whyNot(Quantity.ENERGY));
        assertTrue(traces.find(Quantity.ENERGY).isEmpty());
    }

    @Test
    void whatWillNeverAnswerIsAskedOnce() {
        FullSpeed.read(source(into -> {
            into.never(0, "not supported");
            into.never(1, "not supported");
        }), Quantity.ENERGY, Duration.ofDays(1));
        assertEquals(1, reads);
    }

    @Test
    void whatTheSourceLacksIsUnavailableForItsReason() {
        Traces traces = FullSpeed.read(source(_ -> {}), Quantity.POWER_INSTANT, Duration.ofDays(1));
        assertEquals("no meter for power", traces.whyNot(Quantity.POWER_INSTANT));
    }

    @Test
    void aCallThatThrowsIsAGapToo() {
        Traces traces = FullSpeed.read(source(_ -> {
            throw new IllegalStateException("the driver is gone");
        }), Quantity.ENERGY, SHORT);
        assertTrue(traces.whyNot(Quantity.ENERGY).contains("the driver is gone"), traces.toString());
    }

    @Test
    void thisMachinesCpuGivesItsEnergyOrSaysWhyNot() {
        Traces traces = FullSpeed.read(DeviceId.CPU, Quantity.ENERGY, SHORT);
        assertFalse(traces.find(Quantity.ENERGY).isEmpty() && traces.whyNot(Quantity.ENERGY).isBlank());
        assertEquals(0, closed);
    }
}
