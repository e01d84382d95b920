package io.paretoscope.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Products of float32 matrices in native memory, row-major, with one vector, as fast as the matrix can be read. */
final class Products {
    /** As many floats as the machine's widest register holds. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    /**
     * Rows that are read side by side. A core's prefetcher follows several streams at once, and a single one leaves it waiting
     * for memory; more than this need more registers than there are.
     */
    static final int STREAMS = 8;

    private Products() {}

    static FloatVector load(MemorySegment memory, long offset) {
        return FloatVector.fromMemorySegment(SPECIES, memory, offset, ORDER);
    }

    static float at(MemorySegment memory, long index) {
        return memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
    }

    /**
     * {@code y[from .. to) = W[from .. to) x}.
     *
     * @param w {@code [rows, columns]}
     * @param x at least {@code columns} long
     */
    static void rows(MemorySegment w, int columns, float[] x, float[] y, int from, int to) {
        // Streams that lie apart each read their rows one after the other, so every page is read from its start to its end.
        int apart = (to - from) / STREAMS;
        for (int row = from; row < from + apart; row++) {
            eightRows(w, columns, x, y, row, apart);
        }
        for (int row = from + STREAMS * apart; row < to; row++) {
            y[row] = dot(w, (long) row * columns * Float.BYTES, x, 0, columns);
        }
    }

    private static void eightRows(MemorySegment w, int columns, float[] x, float[] y, int row, int apart) {
        long step = (long) apart * columns * Float.BYTES;
        long start = (long) row * columns * Float.BYTES;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector a4 = a0;
        FloatVector a5 = a0;
        FloatVector a6 = a0;
        FloatVector a7 = a0;
        int whole = SPECIES.loopBound(columns);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, c);
            long p = start + (long) c * Float.BYTES;
            a0 = load(w, p).fma(v, a0);
            a1 = load(w, p + step).fma(v, a1);
            a2 = load(w, p + 2 * step).fma(v, a2);
            a3 = load(w, p + 3 * step).fma(v, a3);
            a4 = load(w, p + 4 * step).fma(v, a4);
            a5 = load(w, p + 5 * step).fma(v, a5);
            a6 = load(w, p + 6 * step).fma(v, a6);
            a7 = load(w, p + 7 * step).fma(v, a7);
        }
        y[row] = a0.reduceLanes(VectorOperators.ADD);
        y[row + apart] = a1.reduceLanes(VectorOperators.ADD);
        y[row + 2 * apart] = a2.reduceLanes(VectorOperators.ADD);
        y[row + 3 * apart] = a3.reduceLanes(VectorOperators.ADD);
        y[row + 4 * apart] = a4.reduceLanes(VectorOperators.ADD);
        y[row + 5 * apart] = a5.reduceLanes(VectorOperators.ADD);
        y[row + 6 * apart] = a6.reduceLanes(VectorOperators.ADD);
        y[row + 7 * apart] = a7.reduceLanes(VectorOperators.ADD);
        if (whole < columns) {
            for (int i = 0; i < STREAMS; i++) {
                y[row + i * apart] += rest(w, start + i * step, x, 0, whole, columns);
            }
        }
    }

    /** The product of {@code length} floats at byte {@code offset} with those of {@code x} from {@code first} on. */
    static float dot(MemorySegment w, long offset, float[] x, int first, int length) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += LANES) {
            sum = load(w, offset + (long) i * Float.BYTES).fma(FloatVector.fromArray(SPECIES, x, first + i), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD) + rest(w, offset, x, first, whole, length);
    }

    /** What no whole vector covers. */
    private static float rest(MemorySegment w, long offset, float[] x, int first, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i++) {
            sum += w.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset + (long) i * Float.BYTES) * x[first + i];
        }
        return sum;
    }
}
