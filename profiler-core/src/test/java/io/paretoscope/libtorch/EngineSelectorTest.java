package io.paretoscope.libtorch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineSelectorTest {
    @TempDir
    private Path folder = Path.of("");
    private InstalledEngines engines = new InstalledEngines(Path.of(""), Optional.empty());

    @BeforeEach
    void open() {
        engines = new InstalledEngines(folder, Optional.empty());
    }

    private void put(String version, String flavor, int day) throws IOException {
        Path libraries = Files.createDirectories(folder.resolve(version + "-" + flavor).resolve("lib"));
        Files.write(libraries.resolve(EngineFiles.TORCH), new byte[3]);
        Files.writeString(libraries.resolveSibling(InstalledEngine.MANIFEST), new EngineManifest(version, flavor,
                version + "-0.32.0", flavor, "a test", Optional.empty(), Optional.empty(),
                Instant.EPOCH.plusSeconds(86_400L * day),
                List.of(new EngineManifest.LibraryFile(EngineFiles.TORCH, 3, Optional.empty()))).json());
    }

    private EngineChoice choose(boolean gpu, Map<String, String> environment) {
        return new EngineSelector(engines, environment).choose(gpu);
    }

    private static String name(EngineChoice choice) {
        return assertInstanceOf(EngineChoice.Installed.class, choice, choice.reason()).engine().name();
    }

    @Test
    void withNothingInstalledNothingIsChanged() throws IOException {
        assertInstanceOf(EngineChoice.BuiltIn.class, choose(true, Map.of()));
        assertEquals(Map.of("A", "b"), new EngineSelector(engines, Map.of("A", "b")).environmentFor(true));
    }

    @Test
    void aGpuRunsOnTheCudaEngineThatIsInstalled() throws IOException {
        put("2.5.1", "cu124", 1);
        assertEquals("2.5.1-cu124", name(choose(true, Map.of())));
    }

    @Test
    void theCpuRunsOnTheOneThatIsBuiltIn() throws IOException {
        put("2.5.1", "cu124", 1);
        assertInstanceOf(EngineChoice.BuiltIn.class, choose(false, Map.of()));
    }

    @Test
    void aGpuNeverRunsOnAnEngineForTheCpu() throws IOException {
        put("2.7.1", "cpu", 1);
        assertInstanceOf(EngineChoice.BuiltIn.class, choose(true, Map.of()));
    }

    @Test
    void theProgramsOwnVersionGoesBeforeALaterInstallOfAnother() throws IOException {
        put("2.7.1", "cu128", 1);
        put("2.5.1", "cu124", 2);
        assertEquals("2.7.1-cu128", name(choose(true, Map.of())));
    }

    @Test
    void ofTheSameVersionTheLaterInstallIsTaken() throws IOException {
        put("2.7.1", "cu128", 2);
        put("2.7.0", "cu126", 3);
        assertEquals("2.7.0-cu126", name(choose(true, Map.of())));
    }

    @Test
    void oneThatIsDamagedIsPassedOver() throws IOException {
        put("2.7.1", "cu128", 1);
        put("2.5.1", "cu124", 1);
        Files.delete(folder.resolve("2.7.1-cu128/lib").resolve(EngineFiles.TORCH));
        assertEquals("2.5.1-cu124", name(choose(true, Map.of())));
    }

    @Test
    void theUsersOwnVariablesGoBeforeEverything() throws IOException {
        put("2.5.1", "cu124", 1);
        Map<String, String> environment = Map.of("PYTORCH_LIBRARY_PATH", "/torch", EngineSelector.CHOICE_VARIABLE,
                "2.5.1-cu124");
        assertEquals("PYTORCH_LIBRARY_PATH=/torch is set, which goes before what is installed",
                choose(true, environment).reason());
        assertEquals(environment, new EngineSelector(engines, environment).environmentFor(true));
    }

    @Test
    void oneThatIsNamedIsForTheCpuToo() throws IOException {
        put("2.5.1", "cu124", 1);
        assertEquals("2.5.1-cu124", name(choose(false, Map.of(EngineSelector.CHOICE_VARIABLE, "2.5.1-cu124"))));
    }

    @Test
    void noneCanBeAskedFor() throws IOException {
        put("2.5.1", "cu124", 1);
        assertInstanceOf(EngineChoice.BuiltIn.class,
                choose(true, Map.of(EngineSelector.CHOICE_VARIABLE, EngineSelector.BUILT_IN)));
    }

    @Test
    void oneThatIsNamedAndNotThereIsAnError() {
        EngineSelector selector = new EngineSelector(engines, Map.of(EngineSelector.CHOICE_VARIABLE, "2.6.0-cu126"));
        String message = String.valueOf(assertThrows(InstallException.class, () -> selector.environmentFor(false))
                .getMessage());
        assertTrue(message.startsWith("PARETOSCOPE_ENGINE=2.6.0-cu126 names no engine that is installed: "), message);
    }

    @Test
    void aWorkerLearnsFolderVersionAndFlavor() throws IOException {
        put("2.5.1", "cu124", 1);
        String libraries = folder.resolve("2.5.1-cu124/lib").toString();
        assertEquals(Map.of("PYTORCH_LIBRARY_PATH", libraries, "PYTORCH_VERSION", "2.5.1", "PYTORCH_FLAVOR", "cu124",
                "LD_LIBRARY_PATH", libraries + File.pathSeparator + "/mine"),
                new EngineSelector(engines, Map.of("LD_LIBRARY_PATH", "/mine")).environmentFor(true));
    }

    @Test
    void whatComesWithTheProgramIsFoundAndCannotBeRemoved() throws IOException {
        put("2.5.1", "cu124", 1);
        InstalledEngines both = new InstalledEngines(folder.resolve("elsewhere"), Optional.of(folder));
        assertTrue(both.find("2.5.1-cu124").orElseThrow().shipped());
        String message = String.valueOf(assertThrows(InstallException.class, () -> both.remove("2.5.1-cu124"))
                .getMessage());
        assertTrue(message.startsWith("2.5.1-cu124 came with the program"), message);
    }

    @Test
    void aFolderThatIsNoEngineIsSaidAndCanBeRemoved() throws IOException {
        Files.createDirectory(folder.resolve("stray"));
        assertTrue(engines.list().unreadable().getFirst().contains("stray is no engine: "), "stray");
        assertTrue(engines.remove("stray"));
        assertEquals(List.of(), engines.list().unreadable());
    }

    @Test
    void noNameLeadsOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectory(folder.resolve("inside"));
        Files.createDirectory(folder.resolve("inside/stray"));
        assertEquals(false, new InstalledEngines(folder.resolve("inside"), Optional.empty()).remove("../outside"));
        assertTrue(Files.exists(outside));
    }

    @Test
    void aDamagedManifestIsSaid() throws IOException {
        put("2.5.1", "cu124", 1);
        Files.writeString(folder.resolve("2.5.1-cu124").resolve(InstalledEngine.MANIFEST),
                "{\"engine_manifest_version\":1}");
        assertTrue(engines.list().unreadable().getFirst().endsWith("of its engine.json, it has no libraries"),
                engines.list().unreadable().toString());
    }

    @Test
    void theSystemIsNamedAsDjlNamesIt() {
        assertEquals(List.of("linux-x86_64", "win-x86_64", "osx-aarch64"), List.of(Classifier.of("Linux", "amd64"),
                Classifier.of("Windows 11", "amd64"), Classifier.of("Mac OS X", "aarch64")));
    }
}
