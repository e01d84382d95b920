package io.paretoscope.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Scaled dot-product attention of one position over all that lie before it and itself (Vaswani et al. 2017). */
final class Attention {
    private final int hidden;
    private final int headSize;

    Attention(int hidden, int headSize) {
        this.hidden = hidden;
        this.headSize = headSize;
    }

    /**
     * One head.
     *
     * @param query {@code [hidden]} or longer, of which this head's part is read
     * @param keys {@code [places, hidden]}
     * @param values {@code [places, hidden]}
     * @param context places to look at
     * @param scores room for {@code context} numbers, the caller's own
     * @param result {@code [hidden]}, of which this head's part is written
     */
    void head(int head, float[] query, MemorySegment keys, MemorySegment values, int context, float[] scores,
            float[] result) {
        int first = head * headSize;
        float scale = (float) (1 / Math.sqrt(headSize));
        float largest = Float.NEGATIVE_INFINITY;
        for (int place = 0; place < context; place++) {
            float score = Products.dot(keys, offset(place, first), query, first, headSize) * scale;
            scores[place] = score;
            largest = Math.max(largest, score);
        }
        float total = exponentials(scores, context, largest);
        Arrays.fill(result, first, first + headSize, 0);
        for (int place = 0; place < context; place++) {
            add(values, offset(place, first), scores[place] / total, result, first);
        }
    }

    private long offset(int place, int first) {
        return ((long) place * hidden + first) * Float.BYTES;
    }

    /** {@code scores = exp(scores - largest)}; returns their sum. */
    private static float exponentials(float[] scores, int length, float largest) {
        int whole = Products.SPECIES.loopBound(length);
        FloatVector sums = FloatVector.zero(Products.SPECIES);
        for (int i = 0; i < whole; i += Products.LANES) {
            FloatVector power = FloatVector.fromArray(Products.SPECIES, scores, i)
                    .sub(largest)
                    .lanewise(VectorOperators.EXP);
            power.intoArray(scores, i);
            sums = sums.add(power);
        }
        float total = sums.reduceLanes(VectorOperators.ADD);
        for (int i = whole; i < length; i++) {
            scores[i] = (float) Math.exp(scores[i] - largest);
            total += scores[i];
        }
        return total;
    }

    private void add(MemorySegment values, long offset, float weight, float[] result, int first) {
        int whole = Products.SPECIES.loopBound(headSize);
        FloatVector weights = FloatVector.broadcast(Products.SPECIES, weight);
        for (int i = 0; i < whole; i += Products.LANES) {
            Products.load(values, offset + (long) i * Float.BYTES)
                    .fma(weights, FloatVector.fromArray(Products.SPECIES, result, first + i))
                    .intoArray(result, first + i);
        }
        for (int i = whole; i < headSize; i++) {
            result[first + i] += weight * Products.at(values, offset / Float.BYTES + i);
        }
    }
}
