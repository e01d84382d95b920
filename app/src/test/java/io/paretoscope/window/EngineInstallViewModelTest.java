package io.paretoscope.window;

import io.paretoscope.libtorch.EngineFiles;
import io.paretoscope.workbench.EngineStock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineInstallViewModelTest {
    @TempDir
    private Path folder;
    private EngineStock stock;
    private final List<String> heard = new ArrayList<>();
    private final ArrayDeque<Runnable> installs = new ArrayDeque<>();

    @BeforeEach
    void open() throws IOException {
        stock = Setups.engines(folder, Map.of("PARETOSCOPE_ENGINE_URL", "nowhere"));
        Path files = Files.createDirectory(folder.resolve("files"));
        EngineFiles.natives(files, "2.5.1", "cu124");
        EngineFiles.jni(files, "2.5.1-0.32.0", "cu124");
    }

    private EngineInstallViewModel model() {
        return new EngineInstallViewModel(stock, installs::add, new Background(Runnable::run, Runnable::run),
                () -> heard.add("installed"));
    }

    private List<String> installed() {
        return stock.list().engines().stream().map(engine -> engine.name()).toList();
    }

    @Test
    void artifactsInAFolderAreInstalledAndItIsTold() {
        EngineInstallViewModel model = model();
        List<String> steps = new ArrayList<>();
        model.step().subscribe(step -> steps.add(step));
        model.take(folder.resolve("files"));
        assertTrue(model.running().get());
        installs.remove().run();
        assertFalse(model.running().get());
        assertEquals("2.5.1-cu124 is installed", model.step().get());
        assertTrue(steps.contains("unpacking: 0.00 of 0.00 GiB"), steps.toString());
        assertEquals(List.of("2.5.1-cu124"), installed());
        assertEquals(List.of("installed"), heard);
    }

    @Test
    void aFolderWithNeitherIsRefusedInOneLine() {
        EngineInstallViewModel model = model();
        model.take(folder);
        installs.remove().run();
        assertTrue(model.problem().get().startsWith(folder + " holds no "), model.problem().get());
        assertEquals(List.of(), heard);
    }

    @Test
    void aMirrorThatIsNoAddressIsSaid() {
        EngineInstallViewModel model = model();
        model.fetch();
        installs.remove().run();
        assertTrue(model.problem().get().startsWith("PARETOSCOPE_ENGINE_URL is 'nowhere'"), model.problem().get());
        assertFalse(model.running().get());
    }

    @Test
    void whatIsCancelledBeforeItBeginsInstallsNothing() {
        EngineInstallViewModel model = model();
        model.take(folder.resolve("files"));
        model.cancel();
        installs.remove().run();
        assertEquals("Cancelled: no engine was installed", model.step().get());
        assertEquals(List.of(), installed());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void whatIsCancelledUnderWayInstallsNothing() {
        EngineInstallViewModel model = model();
        model.step().subscribe(step -> {
            if (step.startsWith("unpacking")) {
                model.cancel();
            }
        });
        model.take(folder.resolve("files"));
        installs.remove().run();
        assertEquals("Cancelled: no engine was installed", model.step().get());
        assertEquals(List.of(), installed());
    }

    @Test
    void afterACancelTheNextTryIsFree() {
        EngineInstallViewModel model = model();
        model.cancel();
        model.take(folder.resolve("files"));
        installs.remove().run();
        assertEquals(List.of("2.5.1-cu124"), installed());
    }

    @Test
    void twoAtOnceAreOne() {
        EngineInstallViewModel model = model();
        model.take(folder.resolve("files"));
        model.take(folder.resolve("files"));
        assertEquals(1, installs.size());
    }
}
