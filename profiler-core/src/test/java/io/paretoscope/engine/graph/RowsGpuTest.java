package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
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

/** The kernels that work on whole rows, against the same in double precision. */
@OnGpu
class RowsGpuTest {
    private static final int HEAD_SIZE = 64;
    private static final int BATCH = 3;
    private static final int VOCABULARY = 29;
    private static final int PLACES = 17;
    private static final int POSITION_OFFSET = 2;
    private static final int WARP = 32;
    private static final int MOST_THREADS = 512;
    private static final float EPSILON = 1e-5f;
    /** Half the distance of float32s around 1. */
    private static final double SINGLE = 0x1p-24;

    private static KernelRig rig;

    private final Random random = new Random(17);

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

    /**
     * Where a row goes, each 0 for nowhere.
     *
     * @param sum the sum
     * @param norm its layer norm
     */
    private record Ends(long sum, long weight, long bias, long norm) {
        KernelArguments add(KernelArguments arguments, int width) {
            return arguments.add(sum).add(weight).add(bias).addFloat(EPSILON).add(norm).addInt(width);
        }
    }

    /** Of a layer norm, with numbers that are its own. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Norm(double[] weight, double[] bias, Stored weights, Stored biases) {}

    /** What rows should become, and how far single precision may be from it before it is rounded to the form of the result. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Expected(double[][] rows, double[][] error) {}

    /** Down to one load, with and without threads that have nothing to do, up to the widest that the decoder accepts. */
    static Stream<Arguments> widths() {
        return Stream.of(Precision.values())
                .flatMap(precision -> IntStream.of(8, 40, 768, 2056, 5120, 12_000)
                        .mapToObj(width -> Arguments.of(precision, width)));
    }

    private static KernelLaunch grid(Precision precision, int width) {
        int wide = width * precision.bytes() / 16;
        return KernelLaunch.of(BATCH, 1, 1, Math.min(MOST_THREADS, (wide + WARP - 1) / WARP * WARP),
                width * Float.BYTES);
    }

    private double[] numbers(Form form, int count) {
        return KernelRig.numbers(random, form, count, 1);
    }

    private Norm norm(Form form, int width) throws Exception {
        double[] weight = numbers(form, width);
        double[] bias = numbers(form, width);
        return new Norm(weight, bias, rig.put(form, weight), rig.put(form, bias));
    }

    /** Sums of what {@code addends} gives for a row and column. */
    private static Expected sums(int width, Addends addends) {
        double[][] rows = new double[BATCH][width];
        double[][] error = new double[BATCH][width];
        for (int row = 0; row < BATCH; row++) {
            for (int column = 0; column < width; column++) {
                double[] all = addends.at(row, column);
                rows[row][column] = Arrays.stream(all).sum();
                error[row][column] = all.length * SINGLE * Arrays.stream(all).map(Math::abs).sum();
            }
        }
        return new Expected(rows, error);
    }

    /** What is added up to one number. */
    @FunctionalInterface
    private interface Addends {
        double[] at(int row, int column);
    }

    /**
     * The layer norm of sums. A sum of n terms by t threads in single precision is off by no more than (n / t + the terms of the
     * threads' own sums) roundings of the sum of its terms' magnitudes; with the threads of {@link #grid} that is less than
     * 100 of them up to the widest row.
     */
    private static Expected normed(Expected sums, Norm norm) {
        double[][] rows = new double[BATCH][];
        double[][] error = new double[BATCH][];
        for (int row = 0; row < BATCH; row++) {
            double[] x = sums.rows()[row];
            int width = x.length;
            double mean = Arrays.stream(x).average().orElseThrow();
            double variance = Arrays.stream(x).map(each -> (each - mean) * (each - mean)).average().orElseThrow();
            double inverse = 1 / Math.sqrt(variance + EPSILON);
            double magnitude = Arrays.stream(x).map(Math::abs).average().orElseThrow();
            double ofTerm = Arrays.stream(sums.error()[row]).max().orElseThrow();
            double ofDifference = 2 * ofTerm + 100 * SINGLE * magnitude;
            double ofInverse = 100 * SINGLE + inverse * ofDifference;
            rows[row] = new double[width];
            error[row] = new double[width];
            for (int column = 0; column < width; column++) {
                double z = (x[column] - mean) * inverse;
                double w = norm.weight()[column];
                double b = norm.bias()[column];
                rows[row][column] = z * w + b;
                error[row][column] = Math.abs(w) * (inverse * ofDifference + Math.abs(z) * ofInverse)
                        + 4 * SINGLE * (Math.abs(z * w) + Math.abs(b));
            }
        }
        return new Expected(rows, error);
    }

    private static void assertRows(Expected expected, Stored array) throws Exception {
        double[] actual = rig.read(array);
        int width = expected.rows()[0].length;
        for (int i = 0; i < actual.length; i++) {
            double wanted = expected.rows()[i / width][i % width];
            assertEquals(wanted, actual[i], expected.error()[i / width][i % width] + array.form().rounding(wanted),
                    "row " + i / width + ", column " + i % width);
        }
    }

    /** What is added up: parts by the products, the residual, and a bias where there is one. */
    private final class Summands {
        private final Form form;
        private final int width;
        private final int count;
        private final double[] residual;
        private final double[] parts;
        private final double[] bias;
        private final Stored residuals;

        Summands(Precision precision, int width, int count) throws Exception {
            this.form = Form.of(precision);
            this.width = width;
            this.count = count;
            residual = numbers(form, BATCH * width);
            parts = numbers(Form.FP32, count * BATCH * width);
            bias = numbers(form, width);
            residuals = rig.put(form, residual);
        }

        Expected sums(boolean biased) {
            return RowsGpuTest.sums(width, (row, column) -> {
                double[] all = new double[count + 2];
                for (int part = 0; part < count; part++) {
                    all[part] = parts[(part * BATCH + row) * width + column];
                }
                all[count] = residual[row * width + column];
                all[count + 1] = biased ? bias[column] : 0;
                return all;
            });
        }

        void run(Precision precision, boolean biased, Ends ends) throws Exception {
            long given = count == 0 ? 0 : rig.put(Form.FP32, parts).address();
            long biases = biased ? rig.put(form, bias).address() : 0;
            rig.launch(rig.kernels(precision, HEAD_SIZE), "sum_and_norm", grid(precision, width), arguments -> ends
                    .add(arguments.add(residuals.address()).add(given).addInt(count).add(biases), width));
            rig.finish();
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void partsBiasAndResidualAreAddedAndNormed(Precision precision, int width) throws Exception {
        for (int count : new int[]{1, 8}) {
            Summands summands = new Summands(precision, width, count);
            Norm norm = norm(summands.form, width);
            Stored sum = rig.poisoned(summands.form, BATCH * width);
            Stored normed = rig.poisoned(summands.form, BATCH * width);
            summands.run(precision, true, new Ends(sum.address(), norm.weights.address(), norm.biases.address(),
                    normed.address()));
            assertRows(summands.sums(true), sum);
            assertRows(normed(summands.sums(true), norm), normed);
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void withoutPartsAndBiasTheResidualAloneIsNormed(Precision precision, int width) throws Exception {
        Summands summands = new Summands(precision, width, 0);
        Norm norm = norm(summands.form, width);
        Stored normed = rig.poisoned(summands.form, BATCH * width);
        summands.run(precision, false, new Ends(0, norm.weights.address(), norm.biases.address(), normed.address()));
        assertRows(normed(summands.sums(false), norm), normed);
        assertArrayEquals(summands.residual, rig.read(summands.residuals));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void aSumWithoutNormTakesThePlaceOfItsResidual(Precision precision, int width) throws Exception {
        Summands summands = new Summands(precision, width, 2);
        summands.run(precision, true, new Ends(summands.residuals.address(), 0, 0, 0));
        assertRows(summands.sums(true), summands.residuals);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void aNormTakesThePlaceOfItsResidualAsInPostNormModels(Precision precision, int width) throws Exception {
        Summands summands = new Summands(precision, width, 4);
        Norm norm = norm(summands.form, width);
        summands.run(precision, true, new Ends(0, norm.weights.address(), norm.biases.address(),
                summands.residuals.address()));
        assertRows(normed(summands.sums(true), norm), summands.residuals);
    }

    /** Deep layers of large models have rows whose mean is far from 0 as seen from their deviation. */
    @ParameterizedTest
    @MethodSource("widths")
    void aRowFarFromZeroIsNormedAsWell(Precision precision, int width) throws Exception {
        UnaryOperator<Double> far = number -> Form.of(precision).nearest(64 + number);
        Summands summands = new Summands(precision, width, 0);
        Arrays.setAll(summands.residual, i -> far.apply(summands.residual[i]));
        Stored moved = rig.put(summands.form, summands.residual);
        Norm norm = norm(summands.form, width);
        Stored normed = rig.poisoned(summands.form, BATCH * width);
        rig.launch(rig.kernels(precision, HEAD_SIZE), "sum_and_norm", grid(precision, width),
                arguments -> new Ends(0, norm.weights.address(), norm.biases.address(), normed.address())
                        .add(arguments.add(moved.address()).add(0).addInt(0).add(0), width));
        rig.finish();
        assertRows(normed(summands.sums(false), norm), normed);
    }

    /** Tokens and lengths at both ends of their tables, as the kernel that ended the step before left them. */
    private void embed(Precision precision, int width, boolean table, boolean positioned, Ends ends, double[] rows,
            double[] positions) throws Exception {
        Form form = Form.of(precision);
        long tokens = rig.put(Form.INT32, 0, VOCABULARY - 1, 11).address();
        long lengths = rig.put(Form.INT32, 0, PLACES - 1, 5).address();
        long given = rig.put(form, rows).address();
        long places = positioned ? rig.put(form, positions).address() : 0;
        rig.launch(rig.kernels(precision, HEAD_SIZE), "embed", grid(precision, width), arguments -> ends.add(arguments
                .add(tokens)
                .add(lengths)
                .add(table ? given : 0)
                .add(table ? 0 : given)
                .add(places)
                .addInt(POSITION_OFFSET), width));
        rig.finish();
    }

    private static int token(int row) {
        return new int[]{0, VOCABULARY - 1, 11}[row];
    }

    private static int place(int row) {
        return new int[]{0, PLACES - 1, 5}[row] + POSITION_OFFSET;
    }

    @ParameterizedTest
    @MethodSource("widths")
    void aTokenBecomesItsEmbeddingPlusItsPositionAndTheNormOfThat(Precision precision, int width) throws Exception {
        Form form = Form.of(precision);
        double[] table = numbers(form, VOCABULARY * width);
        double[] positions = numbers(form, (PLACES + POSITION_OFFSET) * width);
        Norm norm = norm(form, width);
        Stored sum = rig.poisoned(form, BATCH * width);
        Stored normed = rig.poisoned(form, BATCH * width);
        embed(precision, width, true, true,
                new Ends(sum.address(), norm.weights.address(), norm.biases.address(), normed.address()), table,
                positions);
        Expected expected = sums(width, (row, column) -> new double[]{table[token(row) * width + column],
            positions[place(row) * width + column]});
        assertRows(expected, sum);
        assertRows(normed(expected, norm), normed);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void withoutPositionsATokenBecomesItsEmbeddingExactly(Precision precision, int width) throws Exception {
        Form form = Form.of(precision);
        double[] table = numbers(form, VOCABULARY * width);
        Stored sum = rig.poisoned(form, BATCH * width);
        embed(precision, width, true, false, new Ends(sum.address(), 0, 0, 0), table, new double[0]);
        double[] expected = IntStream.range(0, BATCH * width)
                .mapToDouble(i -> table[token(i / width) * width + i % width])
                .toArray();
        assertArrayEquals(expected, rig.read(sum));
    }

    @ParameterizedTest
    @MethodSource("widths")
    void rowsThatAreGivenGetTheirPositionsWithoutALookUp(Precision precision, int width) throws Exception {
        Form form = Form.of(precision);
        double[] rows = numbers(form, BATCH * width);
        double[] positions = numbers(form, (PLACES + POSITION_OFFSET) * width);
        Stored sum = rig.poisoned(form, BATCH * width);
        embed(precision, width, false, true, new Ends(sum.address(), 0, 0, 0), rows, positions);
        assertRows(sums(width, (row, column) -> new double[]{rows[row * width + column],
            positions[place(row) * width + column]}), sum);
    }
}
