package io.paretoscope.engine.cpu;

import io.paretoscope.opt.ModelWeights;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Layer norm of one vector (Ba, Kiros, Hinton 2016), with libtorch's epsilon. */
final class LayerNorm {
    private static final double EPSILON = 1e-5;

    private LayerNorm() {}

    /** {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias}; {@code y} is another array than {@code x}. */
    static void of(float[] x, ModelWeights.Norm<MemorySegment> norm, float[] y) {
        int length = x.length;
        int whole = Products.SPECIES.loopBound(length);
        FloatVector sums = FloatVector.zero(Products.SPECIES);
        for (int i = 0; i < whole; i += Products.LANES) {
            sums = sums.add(FloatVector.fromArray(Products.SPECIES, x, i));
        }
        double sum = sums.reduceLanes(VectorOperators.ADD);
        for (int i = whole; i < length; i++) {
            sum += x[i];
        }
        float mean = (float) (sum / length);
        FloatVector squares = FloatVector.zero(Products.SPECIES);
        for (int i = 0; i < whole; i += Products.LANES) {
            FloatVector off = FloatVector.fromArray(Products.SPECIES, x, i).sub(mean);
            squares = off.fma(off, squares);
        }
        double variance = squares.reduceLanes(VectorOperators.ADD);
        for (int i = whole; i < length; i++) {
            variance += (x[i] - mean) * (x[i] - mean);
        }
        float scale = (float) (1 / Math.sqrt(variance / length + EPSILON));
        for (int i = 0; i < whole; i += Products.LANES) {
            long offset = (long) i * Float.BYTES;
            FloatVector.fromArray(Products.SPECIES, x, i)
                    .sub(mean)
                    .mul(scale)
                    .fma(Products.load(norm.weight(), offset), Products.load(norm.bias(), offset))
                    .intoArray(y, i);
        }
        for (int i = whole; i < length; i++) {
            y[i] = (x[i] - mean) * scale * Products.at(norm.weight(), i) + Products.at(norm.bias(), i);
        }
    }
}
