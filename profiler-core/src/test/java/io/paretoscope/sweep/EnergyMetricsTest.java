package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Energy of points whose device takes a known power. */
class EnergyMetricsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double WATTS = 300;
    private static final int WINDOWS = 3;

    /** Four sequences of ten tokens in a second. */
    private static final StepTimes BATCH = new StepTimes(4, 40, 40, SECOND / 10,
            Collections.nCopies(9, SECOND / 10), SECOND);

    private static List<TimedWindow> windows() {
        List<TimedWindow> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            windows.add(TestSamples.window(6L * i * SECOND, Collections.nCopies(5, BATCH)));
        }
        return windows;
    }

    /** A counter that ticks every tenth of a second while the device takes {@link #WATTS}. */
    private static Trace counter() {
        List<Long> nanos = new ArrayList<>();
        for (long time = -SECOND; time <= 6L * WINDOWS * SECOND; time += SECOND / 100) {
            nanos.add(time);
        }
        return new Trace(Quantity.ENERGY, "counter", nanos.stream().mapToLong(Long::longValue).toArray(),
                nanos.stream().mapToDouble(time -> 1000 + Math.floorDiv(time, SECOND / 10) * WATTS / 10).toArray());
    }

    private static PointMetrics metrics(Trace... traces) {
        return PointMetrics.of(TestSamples.of(windows(), new Reading.Value(1, 1),
                new Traces(List.of(traces), Map.of(Quantity.GPU_UTILISATION, "not supported"))));
    }

    private static Reading.Value value(PointMetrics metrics, Metric metric) {
        return assertInstanceOf(Reading.Value.class, metrics.reading(metric));
    }

    @Test
    void energyPerTokenIsPowerOverThroughput() {
        assertEquals(WATTS / 40, value(metrics(counter()), Metric.ENERGY_PER_TOKEN).value(), 0.01);
    }

    @Test
    void energyPerRequestIsThatOfItsTokens() {
        assertEquals(WATTS / 4, value(metrics(counter()), Metric.ENERGY_PER_REQUEST).value(), 0.1);
    }

    @Test
    void meanPowerIsThatOfTheWindows() {
        assertEquals(WATTS, value(metrics(counter()), Metric.MEAN_POWER).value(), 0.5);
    }

    @Test
    void theSourceIsNamed() {
        assertEquals(Optional.of("energy counter"), value(metrics(counter()), Metric.ENERGY_PER_TOKEN).source());
    }

    @Test
    void anIntervalLiesAroundTheValue() {
        Reading.Value energy = value(metrics(counter()), Metric.ENERGY_PER_TOKEN);
        Interval interval = energy.interval().orElseThrow();
        assertTrue(interval.low() <= energy.value() && energy.value() <= interval.high()
                && interval.runs() == WINDOWS, interval.toString());
    }

    @Test
    void withoutAnySourceThereIsAReasonAndNoNumber() {
        assertInstanceOf(Reading.Unavailable.class, metrics().reading(Metric.ENERGY_PER_TOKEN));
    }

    @Test
    void peakPowerIsTheLargestSampleWithinAWindow() {
        Trace power = new Trace(Quantity.POWER_INSTANT, "power",
                new long[]{SECOND, 2 * SECOND, 5 * SECOND + SECOND / 2},
                new double[]{310, 350, 999});
        assertEquals(new Reading.Value(350, 2, Optional.empty(), Optional.of("power")),
                metrics(power).reading(Metric.PEAK_POWER));
    }

    @Test
    void whatTheDeviceLacksKeepsItsReason() {
        assertEquals(new Reading.Unavailable("not supported"), metrics().reading(Metric.GPU_UTILISATION));
    }

    @Test
    void activityIsTheMeanOverTheSamplesInAllWindows() {
        Trace activity = new Trace(Quantity.SM_ACTIVITY, "gpm",
                new long[]{SECOND, 2 * SECOND, 5 * SECOND + SECOND / 2, 7 * SECOND}, new double[]{50, 70, 0, 90});
        assertEquals(new Reading.Value(70, 3, Optional.empty(), Optional.of("gpm")),
                metrics(activity).reading(Metric.SM_ACTIVITY));
    }
}
