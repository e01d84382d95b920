package io.paretoscope.store;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StoreLocationTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void linuxKeepsItInTheLocalShare() {
        assertEquals(HOME.resolve(".local/share/paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of(), "Linux", HOME));
    }

    @Test
    void linuxHeedsXdgDataHome() {
        assertEquals(Path.of("/data/paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of("XDG_DATA_HOME", "/data"), "Linux", HOME));
    }

    @Test
    void aRelativeXdgDataHomeIsIgnored() {
        assertEquals(HOME.resolve(".local/share/paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of("XDG_DATA_HOME", "data"), "Linux", HOME));
    }

    @Test
    void macKeepsItInApplicationSupport() {
        assertEquals(HOME.resolve("Library/Application Support/Paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of("XDG_DATA_HOME", "/data"), "Mac OS X", HOME));
    }

    @Test
    void windowsKeepsItInLocalAppData() {
        assertEquals(Path.of("/users/ada/local/Paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of("LOCALAPPDATA", "/users/ada/local"), "Windows 11", HOME));
    }

    @Test
    void windowsWithoutTheVariableKeepsItInTheProfile() {
        assertEquals(HOME.resolve("AppData/Local/Paretoscope/runs.mv.db"),
                StoreLocation.defaultFile(Map.of(), "Windows 11", HOME));
    }
}
