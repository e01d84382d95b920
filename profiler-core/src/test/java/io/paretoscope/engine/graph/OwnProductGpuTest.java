package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** The own product of up to 8 rows, against the same in double precision. */
@OnGpu
class OwnProductGpuTest {
    private static final int HEAD_SIZE = 64;
    private static final int WARP = 32;
    private static final int MOST_ROWS = 8;
    /** Rows of weights that a block takes. */
    private static final int BAND = 16;
    private static final int[] BATCHES = {1, 3, MOST_ROWS};

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

    /** Outputs that fill no block, columns that fill no chunk or are fewer than the warps, and those of a real model. */
    static Stream<Arguments> shapes() {
        return Stream.of(Precision.FP16, Precision.BF16)
                .flatMap(precision -> Stream.of(new int[]{1, 8}, new int[]{7, 72}, new int[]{40, 200},
                        new int[]{100, 1096}, new int[]{768, 768}, new int[]{50, 3072})
                        .map(shape -> Arguments.of(precision, shape[0], shape[1])));
    }

    private static void launch(Precision precision, int outputs, ProductCase one, int warps, int splits, boolean biased,
            boolean atLeastZero, long y, long parts) throws Exception {
        int blocks = (outputs + BAND - 1) / BAND;
        KernelLaunch launch = KernelLaunch.of(blocks, splits, 1, warps * WARP, warps * MOST_ROWS * BAND * Float.BYTES);
        rig.launch(rig.kernels(precision, HEAD_SIZE), "product_8", launch,
                arguments -> one.arguments(arguments, biased, atLeastZero, y, parts));
        rig.finish();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theProductAloneIsWrittenWhole(Precision precision, int outputs, int columns) throws Exception {
        for (int batch : BATCHES) {
            ProductCase one = new ProductCase(rig, precision, batch, outputs, columns);
            Stored y = one.noProduct();
            launch(precision, outputs, one, 4, 1, false, false, y.address(), 0);
            one.assertProduct(false, false, y);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theBiasIsAddedToEverySequence(Precision precision, int outputs, int columns) throws Exception {
        for (int batch : BATCHES) {
            ProductCase one = new ProductCase(rig, precision, batch, outputs, columns);
            Stored y = one.noProduct();
            launch(precision, outputs, one, 2, 1, true, false, y.address(), 0);
            one.assertProduct(true, false, y);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsBelowZeroWithItsBiasBecomesZero(Precision precision, int outputs, int columns) throws Exception {
        for (int batch : BATCHES) {
            ProductCase one = new ProductCase(rig, precision, batch, outputs, columns);
            Stored y = one.noProduct();
            launch(precision, outputs, one, 4, 1, true, true, y.address(), 0);
            one.assertProduct(true, true, y);
        }
    }

    /** More splits than chunks of columns among them: a share of none is 0, not what was there before. */
    @ParameterizedTest
    @MethodSource("shapes")
    void theSharesOfSplitColumnsAddUpToTheProduct(Precision precision, int outputs, int columns) throws Exception {
        ProductCase one = new ProductCase(rig, precision, MOST_ROWS - 1, outputs, columns);
        for (int splits : new int[]{1, 2, 3, 8}) {
            Stored parts = one.noParts(splits);
            launch(precision, outputs, one, 2, splits, false, false, 0, parts.address());
            one.assertSum(splits, parts);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSameProductHasTheSameBitsEveryTime(Precision precision, int outputs, int columns) throws Exception {
        ProductCase one = new ProductCase(rig, precision, MOST_ROWS, outputs, columns);
        Stored first = one.noProduct();
        Stored second = one.noProduct();
        launch(precision, outputs, one, 4, 1, true, false, first.address(), 0);
        launch(precision, outputs, one, 4, 1, true, false, second.address(), 0);
        assertArrayEquals(rig.bits(first), rig.bits(second));
    }

    /** A sequence's row must not depend on who else is in the batch: a NaN of one stays its own. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aNanOfOneSequenceDoesNotReachAnother(Precision precision, int outputs, int columns) throws Exception {
        ProductCase one = new ProductCase(rig, precision, MOST_ROWS, outputs, columns);
        one.spoil(MOST_ROWS - 2);
        Stored y = one.noProduct();
        launch(precision, outputs, one, 4, 1, false, false, y.address(), 0);
        one.assertOnlySpoilt(MOST_ROWS - 2, y);
    }
}
