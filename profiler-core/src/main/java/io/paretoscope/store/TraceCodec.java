package io.paretoscope.store;

import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;
import java.util.List;

/**
 * The samples of a trace in few bytes, every bit of them. First their number; then the times, each as the change of the
 * step from the time before, since samples come at a near constant period; then the values. Devices count in thousandths at the
 * finest: where each value is a whole number divided by the same 1, 10, 100 or 1000, these numbers are kept, each as the
 * difference from the one before. Other values are kept as the bits in which each differs from the value before, the highest
 * bit first.
 */
final class TraceCodec {
    /** What whole numbers are divided by to have the values; its place in the list is what stands before the values. */
    private static final List<Integer> DIVISORS = List.of(1, 10, 100, 1000);
    /** What stands before values that are no such numbers. */
    private static final int BITS = DIVISORS.size();
    /** Beyond, neighbouring doubles are more than a thousandth apart. */
    private static final double MOST = 1e12;

    private TraceCodec() {}

    static byte[] encode(Trace trace) {
        PackedWriter out = new PackedWriter();
        out.unsigned(trace.size());
        long time = 0;
        long step = 0;
        for (int i = 0; i < trace.size(); i++) {
            long change = trace.nanos(i) - time;
            out.signed(change - step);
            step = change;
            time = trace.nanos(i);
        }
        int form = form(trace);
        out.unsigned(form);
        long before = 0;
        for (int i = 0; i < trace.size(); i++) {
            if (form == BITS) {
                long bits = Double.doubleToRawLongBits(trace.value(i));
                out.unsigned(Long.reverse(bits ^ before));
                before = bits;
            } else {
                long whole = Math.round(trace.value(i) * DIVISORS.get(form));
                out.signed(whole - before);
                before = whole;
            }
        }
        return out.packed();
    }

    private static int form(Trace trace) {
        int form = 0;
        while (form < BITS && !isExact(trace, DIVISORS.get(form))) {
            form++;
        }
        return form;
    }

    private static boolean isExact(Trace trace, int divisor) {
        for (int i = 0; i < trace.size(); i++) {
            double value = trace.value(i);
            double again = Math.round(value * divisor) / (double) divisor;
            if (!(Math.abs(value) < MOST) || Double.doubleToRawLongBits(again) != Double.doubleToRawLongBits(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException where it is no such thing
     */
    static Trace decode(Quantity quantity, String source, byte[] packed) {
        PackedReader in = PackedReader.of(packed);
        long[] nanos = new long[in.count(2)];
        long time = 0;
        long step = 0;
        for (int i = 0; i < nanos.length; i++) {
            step += in.signed();
            time += step;
            nanos[i] = time;
        }
        long form = in.unsigned();
        if (form < 0 || form > BITS) {
            throw new IllegalArgumentException("packed samples of an unknown form");
        }
        double[] values = form == BITS
                ? differingBits(in, nanos.length)
                : divided(in, nanos.length, DIVISORS.get((int) form));
        in.end();
        return new Trace(quantity, source, nanos, values);
    }

    private static double[] differingBits(PackedReader in, int count) {
        double[] values = new double[count];
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits ^= Long.reverse(in.unsigned());
            values[i] = Double.longBitsToDouble(bits);
        }
        return values;
    }

    private static double[] divided(PackedReader in, int count, double divisor) {
        double[] values = new double[count];
        long whole = 0;
        for (int i = 0; i < count; i++) {
            whole += in.signed();
            values[i] = whole / divisor;
        }
        return values;
    }
}
