package io.paretoscope.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LibTorchFolderTest {
    @TempDir
    private Path torch = Path.of("");
    private Path lib = Path.of("");

    @BeforeEach
    void aFolderAsPipInstallsIt() throws IOException {
        lib = Files.createDirectory(torch.resolve("lib"));
        Files.createFile(lib.resolve(System.mapLibraryName("torch")));
    }

    private Optional<String> mismatch(Map<String, String> more) {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("PYTORCH_LIBRARY_PATH", lib.toString());
        return LibTorchFolder.mismatch(environment);
    }

    private void states(String version) throws IOException {
        Files.writeString(torch.resolve("version.py"), "__version__ = '" + version + "+cu128'\n");
    }

    @Test
    void nothingIsSaidOfALibraryThatTheUserDidNotName() {
        assertEquals(Optional.empty(), LibTorchFolder.mismatch(Map.of()));
    }

    @Test
    void aFolderWithoutLibtorchIsRefused() throws IOException {
        Files.delete(lib.resolve(System.mapLibraryName("torch")));
        assertTrue(mismatch(Map.of()).orElseThrow().startsWith("PYTORCH_LIBRARY_PATH=" + lib + " holds no "));
    }

    @Test
    void theBundledVersionIsTaken() throws IOException {
        states("2.7.0");
        assertEquals(Optional.empty(), mismatch(Map.of()));
    }

    @Test
    void anotherMinorVersionIsRefusedByName() throws IOException {
        states("2.11.0");
        String message = mismatch(Map.of()).orElseThrow();
        assertTrue(message.contains(lib + " is 2.11.0, but the JNI library is for 2.7.1"), message);
    }

    @Test
    void anotherVersionWithItsOwnJniLibraryIsTaken() throws IOException {
        states("2.5.1");
        Files.createFile(lib.resolve(System.mapLibraryName("djl_torch")));
        assertEquals(Optional.empty(), mismatch(Map.of("PYTORCH_VERSION", "2.5.1")));
    }

    @Test
    void anotherVersionWithoutItsOwnJniLibraryIsRefused() {
        String message = mismatch(Map.of("PYTORCH_VERSION", "2.5.1")).orElseThrow();
        assertTrue(message.startsWith("PYTORCH_VERSION=2.5.1, but this product carries the JNI library for 2.7.1"),
                message);
    }

    @Test
    void aVersionThatNothingStatesIsNotMadeUp() {
        String text = LibTorchFolder.loaded("2.7.1", lib.toString(), Map.of("PYTORCH_LIBRARY_PATH", lib.toString()))
                .toString();
        assertTrue(text.startsWith("libtorch of a version that nothing states (taken for 2.7.1;"), text);
    }

    @Test
    void aStatedVersionIsShown() throws IOException {
        states("2.7.0");
        String text = LibTorchFolder.loaded("2.7.1", lib.toString(), Map.of("PYTORCH_LIBRARY_PATH", lib.toString()))
                .toString();
        assertTrue(text.startsWith("libtorch 2.7.0 for the CPU, "), text);
    }
}
