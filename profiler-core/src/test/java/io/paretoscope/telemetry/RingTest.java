package io.paretoscope.telemetry;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingTest {
    private final long[] times = new long[8];
    private final double[] values = new double[8];

    private static Ring ring(int capacity, int samples) {
        Ring ring = new Ring(capacity);
        for (int i = 0; i < samples; i++) {
            ring.add(10L * i, i);
        }
        return ring;
    }

    @Test
    void anEmptyRingHasNothing() {
        assertEquals(0, ring(8, 0).newest(times, values));
    }

    @Test
    void theNewestComeInTheOrderOfTime() {
        assertEquals(3, ring(8, 3).newest(times, values));
        assertArrayEquals(new long[]{0, 10, 20, 0, 0, 0, 0, 0}, times);
        assertArrayEquals(new double[]{0, 1, 2, 0, 0, 0, 0, 0}, values);
    }

    @Test
    void onlyAsManyAsThereIsRoomForAreCopied() {
        assertEquals(2, ring(8, 5).newest(new long[2], values));
        assertEquals(3, values[0]);
    }

    @Test
    void theOldestGiveWay() {
        assertEquals(8, ring(8, 21).newest(times, values));
        assertArrayEquals(new double[]{13, 14, 15, 16, 17, 18, 19, 20}, values);
    }

    @Test
    void aCapacityIsRoundedUp() {
        assertEquals(128, new Ring(100).capacity());
        assertEquals(128, new Ring(128).capacity());
    }

    @Test
    void aReaderThatIsOvertakenGetsWholeSamplesInOrderAndWithoutHoles() throws InterruptedException {
        Ring ring = new Ring(64);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long i = 0; !done.get(); i++) {
                ring.add(i, (double) i);
            }
        });
        long[] nanos = new long[64];
        double[] read = new double[64];
        long seen = 0;
        long overtaken = 0;
        String fault = "";
        while (fault.isEmpty() && (seen < 2_000_000 || overtaken == 0)) {
            int count = ring.newest(nanos, read);
            overtaken += count < 64 && nanos[0] > 64 ? 1 : 0;
            seen += count;
            for (int i = 0; i < count; i++) {
                if (nanos[i] != (long) read[i] || (i > 0 && nanos[i] != nanos[i - 1] + 1)) {
                    fault = "sample " + i + " of " + count + ": time " + nanos[i] + ", value " + read[i];
                }
            }
        }
        done.set(true);
        writer.join();
        assertEquals("", fault);
        assertTrue(overtaken > 0, "the reader was never overtaken");
    }
}
