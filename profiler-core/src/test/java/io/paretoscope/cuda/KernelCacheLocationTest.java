package io.paretoscope.cuda;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KernelCacheLocationTest {
    private static final Path HOME = Path.of("/users/ada");

    @Test
    void cachesOfTheUserLieWhereTheEnvironmentSays() {
        assertEquals(Path.of("/caches/paretoscope/kernels"),
                KernelCacheLocation.folder(Map.of("XDG_CACHE_HOME", "/caches"), "Linux", HOME));
    }

    @Test
    void otherwiseTheyLieInTheHome() {
        assertEquals(Path.of("/users/ada/.cache/paretoscope/kernels"),
                KernelCacheLocation.folder(Map.of("XDG_CACHE_HOME", ""), "Linux", HOME));
    }

    @Test
    void aRelativeFolderIsNone() {
        assertEquals(Path.of("/users/ada/.cache/paretoscope/kernels"),
                KernelCacheLocation.folder(Map.of("XDG_CACHE_HOME", "caches"), "Linux", HOME));
    }

    @Test
    void windowsHasAFolderOfItsOwn() {
        assertEquals(Path.of("/local/Paretoscope/kernels"),
                KernelCacheLocation.folder(Map.of("LOCALAPPDATA", "/local", "XDG_CACHE_HOME", "/caches"), "Windows 11",
                        HOME));
        assertEquals(Path.of("/users/ada/AppData/Local/Paretoscope/kernels"),
                KernelCacheLocation.folder(Map.of(), "Windows 11", HOME));
    }
}
