package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A product of random numbers on the card, and the same in double precision. */
final class ProductCase {
    /** Twice the distance of float32s around 1: tensor cores cut off where processors round. */
    private static final double STEP = 0x1p-22;
    /** Columns that one instruction adds up. */
    private static final int AT_ONCE = 16;

    private final KernelRig rig;
    private final int batch;
    private final int outputs;
    private final int columns;
    private final Form form;
    private final double[] x;
    private final double[] w;
    private final double[] bias;
    private final Stored xs;
    private final Stored ws;
    private final Stored biases;

    ProductCase(KernelRig rig, Precision precision, int batch, int outputs, int columns) throws Exception {
        this.rig = rig;
        this.batch = batch;
        this.outputs = outputs;
        this.columns = columns;
        form = Form.of(precision);
        Random random = new Random(batch);
        x = KernelRig.numbers(random, form, batch * columns, 1);
        w = KernelRig.numbers(random, form, outputs * columns, 0.05);
        bias = KernelRig.numbers(random, form, outputs, 1);
        // Behind each lies a guard of NaNs, which would spread to whatever reads it.
        xs = rig.put(form, x);
        ws = rig.put(form, w);
        biases = rig.put(form, bias);
    }

    Stored noProduct() throws Exception {
        return rig.poisoned(form, batch * outputs);
    }

    Stored noParts(int count) throws Exception {
        return rig.poisoned(Form.FP32, count * batch * outputs);
    }

    /** What the own kernels of products are given, one of {@code y} and {@code parts} being 0. */
    void arguments(KernelArguments arguments, boolean biased, boolean atLeastZero, long y, long parts) {
        arguments.add(xs.address())
                .add(ws.address())
                .add(biased ? biases.address() : 0)
                .add(y)
                .add(parts)
                .addInt(batch)
                .addInt(outputs)
                .addInt(columns)
                .addInt(atLeastZero ? 1 : 0);
    }

    /** Makes a number of a sequence's row none. */
    void spoil(int sequence) throws Exception {
        double[] spoilt = x.clone();
        spoilt[sequence * columns + columns / 2] = Double.NaN;
        rig.write(xs, spoilt);
    }

    void assertOnlySpoilt(int sequence, Stored y) throws Exception {
        double[] actual = rig.read(y);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(i / outputs == sequence, Double.isNaN(actual[i]), "sequence " + i / outputs);
        }
    }

    void assertSum(int count, Stored parts) throws Exception {
        double[] actual = rig.read(parts);
        for (int i = 0; i < batch * outputs; i++) {
            double sum = 0;
            for (int part = 0; part < count; part++) {
                sum += actual[part * batch * outputs + i];
            }
            assertEquals(product(i / outputs, i % outputs), sum, error(i / outputs, i % outputs),
                    count + " parts, element " + i);
        }
    }

    private double product(int sequence, int output) {
        return IntStream.range(0, columns).mapToDouble(column -> term(sequence, output, column)).sum();
    }

    private double term(int sequence, int output, int column) {
        return x[sequence * columns + column] * w[output * columns + column];
    }

    /** Each instruction and each sum of warps or splits rounds once, what it adds being no more than the sum of magnitudes. */
    private double error(int sequence, int output) {
        double magnitude = IntStream.range(0, columns)
                .mapToDouble(column -> Math.abs(term(sequence, output, column)))
                .sum();
        return (columns / AT_ONCE + 16) * STEP * magnitude;
    }

    void assertProduct(boolean biased, boolean atLeastZero, Stored y) throws Exception {
        double[] actual = rig.read(y);
        for (int i = 0; i < actual.length; i++) {
            int sequence = i / outputs;
            int output = i % outputs;
            double sum = product(sequence, output) + (biased ? bias[output] : 0);
            double expected = atLeastZero ? Math.max(sum, 0) : sum;
            assertEquals(expected, actual[i], error(sequence, output) + form.rounding(expected),
                    "batch " + batch + ", sequence " + sequence + ", output " + output);
        }
    }
}
