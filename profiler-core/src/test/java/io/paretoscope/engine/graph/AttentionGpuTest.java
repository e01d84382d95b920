package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Attention of one step, against the same in double precision. Places that hold nothing yet hold NaNs. */
@OnGpu
class AttentionGpuTest {
    private static final int THREADS = 128;
    private static final int HEADS = 3;
    private static final int PLACES = 600;
    private static final double LOG2_E = 1 / Math.log(2);
    private static final double SINGLE = 0x1p-24;
    /** An empty cache, one place, some, a whole round of every head size, and a cache with one place left. */
    private static final List<Integer> LENGTHS = List.of(0, 1, 37, 512, PLACES - 1);

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

    /** How keys and values lie: as the engine has them, and head by head. */
    private enum Layout {
        PLACE_BY_PLACE,
        HEAD_BY_HEAD;

        long headStride(int headSize) {
            return this == PLACE_BY_PLACE ? headSize : (long) PLACES * headSize;
        }

        long placeStride(int headSize) {
            return this == PLACE_BY_PLACE ? (long) HEADS * headSize : headSize;
        }

        int at(int sequence, int head, int place, int headSize) {
            return (int) ((long) sequence * PLACES * HEADS * headSize + head * headStride(headSize)
                    + place * placeStride(headSize));
        }
    }

    static Stream<Arguments> shapes() {
        return Stream.of(Precision.values())
                .flatMap(precision -> Stream.of(8, 40, 64, 80, 128)
                        .flatMap(headSize -> Stream.of(1, 7)
                                .map(splits -> Arguments.of(precision, headSize, splits))));
    }

    /** Among them more than there are rounds of places, so that some blocks have none. */
    static Stream<Arguments> manySplits() {
        return Stream.of(Precision.values())
                .flatMap(precision -> Stream.of(2, 3, 17, 40).map(splits -> Arguments.of(precision, 64, splits)));
    }

    /** Random queries, keys and values, and where they lie on the card. */
    private static final class Case {
        private final Precision precision;
        private final Form form;
        private final int headSize;
        private final int splits;
        private final Layout layout;
        private final double[] qkv;
        private final double[] keys;
        private final double[] values;
        private final Stored onCardQkv;
        private final Stored onCardKeys;
        private final Stored onCardValues;
        private final Stored lengths;
        private final Stored out;
        private final Stored parts;
        private final Stored tickets;

        Case(Precision precision, int headSize, int splits, Layout layout) throws Exception {
            this.precision = precision;
            this.headSize = headSize;
            this.splits = splits;
            this.layout = layout;
            form = Form.of(precision);
            Random random = new Random(headSize + splits);
            int batch = LENGTHS.size();
            qkv = KernelRig.numbers(random, form, batch * 3 * HEADS * headSize, 1);
            keys = cache(random);
            values = cache(random);
            onCardQkv = rig.put(form, qkv);
            onCardKeys = rig.put(form, keys);
            onCardValues = rig.put(form, values);
            lengths = rig.put(Form.INT32, LENGTHS.stream().mapToDouble(Integer::doubleValue).toArray());
            out = rig.poisoned(form, batch * HEADS * headSize);
            parts = rig.poisoned(Form.FP32, batch * HEADS * splits * (headSize + 2));
            tickets = rig.zeros(Form.INT32, batch * HEADS);
        }

        private double[] cache(Random random) {
            double[] cache = new double[LENGTHS.size() * HEADS * PLACES * headSize];
            Arrays.fill(cache, Double.NaN);
            for (int sequence = 0; sequence < LENGTHS.size(); sequence++) {
                for (int head = 0; head < HEADS; head++) {
                    for (int place = 0; place < LENGTHS.get(sequence); place++) {
                        double[] row = KernelRig.numbers(random, form, headSize, 1);
                        System.arraycopy(row, 0, cache, layout.at(sequence, head, place, headSize), headSize);
                    }
                }
            }
            return cache;
        }

        /** The new token's query, key or value, by {@code which} of them. */
        private double[] given(int which, int sequence, int head) {
            int start = ((sequence * 3 + which) * HEADS + head) * headSize;
            return Arrays.copyOfRange(qkv, start, start + headSize);
        }

        void launch() throws Exception {
            rig.launch(rig.kernels(precision, headSize), "attention",
                    KernelLaunch.of(HEADS, LENGTHS.size(), splits, THREADS, 0), arguments -> arguments
                            .add(onCardQkv.address())
                            .add(onCardKeys.address())
                            .add(onCardValues.address())
                            .add(lengths.address())
                            .add(out.address())
                            .add(splits == 1 ? 0 : parts.address())
                            .add(splits == 1 ? 0 : tickets.address())
                            .add((long) PLACES * HEADS * headSize)
                            .add(layout.headStride(headSize))
                            .add(layout.placeStride(headSize))
                            .addFloat((float) (LOG2_E / Math.sqrt(headSize))));
        }

        /** Rows of keys or values of a head: those of the cache, and the new one behind them. */
        private double[][] rows(double[] cache, int which, int sequence, int head) {
            int past = LENGTHS.get(sequence);
            double[][] rows = new double[past + 1][];
            for (int place = 0; place < past; place++) {
                int start = layout.at(sequence, head, place, headSize);
                rows[place] = Arrays.copyOfRange(cache, start, start + headSize);
            }
            rows[past] = given(which, sequence, head);
            return rows;
        }

        void assertOut() throws Exception {
            double[] actual = rig.read(out);
            for (int sequence = 0; sequence < LENGTHS.size(); sequence++) {
                for (int head = 0; head < HEADS; head++) {
                    int start = (sequence * HEADS + head) * headSize;
                    assertOut(sequence, head, Arrays.copyOfRange(actual, start, start + headSize));
                }
            }
        }

        /**
         * A score of n products, each times a rounded query, is off by no more than n + 4 roundings of the sum of their magnitudes, and
         * a weight by that times ln 2, its own two roundings and those of each factor that it is scaled by. The weighted sum and
         * the sum of weights have as many terms as the places that one group of lanes reads, a factor for each round, and those of
         * the groups, warps and splits, which {@code depth} counts.
         */
        private void assertOut(int sequence, int head, double[] actual) {
            double[] query = given(0, sequence, head);
            double[][] keyRows = rows(keys, 1, sequence, head);
            double[][] valueRows = rows(values, 2, sequence, head);
            double[] scores = new double[keyRows.length];
            double scoreError = 0;
            double factor = LOG2_E / Math.sqrt(headSize);
            for (int place = 0; place < scores.length; place++) {
                double magnitude = 0;
                for (int i = 0; i < headSize; i++) {
                    scores[place] += factor * query[i] * keyRows[place][i];
                    magnitude += Math.abs(factor * query[i] * keyRows[place][i]);
                }
                scoreError = Math.max(scoreError, (headSize + 4) * SINGLE * magnitude);
            }
            double most = Arrays.stream(scores).max().orElseThrow();
            double least = Arrays.stream(scores).min().orElseThrow();
            double[] weights = Arrays.stream(scores).map(score -> Math.pow(2, score - most)).toArray();
            double sum = Arrays.stream(weights).sum();
            int groups = THREADS / lanesOfARow();
            double depth = 2.0 * scores.length / groups + 32 + 2 * splits;
            double ofWeights = Math.log(2) * (2 * scoreError + 2 * SINGLE * (most - least)) + 4 * SINGLE;
            for (int i = 0; i < headSize; i++) {
                double value = 0;
                double magnitude = 0;
                for (int place = 0; place < weights.length; place++) {
                    value += weights[place] * valueRows[place][i] / sum;
                    magnitude += Math.abs(weights[place] * valueRows[place][i]) / sum;
                }
                double error = 2 * magnitude * (ofWeights + depth * SINGLE);
                assertEquals(value, actual[i], error + form.rounding(value),
                        "sequence " + sequence + ", head " + head + ", element " + i);
            }
        }

        /** Lanes that read a row: 16 bytes each, as many as the next power of two. */
        private int lanesOfARow() {
            int lanes = headSize * precision.bytes() / 16;
            return lanes <= 1 ? 1 : Integer.highestOneBit(lanes - 1) * 2;
        }

        /** The cache with the new token's rows, as bits. */
        int[] expectedCache(double[] cache, int which) {
            double[] all = cache.clone();
            for (int sequence = 0; sequence < LENGTHS.size(); sequence++) {
                for (int head = 0; head < HEADS; head++) {
                    System.arraycopy(given(which, sequence, head), 0, all,
                            layout.at(sequence, head, LENGTHS.get(sequence), headSize), headSize);
                }
            }
            return Arrays.stream(all).mapToInt(form::encode).toArray();
        }

        int[] bits(Stored array) throws Exception {
            int mask = form.bytes() == Short.BYTES ? 0xffff : -1;
            return Arrays.stream(rig.bits(array)).map(bits -> bits & mask).toArray();
        }
    }

    @ParameterizedTest
    @MethodSource({"shapes", "manySplits"})
    void everyHeadOfEverySequenceIsWhatTheFormulaTells(Precision precision, int headSize, int splits)
            throws Exception {
        Case one = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
        one.launch();
        rig.finish();
        one.assertOut();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theNewKeyAndValueAreWrittenExactlyAndNothingElse(Precision precision, int headSize, int splits)
            throws Exception {
        Case one = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
        one.launch();
        rig.finish();
        assertArrayEquals(one.expectedCache(one.keys, 1), one.bits(one.onCardKeys));
        assertArrayEquals(one.expectedCache(one.values, 2), one.bits(one.onCardValues));
    }

    /** As the next layer does, which finds the counters as this one left them. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aSecondLaunchGivesTheSameBits(Precision precision, int headSize, int splits) throws Exception {
        Case one = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
        one.launch();
        rig.finish();
        int[] first = rig.bits(one.out);
        assertArrayEquals(new int[one.tickets.count()], rig.bits(one.tickets));
        rig.poison(one.out);
        rig.poison(one.parts);
        one.launch();
        rig.finish();
        assertArrayEquals(first, rig.bits(one.out));
        assertArrayEquals(new int[one.tickets.count()], rig.bits(one.tickets));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void launchesThatFollowEachOtherWithoutAWaitDoNotDisturbEachOther(Precision precision, int headSize, int splits)
            throws Exception {
        Case one = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
        Case other = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
        for (int i = 0; i < 4; i++) {
            one.launch();
            other.launch();
        }
        rig.finish();
        one.assertOut();
        other.assertOut();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theStridesOfTheCacheAreThoseThatAreGiven(Precision precision, int headSize, int splits) throws Exception {
        Case one = new Case(precision, headSize, splits, Layout.HEAD_BY_HEAD);
        one.launch();
        rig.finish();
        one.assertOut();
        assertArrayEquals(one.expectedCache(one.keys, 1), one.bits(one.onCardKeys));
    }

    /** Scores far apart, as trained models have them: all but a few weights vanish, whichever group of lanes has the largest. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aScoreThatOutweighsAllOthersGivesItsValue(Precision precision, int headSize, int splits) throws Exception {
        int sequence = LENGTHS.size() - 1;
        for (int place : new int[]{5, PLACES - 2}) {
            Case one = new Case(precision, headSize, splits, Layout.PLACE_BY_PLACE);
            for (int i = 0; i < headSize; i++) {
                one.qkv[sequence * 3 * HEADS * headSize + i] = 4;
                one.keys[one.layout.at(sequence, 0, place, headSize) + i] = 4;
            }
            rig.write(one.onCardQkv, one.qkv);
            rig.write(one.onCardKeys, one.keys);
            one.launch();
            rig.finish();
            one.assertOut();
        }
    }
}
