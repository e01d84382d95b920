package io.paretoscope.download;

import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HubModelTest {
    private static final String REPOSITORY = "facebook/opt-125m";
    private static final Patience QUICK = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofMillis(1), 3);

    @TempDir
    private Path folder;
    private FakeHub hub;
    private HubCache cache;
    private final byte[] weights = new byte[300_000];

    @BeforeEach
    void open() throws IOException {
        hub = new FakeHub();
        cache = new HubCache(folder.resolve("hub"));
        new Random(7).nextBytes(weights);
        hub.put("README.md", new byte[10]);
        hub.put("config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        hub.putLarge("pytorch_model.bin", weights);
        hub.putLarge("tf_model.h5", new byte[10]);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private HubModel.Fetched fetch() throws IOException, InterruptedException {
        return fetch(QUICK);
    }

    private HubModel.Fetched fetch(Patience patience) throws IOException, InterruptedException {
        return new HubModel(hub.address(), REPOSITORY, patience).download(cache, (_, _, _) -> {});
    }

    private String refusal() {
        return String.valueOf(assertThrows(DownloadException.class, this::fetch).getMessage());
    }

    private void assertWhole() throws IOException {
        Path found = CheckpointFolder.find(REPOSITORY, cache).path();
        assertArrayEquals(weights, Files.readAllBytes(found.resolve("pytorch_model.bin")));
        try (Stream<Path> blobs = Files.list(cache.folder().resolve("models--facebook--opt-125m/blobs"))) {
            assertEquals(2, blobs.count());
        }
    }

    private void assertNotFound() {
        assertThrows(IOException.class, () -> CheckpointFolder.find(REPOSITORY, cache));
    }

    private Path part() {
        return cache.folder()
                .resolve("models--facebook--opt-125m/blobs/" + FakeHub.sha("SHA-256", weights) + ".incomplete");
    }

    @Test
    void configurationAndWeightsAreFoundInTheCacheAndNothingElseWasFetched() throws Exception {
        HubModel.Fetched fetched = fetch();
        assertWhole();
        assertEquals(weights.length + 2, fetched.bytes());
        assertEquals(List.of("config.json", "pytorch_model.bin"), hub.asked);
        assertEquals("../../blobs/" + FakeHub.sha("SHA-256", weights),
                Files.readSymbolicLink(fetched.snapshot().resolve("pytorch_model.bin")).toString());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        fetch();
        hub.asked.clear();
        fetch();
        assertEquals(List.of(), hub.asked);
        assertWhole();
    }

    @Test
    void safetensorsAreTakenBeforePickledWeights() throws Exception {
        hub.putLarge("model.safetensors", new byte[]{1});
        fetch();
        assertEquals(List.of("config.json", "model.safetensors"), hub.asked);
    }

    @Test
    void allShardsAreFetchedWithTheirIndex() throws Exception {
        HubModelTest.this.hub.close();
        hub = new FakeHub();
        hub.put("config.json", new byte[]{1});
        hub.put("pytorch_model.bin.index.json", new byte[]{2});
        hub.putLarge("pytorch_model-00001-of-00002.bin", new byte[]{3});
        hub.putLarge("pytorch_model-00002-of-00002.bin", new byte[]{4});
        fetch();
        assertEquals(List.of("config.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin",
                "pytorch_model.bin.index.json"), hub.asked);
    }

    @Test
    void aConnectionThatBreaksOffIsGoneOnWith() throws Exception {
        hub.put("config.json", new byte[0]);
        hub.breaks = 2;
        fetch();
        assertWhole();
        assertEquals(List.of("pytorch_model.bin", "pytorch_model.bin bytes=150000-", "pytorch_model.bin bytes=225000-"),
                hub.asked);
    }

    @Test
    void aLaterTryGoesOnWhereAnEarlierOneGaveUp() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), Arrays.copyOf(weights, 200_000));
        fetch();
        assertTrue(hub.asked.contains("pytorch_model.bin bytes=200000-"), hub.asked.toString());
        assertWhole();
    }

    @Test
    void aServerWithoutRangesBeginsAnew() throws Exception {
        hub.withoutRanges = true;
        Files.createDirectories(part().getParent());
        Files.write(part(), Arrays.copyOf(weights, 200_000));
        fetch();
        assertWhole();
    }

    @Test
    void aServerInTroubleIsAskedAgain() throws Exception {
        hub.troubles = 2;
        fetch();
        assertWhole();
    }

    @Test
    void whereEveryTryFailsItSaysSoAndTheModelIsNotThere() {
        hub.troubles = 3;
        String message = refusal();
        assertTrue(message.startsWith("config.json could not be fetched from " + hub.address()), message);
        assertTrue(message.contains(" in 3 tries: the server answered 503"), message);
        assertNotFound();
    }

    @Test
    void aServerThatFallsSilentIsConnectedToAnew() throws Exception {
        hub.silent = true;
        hub.breaks = 1;
        hub.put("config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        fetch(new Patience(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofMillis(1), 3));
        assertWhole();
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        hub.redirects = true;
        fetch();
        assertWhole();
    }

    @Test
    void wrongBytesAreRefusedAndNothingOfThemIsKept() {
        hub.wrongBytes = true;
        String message = refusal();
        assertTrue(message.startsWith("config.json from " + hub.address()), message);
        assertTrue(message.contains("it was damaged on the way or replaced at its source; nothing of it was kept"),
                message);
        assertNotFound();
    }

    @Test
    void wrongBytesOfWeightsAreRefusedToo() throws Exception {
        fetch();
        Files.delete(cache.folder()
                .resolve("models--facebook--opt-125m/blobs/" + FakeHub.sha("SHA-256", weights)));
        hub.wrongBytes = true;
        assertTrue(refusal().startsWith("pytorch_model.bin from " + hub.address()));
        assertFalse(Files.exists(part()));
    }

    @Test
    void aModelThatTheHubDoesNotHaveIsNamed() {
        hub.listStatus = 404;
        assertEquals("there is no model facebook/opt-125m on " + hub.address() + ", or not for everybody", refusal());
    }

    @Test
    void aHubThatDoesNotAnswerIsNamed() {
        hub.close();
        String message = refusal();
        assertTrue(message.startsWith(hub.address() + " does not answer ("), message);
    }

    @Test
    void weightsInAnotherFormAreNone() throws IOException {
        hub.close();
        hub = new FakeHub();
        hub.put("config.json", new byte[]{1});
        hub.putLarge("tf_model.h5", new byte[]{1});
        assertEquals("facebook/opt-125m has no weights as safetensors or PyTorch files on " + hub.address(), refusal());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("hub"), "a file");
        String message = refusal();
        assertTrue(message.contains("cannot be kept in " + folder.resolve("hub")), message);
    }

    @Test
    void progressGoesToTheEndOfEveryFile() throws Exception {
        List<String> ends = new ArrayList<>();
        new HubModel(hub.address(), REPOSITORY, QUICK).download(cache, (file, done, total) -> {
            if (done == total) {
                ends.add(file);
            }
        });
        assertEquals(List.of("config.json", "pytorch_model.bin"), ends);
    }

    @Test
    void anInterruptEndsItAndWhatWasFetchedIsKept() throws Exception {
        hub.breaks = 1000;
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, this::fetch);
        assertNotFound();
    }

    @Test
    void theHubIsTheOneThatTheEnvironmentNames() throws Exception {
        assertEquals(HubModel.HUB, HubModel.hub(Map.of()));
        assertEquals(URI.create("https://mirror.example"),
                HubModel.hub(Map.of("HF_ENDPOINT", "https://mirror.example/")));
        assertEquals("HF_ENDPOINT is 'mirror', expected an address such as https://huggingface.co",
                assertThrows(DownloadException.class, () -> HubModel.hub(Map.of("HF_ENDPOINT", "mirror")))
                        .getMessage());
        assertEquals("HF_HUB_OFFLINE is set: nothing is fetched; unset it",
                assertThrows(DownloadException.class, () -> HubModel.hub(Map.of("HF_HUB_OFFLINE", "1"))).getMessage());
    }
}
