package io.paretoscope.store;

import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TraceCodecTest {
    private static Trace trace(long[] nanos, double[] values) {
        return new Trace(Quantity.POWER_INSTANT, "a source", nanos, values);
    }

    private static Trace through(Trace trace) {
        return TraceCodec.decode(trace.quantity(), trace.source(), TraceCodec.encode(trace));
    }

    private static long[] bits(Trace trace) {
        return Arrays.stream(trace.values()).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Test
    void anEmptyTraceComesBackEmpty() {
        assertEquals(0, through(trace(new long[0], new double[0])).size());
    }

    @Test
    void everyBitOfEveryValueSurvives() {
        double[] values = {0.0, -0.0, Double.NaN, Double.longBitsToDouble(0x7FF8_0000_0000_0001L),
            Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -Double.MAX_VALUE, 0.1 + 0.2, Math.PI, 1980, 1980};
        Trace trace = trace(new long[values.length], values);
        assertArrayEquals(bits(trace), bits(through(trace)));
    }

    @Test
    void everyTimeSurvives() {
        long[] nanos = {Long.MIN_VALUE, -5, -5, 0, 1, 49_999_999, Long.MAX_VALUE, Long.MAX_VALUE};
        Trace trace = trace(nanos, new double[nanos.length]);
        assertEquals(trace, through(trace));
    }

    @Test
    void randomTracesComeBackEqual() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long[] nanos = random.longs(random.nextInt(3000)).sorted().toArray();
            double[] values = Arrays.stream(random.longs(nanos.length).toArray())
                    .mapToDouble(Double::longBitsToDouble)
                    .toArray();
            Trace trace = trace(nanos, values);
            assertEquals(trace, through(trace), "seed " + seed);
            assertArrayEquals(bits(trace), bits(through(trace)), "seed " + seed);
        }
    }

    @Test
    void thousandthsComeBackEqualAndTakeLittle() {
        Random random = new Random(2);
        long[] nanos = new long[2000];
        double[] values = new double[nanos.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = i * 50_000_000L;
            values[i] = (250_000 - random.nextInt(500_000)) / 1000.0;
        }
        Trace trace = trace(nanos, values);
        assertArrayEquals(bits(trace), bits(through(trace)));
        int bytes = TraceCodec.encode(trace).length;
        assertTrue(bytes < 4 * nanos.length, () -> bytes + " bytes for " + nanos.length + " samples");
    }

    @Test
    void aNegativeZeroAmongWholeNumbersComesBackNegative() {
        Trace trace = trace(new long[3], new double[]{1, -0.0, 2});
        assertArrayEquals(bits(trace), bits(through(trace)));
    }

    @Test
    void aValueOfManyDigitsAmongThousandthsComesBack() {
        Trace trace = trace(new long[4], new double[]{0.001, 71.25, Math.nextUp(71.25), 9e15});
        assertArrayEquals(bits(trace), bits(through(trace)));
    }

    @Test
    void aPunctualGaugeOfWholeNumbersTakesLessThanThreeBytesASample() {
        Random random = new Random(1);
        long[] nanos = new long[2000];
        double[] values = new double[nanos.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = i * 50_000_000L + random.nextInt(40);
            values[i] = 1980 - 15 * random.nextInt(3);
        }
        int bytes = TraceCodec.encode(trace(nanos, values)).length;
        assertTrue(bytes < 3 * nanos.length, () -> bytes + " bytes for " + nanos.length + " samples");
    }

    @Test
    void aChangedBitIsNoticedOrChangesNothing() {
        Trace trace = trace(new long[]{1, 2, 3}, new double[]{4, 5, 6});
        byte[] packed = TraceCodec.encode(trace);
        int noticed = 0;
        for (int bit = 0; bit < packed.length * Byte.SIZE; bit++) {
            byte[] changed = packed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                assertEquals(trace, TraceCodec.decode(trace.quantity(), trace.source(), changed), "bit " + bit);
            } catch (IllegalArgumentException e) {
                noticed++;
            }
        }
        // A few bits between the last block and the checksum are padding.
        assertTrue(noticed > packed.length * Byte.SIZE - Byte.SIZE, noticed + " changes were noticed");
    }

    @Test
    void aCutEndIsNoticed() {
        byte[] packed = TraceCodec.encode(trace(new long[]{1, 2, 3}, new double[]{4, 5, 6}));
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThrows(IllegalArgumentException.class,
                    () -> TraceCodec.decode(Quantity.POWER_INSTANT, "a source", cut), length + " bytes");
        }
    }
}
