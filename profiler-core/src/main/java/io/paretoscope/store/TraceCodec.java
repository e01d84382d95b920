package io.paretoscope.store;

import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Trace;

/**
 * The samples of a trace in few bytes, every bit of them. First their number; then the times, each as the change of the
 * step from the time before, since samples come at a near constant period; then the values, each as the bits in which it
 * differs from the value before, the highest bit first, since values repeat and whole numbers have few bits.
 */
final class TraceCodec {
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
        long before = 0;
        for (int i = 0; i < trace.size(); i++) {
            long bits = Double.doubleToRawLongBits(trace.value(i));
            out.unsigned(Long.reverse(bits ^ before));
            before = bits;
        }
        return out.packed();
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
        double[] values = new double[nanos.length];
        long bits = 0;
        for (int i = 0; i < values.length; i++) {
            bits ^= Long.reverse(in.unsigned());
            values[i] = Double.longBitsToDouble(bits);
        }
        in.end();
        return new Trace(quantity, source, nanos, values);
    }
}
