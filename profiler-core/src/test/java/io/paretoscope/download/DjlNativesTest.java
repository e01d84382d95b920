package io.paretoscope.download;

import io.paretoscope.libtorch.EngineFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DjlNativesTest {
    private static final Patience QUICK = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofMillis(1), 2);
    private static final String LIBRARY = EngineFiles.TORCH_CUDA;

    @TempDir
    private Path folder;
    private FakeHub hub;

    @BeforeEach
    void open() throws IOException {
        hub = new FakeHub();
        hub.put("files.txt", EngineFiles.index("cu118", "cu126", "cu128"));
        for (String name : List.of(EngineFiles.TORCH, LIBRARY)) {
            hub.put(name + ".gz", EngineFiles.gzip(EngineFiles.content(name)));
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private DjlNatives natives() {
        return new DjlNatives(hub.address(), "2.7.1", QUICK);
    }

    private DjlNatives.Listing list() throws IOException, InterruptedException {
        return natives().list(EngineFiles.CLASSIFIER, _ -> true);
    }

    private void fetch() throws IOException, InterruptedException {
        natives().fetch(list(), Files.createDirectories(folder.resolve("work")), libraries(), (_, _, _) -> {});
    }

    private Path libraries() {
        return folder.resolve("work/lib");
    }

    private String refusal() {
        return String.valueOf(assertThrows(DownloadException.class, this::fetch).getMessage());
    }

    private void assertWhole() throws IOException {
        for (String name : List.of(EngineFiles.TORCH, LIBRARY)) {
            assertArrayEquals(EngineFiles.content(name), Files.readAllBytes(libraries().resolve(name)));
        }
    }

    @Test
    void theNewestFlavorThatFitsIsListedWithItsLengths() throws Exception {
        DjlNatives.Listing listing = natives().list(EngineFiles.CLASSIFIER, flavor -> !flavor.equals("cu128"));
        assertEquals("cu126", listing.flavor());
        assertEquals(List.of(EngineFiles.TORCH, LIBRARY),
                listing.files().stream().map(DjlNatives.Library::name).toList());
        assertEquals(EngineFiles.gzip(EngineFiles.content(LIBRARY)).length, listing.files().getLast().bytes());
    }

    @Test
    void whereNoneFitsWhatThereIsIsNamed() {
        String message = String.valueOf(assertThrows(DownloadException.class,
                () -> natives().list(EngineFiles.CLASSIFIER, _ -> false)).getMessage());
        assertTrue(message.endsWith("built in, but cu118, cu126, cu128"), message);
    }

    @Test
    void allLibrariesAreFetchedAndUnpacked() throws Exception {
        fetch();
        assertWhole();
        assertFalse(Files.exists(folder.resolve("work").resolve(LIBRARY + ".gz")));
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        hub.redirects = true;
        fetch();
        assertWhole();
    }

    @Test
    void aConnectionThatBreaksOffIsGoneOnWith() throws Exception {
        DjlNatives.Listing listing = list();
        hub.breaks = 1;
        natives().fetch(listing, Files.createDirectories(folder.resolve("work")), libraries(), (_, _, _) -> {});
        assertWhole();
        assertTrue(hub.asked.stream().anyMatch(request -> request.startsWith(EngineFiles.TORCH + ".gz bytes=")),
                hub.asked.toString());
    }

    @Test
    void aLaterTryFetchesOnlyWhatIsMissing() throws Exception {
        fetch();
        Files.delete(libraries().resolve(LIBRARY));
        hub.asked.clear();
        fetch();
        assertWhole();
        assertEquals(List.of("files.txt", LIBRARY + ".gz"), hub.asked);
    }

    @Test
    void whatWasFetchedOfAnotherBuildIsNotMixedIn() throws Exception {
        fetch();
        hub.put(LIBRARY + ".gz", EngineFiles.gzip(Arrays.copyOf(EngineFiles.content(LIBRARY), 5)));
        hub.asked.clear();
        fetch();
        assertEquals(List.of("files.txt", EngineFiles.TORCH + ".gz", LIBRARY + ".gz"), hub.asked);
        assertEquals(5, Files.size(libraries().resolve(LIBRARY)));
    }

    @Test
    void wrongBytesAreRefusedAndNothingOfThemIsKept() throws Exception {
        // Only of the files: the index goes through.
        DjlNatives.Listing listing = list();
        byte[] wrong = EngineFiles.gzip(EngineFiles.content(EngineFiles.TORCH));
        wrong[wrong.length / 2] ^= 1;
        hub.put(EngineFiles.TORCH + ".gz", wrong);
        Path work = Files.createDirectories(folder.resolve("work"));
        String message = String.valueOf(assertThrows(DownloadException.class,
                () -> natives().fetch(listing, work, libraries(), (_, _, _) -> {})).getMessage());
        assertTrue(message.startsWith(EngineFiles.TORCH + " from " + hub.address() + "/2.7.1/cu128/"), message);
        assertTrue(message.contains("is not what its checksum says"), message);
        assertFalse(Files.exists(libraries().resolve(EngineFiles.TORCH)));
        assertFalse(Files.exists(work.resolve(EngineFiles.TORCH + ".gz")));
        assertFalse(Files.exists(work.resolve(EngineFiles.TORCH + ".part")));
    }

    @Test
    void anInterruptEndsItWhileTheServerIsSilentAndWhatWasFetchedIsKept() throws Exception {
        DjlNatives.Listing listing = list();
        hub.breaks = 1;
        hub.silent = true;
        Path work = Files.createDirectories(folder.resolve("work"));
        assertThrows(InterruptedException.class, () -> natives().fetch(listing, work, libraries(),
                (_, _, _) -> Thread.currentThread().interrupt()));
        assertTrue(Files.size(work.resolve(EngineFiles.TORCH + ".gz.incomplete")) > 0);
        assertFalse(Files.exists(libraries().resolve(EngineFiles.TORCH)));
    }

    @Test
    void aListThatIsNotThereIsNamed() throws Exception {
        hub.close();
        hub = new FakeHub();
        assertEquals(hub.address() + "/2.7.1/files.txt answered 404: nothing is published there for libtorch 2.7.1",
                refusal());
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        hub.close();
        assertTrue(refusal().startsWith(hub.address() + "/2.7.1/files.txt does not answer ("), "silent");
    }

    @Test
    void aFileThatIsListedAndNotThereIsNamed() throws Exception {
        hub.close();
        hub = new FakeHub();
        hub.put("files.txt", EngineFiles.index("cu128"));
        assertTrue(refusal().contains(EngineFiles.TORCH + ".gz answered 404"), "missing");
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() {
        hub.put("files.txt", ("cu128/" + EngineFiles.CLASSIFIER + "/native/lib/%2e%2e%2fevil.gz")
                .getBytes(StandardCharsets.UTF_8));
        assertTrue(refusal().contains("names '../evil', which is no name of a library"), "evil");
    }

    @Test
    void progressIsThatOfTheWhole() throws Exception {
        List<Long> done = new ArrayList<>();
        DjlNatives.Listing listing = list();
        natives().fetch(listing, Files.createDirectories(folder.resolve("work")), libraries(), (_, now, total) -> {
            assertEquals(listing.bytes(), total);
            done.add(now);
        });
        assertEquals(listing.bytes(), done.getLast());
        assertEquals(done.stream().sorted().toList(), done);
    }

    @Test
    void aMirrorIsTheOneThatTheEnvironmentNames() throws Exception {
        assertEquals(DjlNatives.PUBLISHED, DjlNatives.address(Map.of()));
        assertEquals(URI.create("https://mirror.example/pytorch"),
                DjlNatives.address(Map.of(DjlNatives.MIRROR_VARIABLE, "https://mirror.example/pytorch/")));
        assertThrows(DownloadException.class, () -> DjlNatives.address(Map.of(DjlNatives.MIRROR_VARIABLE, "mirror")));
    }
}
