package io.paretoscope.cuda;

import com.sun.jna.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CudaLibraryTest {
    private static final CudaLibrary NOWHERE = new CudaLibrary("NVRTC", CudaLibrary.NVRTC.files(),
            List.of("no-such-library-anywhere"));

    @TempDir
    private Path folder;

    private List<String> found(CudaLibrary library, String... files) throws Exception {
        for (String file : files) {
            Files.createFile(folder.resolve(file));
        }
        return CudaLibrary.in(folder, library.files()).stream().map(file -> file.getFileName().toString()).toList();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "libraries have other names elsewhere")
    void theCompilerIsFoundUnderEachOfItsNamesThePlainOneFirst() throws Exception {
        assertEquals(List.of("libnvrtc.so.12", "libnvrtc-6d168ef8.so.12", "libnvrtc.so", "libnvrtc.so.13.0.1"),
                found(CudaLibrary.NVRTC, "libnvrtc-6d168ef8.so.12", "libnvrtc-builtins.so", "libnvrtc-builtins.so.12.4",
                        "libnvrtc.so.13.0.1", "libnvrtc.so", "libnvrtc.so.12", "libcaffe2_nvrtc.so",
                        "libnvrtc_static.a", "libnvrtc.alt.so.12"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "libraries have other names elsewhere")
    void theLibraryOfProductsIsNotTakenForItsBigSister() throws Exception {
        assertEquals(List.of("libcublasLt-44a813aa.so.12"),
                found(CudaLibrary.CUBLAS_LT, "libcublas-4cc45526.so.12", "libcublasLt-44a813aa.so.12"));
    }

    @Test
    void aFolderThatIsNotThereHoldsNothing() throws Exception {
        assertEquals(List.of(), CudaLibrary.in(folder.resolve("none"), List.of(Pattern.compile(".*"))));
    }

    @Test
    void whereItWasLookedForIsTold() {
        CudaException e = assertThrows(CudaException.class,
                () -> NOWHERE.load(List.of(folder, Path.of("elsewhere")), Library.class));
        assertEquals("no NVRTC in " + folder + ", elsewhere, nor where the system's loader looks", e.getMessage());
    }

    @Test
    void aFileThatIsNoLibraryIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("libnvrtc.so.12"), "text");
        CudaLibrary library = new CudaLibrary("NVRTC", List.of(Pattern.compile("libnvrtc.*")), NOWHERE.loaderNames());
        String message = String.valueOf(assertThrows(CudaException.class,
                () -> library.load(List.of(folder), Library.class)).getMessage());
        assertTrue(message.startsWith("no NVRTC in " + folder + ", nor where the system's loader looks; " + file
                + " cannot be loaded ("), message);
        assertEquals(1, message.lines().count(), message);
    }
}
