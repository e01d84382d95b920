package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.ByReference;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CublasLtTest {
    private static final ProductShape SHAPE = new ProductShape(8, 3072, 768);
    private static final long W = 0x10_0000;
    private static final long X = 0x20_0000;
    private static final long B = 0x30_0000;
    private static final long C = 0x40_0000;
    private static final long Y = 0x50_0000;
    private static final long SPACE = 0x60_0000;

    private final FakeApi<CublasLtApi> fake = new FakeApi<>(CublasLtApi.class);
    private final Map<Integer, Long> description = new HashMap<>();
    private final Map<Integer, Long> preference = new HashMap<>();
    private final List<List<Long>> layouts = new ArrayList<>();
    private int made;

    @BeforeEach
    void aLibraryThatProposesNothing() {
        for (String maker : List.of("cublasLtCreate", "cublasLtMatmulDescCreate", "cublasLtMatmulPreferenceCreate")) {
            put(maker);
        }
        fake.put("cublasLtMatrixLayoutCreate", all -> {
            layouts.add(List.of((Long) all[2], (Long) all[3], (Long) all[4]));
            return give(all[0]);
        });
        fake.put("cublasLtMatmulDescSetAttribute", all -> note(description, all));
        fake.put("cublasLtMatmulPreferenceSetAttribute", all -> note(preference, all));
        fake.put("cublasLtGetStatusName", all -> "CUBLAS_STATUS_" + all[0]);
        fake.put("cublasLtGetVersion", all -> 120_405L);
    }

    private void put(String maker) {
        fake.put(maker, all -> give(all[0]));
    }

    private int give(Object reference) {
        made += 16;
        return FakeDriver.handle(reference, new Pointer(made));
    }

    private static int note(Map<Integer, Long> attributes, Object[] all) {
        Pointer value = ((ByReference) all[2]).getPointer();
        attributes.put((Integer) all[1], (Long) all[3] == 8 ? value.getLong(0) : (Long) (long) value.getInt(0));
        return 0;
    }

    /** Lets the library propose ways of which each needs a KiB of workspace more than the one before; the second fails. */
    private void proposes(int count) {
        fake.put("cublasLtMatmulAlgoGetHeuristic", all -> {
            Pointer results = (Pointer) all[8];
            for (int i = 0; i < count; i++) {
                long at = 96L * i;
                results.setLong(at, 100 + i);
                results.setLong(at + 56, 200 + i);
                results.setLong(at + 64, 1024L * i);
                results.setInt(at + 72, i == 1 ? 15 : 0);
                results.setFloat(at + 76, 0.5f + i);
            }
            ((IntByReference) all[9]).setValue(count);
            return 0;
        });
    }

    private MatrixProduct product(Epilogue epilogue, boolean addsC) throws CudaException {
        return CublasLt.create(fake.api(), "fake").product(SHAPE, ProductType.FP16, epilogue, addsC);
    }

    @Test
    void itTellsItsVersion() throws Exception {
        assertEquals("12.4.5", CublasLt.create(fake.api(), "fake").version());
    }

    @Test
    void aLibraryWithoutACardIsRefused() {
        fake.fail("cublasLtCreate", 1);
        CudaException e = assertThrows(CudaException.class, () -> CublasLt.create(fake.api(), "fake"));
        assertEquals("cublasLtCreate: CUBLAS_STATUS_1 (1)", e.getMessage());
    }

    @Test
    void matricesOfRowsAreDescribedAsColumnsOfTheirTransposes() throws Exception {
        product(Epilogue.NONE, false);
        assertEquals(List.of(List.of(768L, 3072L, 768L), List.of(768L, 8L, 768L), List.of(3072L, 8L, 3072L)), layouts);
        assertEquals(Map.of(3, 1L, 4, 0L, 7, 1L), description, "transa, transb, epilogue");
    }

    @ParameterizedTest
    @CsvSource({"FP16, 2", "BF16, 14", "FP32, 0"})
    void numbersAreOfOneTypeAndAddedInSinglePrecision(ProductType type, int cudaType) throws Exception {
        CublasLt.create(fake.api(), "fake").product(SHAPE, type, Epilogue.BIAS, false);
        assertEquals(List.of(cudaType, cudaType, cudaType), fake.each("cublasLtMatrixLayoutCreate", 1));
        assertEquals((long) cudaType, description.get(26), "bias");
        assertEquals(List.of(68, 0), List.of(fake.last("cublasLtMatmulDescCreate")).subList(1, 3));
    }

    @ParameterizedTest
    @CsvSource({"NONE, 1", "BIAS, 4", "RELU_BIAS, 6"})
    void theEpilogueIsSet(Epilogue epilogue, long code) throws Exception {
        product(epilogue, false);
        assertEquals(code, description.get(7));
    }

    @Test
    void aClosedProductGivesBackAllTheLastFirst() throws Exception {
        MatrixProduct product = product(Epilogue.NONE, false);
        fake.calls();
        product.close();
        product.close();
        assertEquals(List.of("cublasLtMatrixLayoutDestroy", "cublasLtMatrixLayoutDestroy",
                "cublasLtMatrixLayoutDestroy", "cublasLtMatmulDescDestroy"), fake.calls());
        assertThrows(IllegalStateException.class, () -> product.candidates(0, 1));
    }

    @Test
    void aHalfMadeProductGivesBackItsHalf() {
        fake.failAt("cublasLtMatrixLayoutCreate", 2, 7);
        CudaException e = assertThrows(CudaException.class, () -> product(Epilogue.NONE, false));
        assertEquals("cublasLtMatrixLayoutCreate: CUBLAS_STATUS_7 (7)", e.getMessage());
        List<String> calls = fake.calls();
        assertEquals(List.of("cublasLtMatrixLayoutDestroy", "cublasLtMatmulDescDestroy"),
                calls.subList(calls.size() - 2, calls.size()));
    }

    @Test
    void aDescriptionThatTakesNoAttributeIsGivenBack() {
        fake.failAt("cublasLtMatmulDescSetAttribute", 2, 7);
        CudaException e = assertThrows(CudaException.class, () -> product(Epilogue.NONE, false));
        assertEquals("cublasLtMatmulDescSetAttribute 4: CUBLAS_STATUS_7 (7)", e.getMessage());
        assertEquals("cublasLtMatmulDescDestroy", fake.calls().getLast());
    }

    @Test
    void waysThatTheLibraryCannotTakeAreLeftOut() throws Exception {
        proposes(3);
        List<ProductAlgorithm> ways = product(Epilogue.NONE, false).candidates(4096, 8);
        assertEquals(List.of(0L, 2048L), ways.stream().map(ProductAlgorithm::workspaceBytes).toList());
        assertEquals(List.of(0.5f, 2.5f), ways.stream().map(ProductAlgorithm::waves).toList());
        assertEquals(102, ways.getLast().algo().getLong(0));
        assertEquals(202, ways.getLast().algo().getLong(56));
    }

    @Test
    void waysAreAskedForWithinTheWorkspaceAndTheAlignment() throws Exception {
        proposes(1);
        assertEquals(16, product(Epilogue.NONE, false).candidates(4096, 8, 16).getFirst().alignmentBytes());
        assertEquals(Map.of(1, 4096L, 3, 2L, 5, 16L, 6, 16L, 7, 16L, 8, 16L), preference);
        assertEquals(8, fake.last("cublasLtMatmulAlgoGetHeuristic")[7]);
    }

    @Test
    void thePreferenceIsGivenBackAlsoWhereNoWayIsKnown() throws Exception {
        fake.fail("cublasLtMatmulAlgoGetHeuristic", 15);
        MatrixProduct product = product(Epilogue.NONE, false);
        CudaException e = assertThrows(CudaException.class, () -> product.candidates(4096, 8));
        assertEquals(
                "cublasLtMatmulAlgoGetHeuristic of Y[8,3072] = X[8,768] W[3072,768]ᵀ in FP16: CUBLAS_STATUS_15 (15)",
                e.getMessage());
        assertEquals("cublasLtMatmulPreferenceDestroy", fake.calls().getLast());
    }

    @Test
    void noProposalIsAnError() throws Exception {
        MatrixProduct product = product(Epilogue.NONE, false);
        CudaException e = assertThrows(CudaException.class, () -> product.candidates(4096, 8));
        assertEquals("cublasLtMatmulAlgoGetHeuristic of Y[8,3072] = X[8,768] W[3072,768]ᵀ in FP16: no way is proposed",
                e.getMessage());
    }

    @Test
    void whatIsAddedIsAddedOnce() throws Exception {
        proposes(1);
        MatrixProduct product = product(Epilogue.RELU_BIAS, true);
        try (CudaContext context = new FakeDriver().context()) {
            CudaStream stream = context.stream();
            ProductAlgorithm way = product.candidates(0, 1).getFirst();
            product.run(stream, way, W, X, B, C, Y, SPACE, 1024);
            Object[] given = fake.last("cublasLtMatmul");
            assertEquals(B, description.get(8), "bias");
            assertEquals(1, ((FloatByReference) given[2]).getValue(), "alpha");
            assertEquals(List.of(W, X), List.of(given[3], given[5]));
            assertEquals(1, ((FloatByReference) given[7]).getValue(), "beta");
            assertEquals(List.of(C, Y), List.of(given[8], given[10]));
            assertEquals(List.of(way.algo(), SPACE, 1024L, new Pointer(stream.handle())),
                    List.of(given).subList(12, 16));
        }
    }

    @Test
    void withoutCItsPlaceIsTheResultsAndCountsNothing() throws Exception {
        proposes(1);
        MatrixProduct product = product(Epilogue.NONE, false);
        try (CudaContext context = new FakeDriver().context()) {
            product.run(context.stream(), product.candidates(0, 1).getFirst(), W, X, 0, 0, Y, SPACE, 0);
            Object[] given = fake.last("cublasLtMatmul");
            assertEquals(0, ((FloatByReference) given[7]).getValue(), "beta");
            assertEquals(Y, given[8]);
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, false, 256, 0", "BIAS, false, 0, 0", "NONE, false, 0, 256", "BIAS, true, 256, 0"})
    void addressesThatTheProductHasNotOrLacksAreRefused(Epilogue epilogue, boolean addsC, long bias, long c)
            throws Exception {
        proposes(1);
        MatrixProduct product = product(epilogue, addsC);
        ProductAlgorithm way = product.candidates(0, 1).getFirst();
        try (CudaContext context = new FakeDriver().context()) {
            CudaStream stream = context.stream();
            assertThrows(IllegalArgumentException.class, () -> product.run(stream, way, W, X, bias, c, Y, SPACE, 0));
        }
    }

    @Test
    void aMatrixThatIsNotAlignedAsPromisedIsRefused() throws Exception {
        proposes(1);
        MatrixProduct product = product(Epilogue.NONE, false);
        ProductAlgorithm way = product.candidates(0, 1).getFirst();
        try (CudaContext context = new FakeDriver().context()) {
            CudaStream stream = context.stream();
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> product.run(stream, way, W, X + 128, 0, 0, Y, SPACE, 0));
            assertEquals("a matrix at 200080: the algorithm needs a multiple of 256", e.getMessage());
        }
    }

    @Test
    void noMatrixHasNoRows() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new ProductShape(0, 2, 3));
        assertEquals("a product of 0×3 by 3×2: expected at least one row and column of each", e.getMessage());
    }
}
