package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.cuda.PinnedMemory;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The kernel that ends a step, whose answers are exact. */
@OnGpu
class ArgmaxGpuTest {
    private static final int THREADS = 256;
    private static final int HEAD_SIZE = 64;
    /** Divisible by what a thread reads at a time; and not. */
    private static final int OPT_VOCABULARY = 50_272;
    private static final int ODD_VOCABULARY = 443;

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

    /** What a launch leaves. */
    private record Step(List<Integer> tokens, List<Integer> onHost, List<Integer> lengths, List<Integer> tickets) {}

    private static List<Integer> integers(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** Runs it {@code launches} times, without waiting in between. */
    private static Step run(Precision precision, double[][] logits, int splits, int[] lengths, int launches)
            throws Exception {
        int batch = logits.length;
        StepKernels kernels = rig.kernels(precision, HEAD_SIZE);
        Stored rows = rig.put(Form.of(precision), Arrays.stream(logits).flatMapToDouble(Arrays::stream).toArray());
        Stored tokens = rig.poisoned(Form.INT32, batch);
        Stored counted = rig.put(Form.INT32, Arrays.stream(lengths).asDoubleStream().toArray());
        Stored bests = rig.poisoned(Form.INT32, 2 * batch * splits);
        Stored tickets = rig.zeros(Form.INT32, batch);
        try (PinnedMemory onHost = rig.context().pinned((long) batch * Integer.BYTES)) {
            onHost.host().fill((byte) -1);
            for (int i = 0; i < launches; i++) {
                rig.launch(kernels, "argmax", KernelLaunch.of(splits, batch, 1, THREADS, 0), arguments -> arguments
                        .add(rows.address())
                        .addInt(logits[0].length)
                        .add(tokens.address())
                        .add(onHost.deviceAddress())
                        .add(counted.address())
                        .add(bests.address())
                        .add(tickets.address()));
            }
            rig.finish();
            rig.bits(bests);
            return new Step(integers(rig.bits(tokens)), integers(onHost.host().toArray(ValueLayout.JAVA_INT)),
                    integers(rig.bits(counted)), integers(rig.bits(tickets)));
        }
    }

    private static int token(Precision precision, double[] logits, int splits) throws Exception {
        return run(precision, new double[][]{logits}, splits, new int[]{0}, 1).tokens().getFirst();
    }

    /** In halves, so that several of a vocabulary are the largest. */
    private static double[] random(Precision precision, long seed, int vocabulary) {
        double[] numbers = KernelRig.numbers(new Random(seed), Form.of(precision), vocabulary, 1);
        return Arrays.stream(numbers).map(number -> Math.rint(2 * number) / 2).toArray();
    }

    /** The first of the largest. */
    private static int largest(double[] logits) {
        return IntStream.range(0, logits.length).reduce(0, (best, i) -> logits[i] > logits[best] ? i : best);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(Precision.values())
                .flatMap(precision -> Stream.of(OPT_VOCABULARY, ODD_VOCABULARY, 8, 1)
                        .flatMap(vocabulary -> Stream.of(1, 3, 16)
                                .map(splits -> Arguments.of(precision, vocabulary, splits))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theTokenOfEachSequenceIsTheFirstOfItsLargestLogits(Precision precision, int vocabulary, int splits)
            throws Exception {
        double[][] logits = {random(precision, 1, vocabulary), random(precision, 2, vocabulary),
            random(precision, 3, vocabulary)};
        List<Integer> expected = Arrays.stream(logits).map(ArgmaxGpuTest::largest).toList();
        Step step = run(precision, logits, splits, new int[]{0, 7, 2047}, 1);
        assertEquals(expected, step.tokens());
        assertEquals(expected, step.onHost());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyLaunchMakesSequencesOneLongerAndLeavesItsTicketsForTheNext(Precision precision, int vocabulary,
            int splits) throws Exception {
        double[][] logits = {random(precision, 4, vocabulary), random(precision, 5, vocabulary)};
        Step step = run(precision, logits, splits, new int[]{0, 41}, 3);
        assertEquals(List.of(3, 44), step.lengths());
        assertEquals(List.of(0, 0), step.tickets());
    }

    @ParameterizedTest
    @EnumSource
    void ofEqualLogitsTheFirstIsTakenWhereverTheyLie(Precision precision) throws Exception {
        for (int vocabulary : new int[]{OPT_VOCABULARY, ODD_VOCABULARY}) {
            for (int first : new int[]{0, 1, 31, 255, vocabulary / 2, vocabulary - 2}) {
                double[] logits = random(precision, first, vocabulary);
                logits[first] = 100;
                logits[vocabulary - 1] = 100;
                logits[Math.max(first, vocabulary * 3 / 4)] = 100;
                assertEquals(first, token(precision, logits, 16), "first of " + vocabulary);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNanIsLargerThanAnyNumberAndTheFirstIsTaken(Precision precision) throws Exception {
        for (int vocabulary : new int[]{OPT_VOCABULARY, ODD_VOCABULARY}) {
            double[] logits = random(precision, 6, vocabulary);
            logits[3] = Double.POSITIVE_INFINITY;
            logits[vocabulary / 2] = Double.NaN;
            logits[vocabulary - 1] = Double.NaN;
            assertEquals(vocabulary / 2, token(precision, logits, 16));
        }
    }

    @ParameterizedTest
    @EnumSource
    void logitsThatAreAllMinusInfinityGiveTheFirstToken(Precision precision) throws Exception {
        double[] logits = new double[OPT_VOCABULARY];
        Arrays.fill(logits, Double.NEGATIVE_INFINITY);
        assertEquals(0, token(precision, logits, 16));
    }

    @ParameterizedTest
    @EnumSource
    void logitsThatAreAllNanGiveTheFirstToken(Precision precision) throws Exception {
        double[] logits = new double[ODD_VOCABULARY];
        Arrays.fill(logits, Double.NaN);
        assertEquals(0, token(precision, logits, 16));
    }

    @ParameterizedTest
    @EnumSource
    void asManySequencesAsAStepMayHaveEachGetTheirOwn(Precision precision) throws Exception {
        int batch = 300;
        double[][] logits = new double[batch][ODD_VOCABULARY];
        List<Integer> expected = new ArrayList<>();
        for (int row = 0; row < batch; row++) {
            expected.add(row * 7 % ODD_VOCABULARY);
            logits[row][expected.getLast()] = 1;
        }
        int[] lengths = new int[batch];
        Step step = run(precision, logits, 1, lengths, 1);
        assertEquals(expected, step.tokens());
        assertArrayEquals(IntStream.generate(() -> 1).limit(batch).toArray(),
                step.lengths().stream().mapToInt(Integer::intValue).toArray());
    }
}
