package io.paretoscope.window;

import io.paretoscope.telemetry.Fact;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Traces;
import io.paretoscope.workbench.MovingTelemetry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LiveCurveTest {

    /** A device that counts energy, 40 W over two seconds and 60 W over one more, and tells nothing else. */
    private record Counter() implements LiveTelemetry {
        @Override
        public List<Series> offered() {
            return List.of(new Series(Quantity.ENERGY, "a counter"));
        }

        @Override
        public int newest(Quantity quantity, long[] nanos, double[] values) {
            if (quantity != Quantity.ENERGY) {
                return 0;
            }
            double[] joules = {500, 510, 520, 530, 540, 550, 560, 575, 590, 605, 620};
            for (int i = 0; i < joules.length; i++) {
                nanos[i] = i * 250_000_000L;
                values[i] = joules[i];
            }
            return joules.length;
        }

        @Override
        public Traces cut(long fromNanos, long toNanos) {
            return Traces.NONE;
        }

        @Override
        public Map<String, Fact> facts() {
            return Map.of();
        }

        @Override
        public Processes processes() {
            return new Processes.Listed(List.of());
        }

        @Override
        public SamplerStats sampling() {
            return new SamplerStats(1, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @Test
    void thePowerOfADeviceThatCountsEnergyIsItsDifferenceOverTime() {
        LiveCurve curve = new LiveCurve(Quantity.POWER_INSTANT);
        curve.read(new Counter());
        assertEquals("[40.0, 40.0, 40.0, 60.0, 60.0]",
                Arrays.toString(Arrays.copyOf(curve.values(), curve.size())));
    }

    @Test
    void memoryIsInGibibytes() {
        LiveCurve curve = new LiveCurve(Quantity.HOST_MEMORY_USED);
        curve.read(MovingTelemetry.cpu());
        assertEquals(7.5, curve.most(Long.MIN_VALUE, Long.MAX_VALUE), 0.3);
    }

    @Test
    void whatIsNotSampledIsEmpty() {
        LiveCurve curve = new LiveCurve(Quantity.DRAM_BANDWIDTH);
        curve.read(MovingTelemetry.gpu());
        assertEquals(0, curve.size());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.7, 1", "1, 1", "3, 5", "412, 500", "1755, 2000", "5001, 10000"})
    void scalesEndAtRoundNumbers(double most, double top) {
        assertEquals(top, StripCanvas.roundUp(most), 1e-9);
    }
}
