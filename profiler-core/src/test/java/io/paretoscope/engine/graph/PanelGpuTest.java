package io.paretoscope.engine.graph;

import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.OnGpu;
import io.paretoscope.engine.graph.KernelRig.Stored;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** The own products of up to 64 rows, against the same in double precision. */
@OnGpu
class PanelGpuTest {
    private static final int HEAD_SIZE = 64;
    private static final int CLUSTERS = 9;

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

    /** Outputs that fill no panel or are odd, columns that fill no chunk, and those of a real model. */
    static Stream<Arguments> shapes() {
        List<Panel.Kernel> kernels = Panel.Kernel.ALL;
        return Stream.of(Precision.FP16, Precision.BF16)
                .flatMap(precision -> kernels.stream()
                        .flatMap(kernel -> Stream.of(new int[]{1, 8}, new int[]{77, 72}, new int[]{130, 1032},
                                new int[]{768, 768})
                                .map(shape -> Arguments.of(precision, kernel, shape[0], shape[1]))));
    }

    private static int[] batches(Panel.Kernel kernel) {
        return new int[]{1, kernel.room() / 2 + 1, kernel.room()};
    }

    private static Panel whole(Panel.Kernel kernel, int outputs) {
        return new Panel(kernel, (outputs + kernel.rows() - 1) / kernel.rows(), 1, 1);
    }

    private static void launch(Precision precision, ProductCase one, Panel panel, boolean biased, boolean atLeastZero,
            long y, long parts) throws Exception {
        Panel.Kernel kernel = panel.kernel();
        KernelLaunch launch = KernelLaunch.of(panel.gridX(), panel.splits(), 1, kernel.threads(), kernel.sharedBytes())
                .clusters(panel.cluster());
        rig.launch(rig.kernels(precision, HEAD_SIZE), kernel.symbol(), launch,
                arguments -> one.arguments(arguments, biased, atLeastZero, y, parts));
        rig.finish();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theProductIsWrittenWithItsBiasAndAtLeastZero(Precision precision, Panel.Kernel kernel, int outputs,
            int columns) throws Exception {
        for (int batch : batches(kernel)) {
            ProductCase one = new ProductCase(rig, precision, batch, outputs, columns);
            for (boolean added : new boolean[]{false, true}) {
                Stored y = one.noProduct();
                launch(precision, one, whole(kernel, outputs), added, added, y.address(), 0);
                one.assertProduct(added, added, y);
            }
        }
    }

    /** A block goes on to another panel where there are fewer blocks than panels. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aBlockMayTakeSeveralPanels(Precision precision, Panel.Kernel kernel, int outputs, int columns)
            throws Exception {
        ProductCase one = new ProductCase(rig, precision, kernel.room(), outputs, columns);
        Stored y = one.noProduct();
        launch(precision, one, new Panel(kernel, 1, 1, 1), true, false, y.address(), 0);
        one.assertProduct(true, false, y);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSharesOfSplitColumnsAddUpToTheProduct(Precision precision, Panel.Kernel kernel, int outputs, int columns)
            throws Exception {
        ProductCase one = new ProductCase(rig, precision, kernel.room() - 1, outputs, columns);
        int most = (columns + 63) / 64;
        for (int splits : Stream.of(2, 3, 8).filter(each -> each <= most).toList()) {
            Stored parts = one.noParts(splits);
            Panel panel = new Panel(kernel, whole(kernel, outputs).gridX(), splits, 1);
            launch(precision, one, panel, false, false, 0, parts.address());
            one.assertSum(splits, parts);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aClusterAddsUpItsSharesByItself(Precision precision, Panel.Kernel kernel, int outputs, int columns)
            throws Exception {
        if (rig.context().gpu().capabilityMajor() < CLUSTERS) {
            return;
        }
        ProductCase one = new ProductCase(rig, precision, kernel.room() - 1, outputs, columns);
        int most = (columns + 63) / 64;
        for (int cluster : Stream.of(2, 3, 4, 8).filter(each -> each <= most).toList()) {
            int gridX = whole(kernel, outputs).gridX();
            Stored y = one.noProduct();
            launch(precision, one, new Panel(kernel, gridX, cluster, cluster), true, true, y.address(), 0);
            one.assertProduct(true, true, y);
            if (2 * cluster <= most) {
                Stored parts = one.noParts(2);
                launch(precision, one, new Panel(kernel, gridX, 2 * cluster, cluster), false, false, 0, parts
                        .address());
                one.assertSum(2, parts);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSameProductHasTheSameBitsEveryTime(Precision precision, Panel.Kernel kernel, int outputs, int columns)
            throws Exception {
        ProductCase one = new ProductCase(rig, precision, kernel.room(), outputs, columns);
        Stored first = one.noProduct();
        Stored second = one.noProduct();
        launch(precision, one, whole(kernel, outputs), true, false, first.address(), 0);
        launch(precision, one, whole(kernel, outputs), true, false, second.address(), 0);
        assertArrayEquals(rig.bits(first), rig.bits(second));
    }

    /** A sequence's row must not depend on who else is in the batch: a NaN of one stays its own. */
    @ParameterizedTest
    @MethodSource("shapes")
    void aNanOfOneSequenceDoesNotReachAnother(Precision precision, Panel.Kernel kernel, int outputs, int columns)
            throws Exception {
        ProductCase one = new ProductCase(rig, precision, kernel.room(), outputs, columns);
        one.spoil(kernel.room() - 2);
        Stored y = one.noProduct();
        launch(precision, one, whole(kernel, outputs), false, false, y.address(), 0);
        one.assertOnlySpoilt(kernel.room() - 2, y);
    }
}
