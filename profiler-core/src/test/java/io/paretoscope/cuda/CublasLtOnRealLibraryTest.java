package io.paretoscope.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.Method;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** NVIDIA's own library, where there is one. What is described to it needs no GPU; it refuses attributes of a wrong length. */
class CublasLtOnRealLibraryTest {
    private static CudaLibrary.Loaded<CublasLtApi> library;

    @BeforeAll
    static void onlyWhereThereIsOne() throws Exception {
        library = InstalledCuda.cublasLt();
    }

    @Test
    void itHasEachFunctionThatIsUsed() {
        NativeLibrary symbols = NativeLibrary.getInstance(library.origin());
        for (Method function : CublasLtApi.class.getDeclaredMethods()) {
            assertNotNull(symbols.getFunction(function.getName()));
        }
    }

    @Test
    void itsVersionHasThreeParts() {
        long version = library.api().cublasLtGetVersion();
        assertTrue(version >= 120_000 && version < 200_000, () -> "version " + version);
    }

    @Test
    void itNamesItsErrors() {
        assertEquals("CUBLAS_STATUS_NOT_SUPPORTED", library.api().cublasLtGetStatusName(15));
    }

    @ParameterizedTest
    @EnumSource(Epilogue.class)
    void itTakesEachDescription(Epilogue epilogue) throws Exception {
        for (ProductType type : ProductType.values()) {
            MatrixProduct.make(library.api(), new Pointer(0), new ProductShape(8, 3072, 768), type, epilogue, true)
                    .close();
        }
    }
}
