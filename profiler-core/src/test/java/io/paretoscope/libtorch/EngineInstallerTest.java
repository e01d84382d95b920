package io.paretoscope.libtorch;

import io.paretoscope.download.DjlNatives;
import io.paretoscope.download.FakeHub;
import io.paretoscope.download.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineInstallerTest {
    private static final Patience QUICK = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofMillis(1), 2);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");
    private Path files = Path.of("");
    private InstalledEngines engines = new InstalledEngines(Path.of(""), Optional.empty());
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

    @BeforeEach
    void open() throws IOException {
        files = Files.createDirectory(folder.resolve("files"));
        engines = new InstalledEngines(folder.resolve("engines"), Optional.empty());
    }

    private EngineInstaller installer() {
        return new EngineInstaller(engines, _ -> free.get(), InstantSource.fixed(NOW));
    }

    private InstalledEngine install(EngineSource source) throws IOException, InterruptedException {
        return installer().install(source, (_, _, _) -> {});
    }

    private String refusal(EngineSource source) {
        return String.valueOf(assertThrows(IOException.class, () -> install(source)).getMessage());
    }

    private static EngineSource.Artifacts artifacts(Path natives, Path jni) {
        return new EngineSource.Artifacts(natives, Optional.of(jni), Optional.empty());
    }

    private Path natives() throws IOException {
        return EngineFiles.natives(files, "2.5.1", "cu124");
    }

    private Path jni() throws IOException {
        return EngineFiles.jni(files, "2.5.1-0.32.0", "cu124");
    }

    /** No engine, and of an install that failed nothing at all. */
    private void assertNothingThere() throws IOException {
        assertEquals(List.of(), engines.list().engines());
        if (Files.exists(engines.folder())) {
            try (Stream<Path> left = Files.list(engines.folder())) {
                assertEquals(List.of(".lock"), left.map(path -> path.getFileName().toString()).toList());
            }
        }
    }

    @Test
    void artifactsBecomeAnEngineWithItsJniLibrary() throws Exception {
        InstalledEngine engine = install(artifacts(natives(), jni()));
        assertEquals("2.5.1-cu124", engine.name());
        assertArrayEquals(EngineFiles.content(EngineFiles.TORCH_CUDA),
                Files.readAllBytes(engine.libraries().resolve(EngineFiles.TORCH_CUDA)));
        assertArrayEquals(EngineFiles.content("jni"), Files.readAllBytes(engine.libraries().resolve(JniLibrary.FILE)));
        assertEquals(Optional.empty(), engine.obstacle());
    }

    @Test
    void theManifestIsReadAsItWasWritten() throws Exception {
        InstalledEngine engine = install(artifacts(natives(), jni()));
        assertEquals(List.of(engine), engines.list().engines());
        assertEquals(NOW, engine.manifest().installedAt());
        assertEquals(Optional.of(FakeHub.sha("SHA-256", Files.readAllBytes(natives()))),
                engine.manifest().sourceSha256());
        assertEquals(Optional.of(FakeHub.sha("SHA-256", EngineFiles.content("jni"))),
                engine.manifest().files().getFirst().sha256());
    }

    @Test
    void aFolderThatHoldsBothArtifactsIsEnough() throws Exception {
        natives();
        jni();
        InstalledEngine engine = install(new EngineSource.Artifacts(files, Optional.empty(), Optional.empty()));
        assertEquals("2.5.1-0.32.0", engine.manifest().jni());
    }

    @Test
    void theVersionThatIsBuiltInNeedsNoOtherJniLibrary() throws Exception {
        Path natives = EngineFiles.natives(files, LibTorchFolder.BUNDLED_VERSION, ExistingLibTorch.JNI_FLAVOR);
        InstalledEngine engine = install(new EngineSource.Artifacts(natives, Optional.empty(), Optional.empty()));
        assertTrue(engine.manifest().jni().startsWith(LibTorchFolder.BUNDLED_VERSION + "-"), engine.manifest().jni());
        assertTrue(Files.size(engine.libraries().resolve(JniLibrary.FILE)) > 0);
    }

    @Test
    void anotherVersionWithoutItsJniLibraryIsRefusedWithWhatToGive() throws Exception {
        String message = refusal(new EngineSource.Artifacts(natives(), Optional.empty(), Optional.empty()));
        assertTrue(message.contains("give DJL's pytorch-jni for libtorch 2.5.1 with --jni, such as"
                + " pytorch-jni-2.5.1-0.32.0.jar"), message);
        assertNothingThere();
    }

    @Test
    void aJniLibraryForAnotherLibtorchIsRefused() throws Exception {
        String message = refusal(artifacts(natives(), EngineFiles.jni(files, "2.7.1-0.35.1", "cu124")));
        assertTrue(message.contains(" is for libtorch 2.7.1, and the engine is 2.5.1: "), message);
        assertNothingThere();
    }

    @Test
    void aJniLibraryOfADjlThatDoesNotFitIsRefused() throws Exception {
        String message = refusal(artifacts(natives(), EngineFiles.jni(files, "2.5.1-0.31.1", "cu124")));
        assertTrue(message.contains(" is of DJL 0.31.1, whose native methods are not those "), message);
    }

    @Test
    void aJniLibraryOfAnotherFlavorIsRefusedWithWhatItHas() throws Exception {
        String message = refusal(artifacts(natives(), EngineFiles.jni(files, "2.5.1-0.32.0", "cpu")));
        assertTrue(message.contains("cu124/" + JniLibrary.FILE + ", but jnilib/" + EngineFiles.CLASSIFIER + "/cpu/"),
                message);
    }

    @Test
    void artifactsOfAnotherSystemAreRefused() throws Exception {
        String message = refusal(artifacts(EngineFiles.natives(files, "2.5.1", "cu124", "amiga-m68k"), jni()));
        assertTrue(message.endsWith(" is for amiga-m68k, and this machine is " + EngineFiles.CLASSIFIER), message);
        assertNothingThere();
    }

    @Test
    void aChecksumBesideTheFileIsHeeded() throws Exception {
        Path natives = natives();
        Files.writeString(natives.resolveSibling(natives.getFileName() + ".sha1"), "0123abc  " + natives.getFileName());
        String message = refusal(artifacts(natives, jni()));
        assertTrue(message.contains(", and 0123abc is in " + natives + ".sha1: it was damaged on the way"), message);
        assertNothingThere();
    }

    @Test
    void aRightChecksumBesideTheFileIsNoObstacle() throws Exception {
        Path natives = natives();
        Files.writeString(natives.resolveSibling(natives.getFileName() + ".sha1"),
                FakeHub.sha("SHA-1", Files.readAllBytes(natives)));
        assertEquals("2.5.1-cu124", install(artifacts(natives, jni())).name());
    }

    @Test
    void aChecksumThatTheUserGaveIsHeeded() throws Exception {
        String message = refusal(new EngineSource.Artifacts(natives(), Optional.of(jni()), Optional.of("00ff")));
        assertTrue(message.contains(", and 00ff you gave with --sha256: "), message);
        assertNothingThere();
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws Exception {
        Path natives = natives();
        byte[] whole = Files.readAllBytes(natives);
        Files.write(natives, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertTrue(refusal(artifacts(natives, jni())).contains(" cannot be read as a jar ("), "cut short");
        assertNothingThere();
    }

    @Test
    void aLibraryThatIsNotWhatItsChecksumSaysIsRefusedAndNothingIsLeft() throws Exception {
        Path natives = natives();
        byte[] damaged = Files.readAllBytes(natives);
        // In the middle of content that does not shrink, so that it unpacks, but to something else.
        damaged[50_000] ^= 1;
        Files.write(natives, damaged);
        String message = refusal(artifacts(natives, jni()));
        assertTrue(message.contains(" is damaged: " + EngineFiles.TORCH + " in it is not what its checksum says"),
                message);
        assertNothingThere();
    }

    @Test
    void anyOtherJarIsRefused() throws Exception {
        Path other = EngineFiles.zip(files.resolve("other.jar"), Map.of("a.txt", new byte[1]));
        assertTrue(refusal(artifacts(other, jni())).contains("it is not DJL's pytorch-native of one system"), "other");
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() throws Exception {
        Path evil = EngineFiles.zip(files.resolve("evil.jar"), Map.of("native/lib/pytorch.properties",
                ("version=2.5.1\nflavor=cu124\nclassifier=" + EngineFiles.CLASSIFIER + "\nlibraries=../../evil.so")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertTrue(refusal(artifacts(evil, jni())).contains("'../../evil.so' is no name of a library"), "evil");
    }

    @Test
    void tooLittleRoomIsSaidBeforeAnythingIsWritten() throws Exception {
        free.set(100_000);
        String message = refusal(artifacts(natives(), jni()));
        assertTrue(message.contains(", unpacked, needs 0.0 GiB on the disk of " + engines.folder()), message);
        assertTrue(message.contains(InstalledEngines.FOLDER_VARIABLE), message);
        assertNothingThere();
    }

    @Test
    void anInterruptLeavesNothing() throws Exception {
        EngineSource source = artifacts(natives(), jni());
        List<String> steps = new ArrayList<>();
        assertThrows(InterruptedException.class, () -> installer().install(source, (step, _, _) -> {
            steps.add(step);
            if (step.equals("unpacking")) {
                Thread.currentThread().interrupt();
            }
        }));
        assertEquals("unpacking", steps.getLast());
        assertNothingThere();
    }

    @Test
    void theSameEngineTwiceIsRefused() throws Exception {
        install(artifacts(natives(), jni()));
        assertEquals("2.5.1-cu124 is installed already; 'paretoscope engine remove 2.5.1-cu124' takes it away",
                refusal(artifacts(natives(), jni())));
    }

    @Test
    void whileOneIsInstalledAnotherIsRefused() throws Exception {
        EngineSource source = artifacts(natives(), jni());
        try (InstalledEngines.Change _ = engines.change()) {
            assertTrue(refusal(source).startsWith("an engine is being installed or removed in "), "at once");
        }
        assertEquals("2.5.1-cu124", install(source).name());
    }

    private EngineSource published(FakeHub hub) {
        return new EngineSource.Published(new DjlNatives(hub.address(), LibTorchFolder.BUNDLED_VERSION, QUICK));
    }

    private static FakeHub hub() throws IOException {
        FakeHub hub = new FakeHub();
        hub.put("files.txt", EngineFiles.index("cu118", ExistingLibTorch.JNI_FLAVOR));
        for (String name : List.of(EngineFiles.TORCH, EngineFiles.TORCH_CUDA)) {
            hub.put(name + ".gz", EngineFiles.gzip(EngineFiles.content(name)));
        }
        return hub;
    }

    @Test
    void whatIsPublishedBecomesAnEngineWithTheJniLibraryThatIsBuiltIn() throws Exception {
        try (FakeHub hub = hub()) {
            InstalledEngine engine = install(published(hub));
            assertEquals(LibTorchFolder.BUNDLED_VERSION + "-" + ExistingLibTorch.JNI_FLAVOR, engine.name());
            assertArrayEquals(EngineFiles.content(EngineFiles.TORCH_CUDA),
                    Files.readAllBytes(engine.libraries().resolve(EngineFiles.TORCH_CUDA)));
            assertTrue(Files.size(engine.libraries().resolve(JniLibrary.FILE)) > 0);
            try (Stream<Path> left = Files.list(engines.folder())) {
                assertEquals(List.of(".lock", engine.name()),
                        left.map(path -> path.getFileName().toString()).sorted().toList());
            }
        }
    }

    /** The second file is damaged on the way. */
    private static void damageTheSecond(FakeHub hub) throws IOException {
        byte[] wrong = EngineFiles.gzip(EngineFiles.content(EngineFiles.TORCH_CUDA));
        wrong[wrong.length / 2] ^= 1;
        hub.put(EngineFiles.TORCH_CUDA + ".gz", wrong);
    }

    @Test
    void aDownloadThatFailedIsNoEngineAndIsGoneOnWith() throws Exception {
        try (FakeHub hub = hub()) {
            damageTheSecond(hub);
            assertTrue(refusal(published(hub)).startsWith(EngineFiles.TORCH_CUDA + " from " + hub.address()),
                    "damaged");
            assertEquals(List.of(), engines.list().engines());
            hub.put(EngineFiles.TORCH_CUDA + ".gz", EngineFiles.gzip(EngineFiles.content(EngineFiles.TORCH_CUDA)));
            hub.asked.clear();
            assertEquals(Optional.empty(), install(published(hub)).obstacle());
            assertEquals(List.of("files.txt", EngineFiles.TORCH_CUDA + ".gz"), hub.asked);
        }
    }

    @Test
    void removingTheNameOfABegunDownloadDropsIt() throws Exception {
        try (FakeHub hub = hub()) {
            damageTheSecond(hub);
            refusal(published(hub));
            assertTrue(engines.remove(LibTorchFolder.BUNDLED_VERSION + "-" + ExistingLibTorch.JNI_FLAVOR));
            assertNothingThere();
        }
    }

    @Test
    void tooLittleRoomForADownloadIsSaidBeforeIt() throws Exception {
        try (FakeHub hub = hub()) {
            free.set(100_000);
            assertTrue(refusal(published(hub)).startsWith("libtorch 2.7.1-cu128 needs "), "no room");
            assertEquals(List.of("files.txt"), hub.asked);
        }
    }

    private Path pipTorch(String version, String flavor) throws IOException {
        Path torch = Files.createDirectory(folder.resolve("torch"));
        Path lib = Files.createDirectory(torch.resolve("lib"));
        for (String name : List.of(EngineFiles.TORCH, EngineFiles.TORCH_CUDA)) {
            Files.write(lib.resolve(name), EngineFiles.content(name));
        }
        Files.writeString(torch.resolve("version.py"), "__version__ = '" + version + "+" + flavor + "'\n");
        return torch;
    }

    @Test
    void aTorchThatIsThereIsPointedToAndNotCopied() throws Exception {
        Path torch = pipTorch("2.7.0", "cu126");
        InstalledEngine engine = install(new EngineSource.Folder(torch));
        assertEquals("2.7.0-cu126", engine.name());
        assertEquals(torch.resolve("lib"), engine.libraries());
        assertEquals(ExistingLibTorch.JNI_FLAVOR, engine.manifest().jniFlavor());
        assertFalse(Files.exists(engine.folder().resolve(InstalledEngine.LIBRARIES)));
    }

    @Test
    void removingATorchThatIsThereLeavesItThere() throws Exception {
        Path torch = pipTorch("2.7.1", "cu128");
        install(new EngineSource.Folder(torch));
        assertTrue(engines.remove("2.7.1-cu128"));
        assertTrue(Files.exists(torch.resolve("lib").resolve(EngineFiles.TORCH)));
        assertNothingThere();
    }

    @Test
    void aTorchThatHasChangedSinceIsAnObstacle() throws Exception {
        Path torch = pipTorch("2.7.1", "cu128");
        InstalledEngine engine = install(new EngineSource.Folder(torch));
        Files.write(torch.resolve("lib").resolve(EngineFiles.TORCH), new byte[1], StandardOpenOption.APPEND);
        assertTrue(engine.obstacle()
                .orElseThrow()
                .contains(" has 100001 bytes and had 100000 when it was installed: "
                        + "remove it with 'paretoscope engine remove 2.7.1-cu128'"),
                engine.obstacle().toString());
    }

    @Test
    void aTorchOfAnotherMinorVersionIsRefused() throws Exception {
        String message = refusal(new EngineSource.Folder(pipTorch("2.11.0", "cu128")));
        assertTrue(message.contains(" is 2.11.0, but the JNI library that is built in is for 2.7.1: "), message);
        assertNothingThere();
    }

    @Test
    void aTorchForTheCpuIsRefused() throws Exception {
        Path torch = pipTorch("2.7.1", "cpu");
        Files.delete(torch.resolve("lib").resolve(EngineFiles.TORCH_CUDA));
        assertTrue(refusal(new EngineSource.Folder(torch)).contains(" is a build for the CPU alone: "), "for the CPU");
    }

    @Test
    void aTorchOfWhichNothingStatesTheVersionIsRefused() throws Exception {
        Path torch = pipTorch("2.7.1", "cu128");
        Files.delete(torch.resolve("version.py"));
        assertTrue(refusal(new EngineSource.Folder(torch)).startsWith("nothing states which libtorch is in "),
                "unknown");
    }

    @Test
    void aFolderWithoutLibtorchIsRefused() {
        assertTrue(refusal(new EngineSource.Folder(files)).startsWith(files + " holds no " + EngineFiles.TORCH),
                "none");
    }

    @Test
    void whatAKilledProcessHasLeftGoesWithTheNextInstall() throws Exception {
        Path left = Files.createDirectories(engines.folder().resolve(".incomplete-1/lib"));
        Files.write(left.resolve("libtorch.so"), new byte[new Random(1).nextInt(10)]);
        install(artifacts(natives(), jni()));
        assertFalse(Files.exists(left));
    }
}
