package io.paretoscope.engine.graph;

import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.KernelRig.Grid;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The own products of few rows, against the same in double precision. */
@OnGpu
class OwnProductGpuTest {
    private static final int HEAD_SIZE = 64;
    private static final int WARP = 32;
    /** Twice the distance of float32s around 1: tensor cores cut off where processors round. */
    private static final double STEP = 0x1p-22;
    /** Columns that one instruction adds up. */
    private static final int AT_ONCE = 16;

    private static KernelRig rig;

    @BeforeAll
    static void open() throws Exception {
        rig = KernelRig.open();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @AfterEach
    void clear() {
        rig.clear();
    }

    /** An own kernel, by the rows of activations that it takes and of weights that a block does. */
    enum Kernel {
        PRODUCT_8(8, 16),
        PRODUCT_16(16, 32);

        private final int batch;
        private final int rows;

        Kernel(int batch, int rows) {
            this.batch = batch;
            this.rows = rows;
        }

        String symbol() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Outputs that fill no block, columns that fill no chunk or are fewer than the warps, and those of a real model. */
    static Stream<Arguments> shapes() {
        return Stream.of(Precision.FP16, Precision.BF16)
                .flatMap(precision -> Stream.of(Kernel.values())
                        .flatMap(kernel -> Stream.of(new int[]{1, 8}, new int[]{7, 72}, new int[]{40, 200},
                                new int[]{100, 1096}, new int[]{768, 768}, new int[]{50, 3072})
                                .map(shape -> Arguments.of(precision, kernel, shape[0], shape[1]))));
    }

    /** A product on the card. */
    private static final class Case {
        private final Precision precision;
        private final Kernel kernel;
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

        Case(Precision precision, Kernel kernel, int batch, int outputs, int columns) throws Exception {
            this.precision = precision;
            this.kernel = kernel;
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

        void launch(int warps, int splits, boolean biased, boolean atLeastZero, long y, long parts) throws Exception {
            int blocks = (outputs + kernel.rows - 1) / kernel.rows;
            int sharedBytes = warps * kernel.batch * kernel.rows * Float.BYTES;
            rig.launch(rig.kernels(precision, HEAD_SIZE), kernel.symbol(),
                    new Grid(blocks, splits, 1, warps * WARP, sharedBytes), arguments -> arguments
                            .add(xs.address())
                            .add(ws.address())
                            .add(biased ? biases.address() : 0)
                            .add(y)
                            .add(parts)
                            .addInt(batch)
                            .addInt(outputs)
                            .addInt(columns)
                            .addInt(atLeastZero ? 1 : 0));
            rig.finish();
        }

        double product(int sequence, int output) {
            return IntStream.range(0, columns).mapToDouble(column -> term(sequence, output, column)).sum();
        }

        private double term(int sequence, int output, int column) {
            return x[sequence * columns + column] * w[output * columns + column];
        }

        /** Each instruction and each sum of warps or splits rounds once, what it adds being no more than the sum of magnitudes. */
        double error(int sequence, int output) {
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

    /** Every batch that a kernel may be given, also those that a smaller one serves. */
    private static IntStream batches(Kernel kernel) {
        return kernel == Kernel.PRODUCT_8 ? IntStream.of(1, 3, 8) : IntStream.of(1, 9, 15, 16);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theProductAloneIsWrittenWhole(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        for (int batch : batches(kernel).toArray()) {
            Case one = new Case(precision, kernel, batch, outputs, columns);
            Stored y = rig.poisoned(one.form, batch * outputs);
            one.launch(4, 1, false, false, y.address(), 0);
            one.assertProduct(false, false, y);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theBiasIsAddedToEverySequence(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        for (int batch : batches(kernel).toArray()) {
            Case one = new Case(precision, kernel, batch, outputs, columns);
            Stored y = rig.poisoned(one.form, batch * outputs);
            one.launch(2, 1, true, false, y.address(), 0);
            one.assertProduct(true, false, y);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsBelowZeroWithItsBiasBecomesZero(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        for (int batch : batches(kernel).toArray()) {
            Case one = new Case(precision, kernel, batch, outputs, columns);
            Stored y = rig.poisoned(one.form, batch * outputs);
            one.launch(4, 1, true, true, y.address(), 0);
            one.assertProduct(true, true, y);
        }
    }

    /** More splits than chunks of columns among them: a share of none is 0, not what was there before. */
    @ParameterizedTest
    @MethodSource("shapes")
    void theSharesOfSplitColumnsAddUpToTheProduct(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        int batch = kernel.batch - 1;
        Case one = new Case(precision, kernel, batch, outputs, columns);
        for (int splits : new int[]{1, 2, 3, 8}) {
            Stored parts = rig.poisoned(Form.FP32, splits * batch * outputs);
            one.launch(2, splits, false, false, 0, parts.address());
            double[] actual = rig.read(parts);
            for (int i = 0; i < batch * outputs; i++) {
                double sum = 0;
                for (int split = 0; split < splits; split++) {
                    sum += actual[split * batch * outputs + i];
                }
                assertEquals(one.product(i / outputs, i % outputs), sum, one.error(i / outputs, i % outputs),
                        splits + " splits, element " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSameProductHasTheSameBitsEveryTime(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        Case one = new Case(precision, kernel, kernel.batch, outputs, columns);
        Stored first = rig.poisoned(one.form, kernel.batch * outputs);
        Stored second = rig.poisoned(one.form, kernel.batch * outputs);
        one.launch(4, 1, true, false, first.address(), 0);
        one.launch(4, 1, true, false, second.address(), 0);
        assertArrayEquals(rig.bits(first), rig.bits(second));
    }

    /** A sequence's row must not depend on who else is in the batch: a NaN of one stays its own. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aNanOfOneSequenceDoesNotReachAnother(Precision precision, Kernel kernel, int outputs, int columns)
            throws Exception {
        Case one = new Case(precision, kernel, kernel.batch, outputs, columns);
        int ill = kernel.batch - 2;
        double[] x = one.x.clone();
        x[ill * columns + columns / 2] = Double.NaN;
        rig.write(one.xs, x);
        Stored y = rig.poisoned(one.form, kernel.batch * outputs);
        one.launch(4, 1, false, false, y.address(), 0);
        double[] actual = rig.read(y);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(i / outputs == ill, Double.isNaN(actual[i]), "sequence " + i / outputs);
        }
    }
}
