package io.paretoscope.window;

import io.paretoscope.telemetry.Fact;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Series;
import io.paretoscope.telemetry.Traces;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A chart that is held while its device goes on, and forgets. */
class LiveFreezeTest {
    private static final long SECOND = 1_000_000_000L;

    private final Ring device = new Ring();
    private final LiveTimeline timeline = new LiveTimeline();
    private final LiveChart chart = WindowSnapshot.onScreen(() -> new LiveChart(Quantity.HOST_LOAD, "CPU load", 44,
            timeline, new SimpleObjectProperty<>(Theme.LIGHT)));

    @BeforeAll
    static void startToolkit() {
        WindowSnapshot.startToolkit();
    }

    /** Holds the last 100 samples, one a second, each of which says its number. */
    private static final class Ring implements LiveTelemetry {
        private static final int HELD = 100;
        private int sampled;

        void sample(int more) {
            sampled += more;
        }

        long now() {
            return sampled * SECOND;
        }

        @Override
        public List<Series> offered() {
            return List.of(new Series(Quantity.HOST_LOAD, "a ring"));
        }

        @Override
        public int newest(Quantity quantity, long[] nanos, double[] values) {
            int count = Math.min(HELD, sampled);
            for (int i = 0; i < count; i++) {
                int number = sampled - count + i + 1;
                nanos[i] = number * SECOND;
                values[i] = number;
            }
            return count;
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

    private void draw() {
        WindowSnapshot.onScreen(() -> chart.show(device, device.now(), Bands.NONE));
    }

    private double[] drawn() {
        return Arrays.copyOf(chart.curve().values(), chart.curve().size());
    }

    private void on(Runnable change) {
        WindowSnapshot.onScreen(() -> {
            change.run();
            return true;
        });
    }

    @Test
    void whatIsHeldStaysRightWhileTheDeviceForgetsIt() {
        device.sample(150);
        draw();
        double[] before = drawn();
        on(() -> timeline.zoom(0.25, 0.75, device.now()));
        device.sample(1000);
        draw();
        assertArrayEquals(before, drawn());
    }

    @Test
    void afterAFreezeNoSampleIsMissing() {
        device.sample(60);
        draw();
        on(() -> timeline.freeze(device.now()));
        device.sample(30);
        draw();
        assertEquals(60, chart.curve().size());
        on(timeline::follow);
        draw();
        double[] all = drawn();
        for (int i = 0; i < all.length; i++) {
            assertEquals(i + 1, all[i]);
        }
        assertEquals(90, all.length);
    }

    @Test
    void theValueIsThatAtTheCrosshair() {
        device.sample(80);
        draw();
        assertEquals("80 %", chart.value());
        on(() -> timeline.cursor().set(0.5));
        draw();
        assertEquals("50 %", chart.value());
        on(() -> timeline.cursor().set(Double.NaN));
        draw();
        assertEquals("80 %", chart.value());
    }
}
