package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CheckpointFolderTest {
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);
    private static final String COMMIT = "27dcfa74d334bc871f3234de431e71c6eeba5dd6";

    @TempDir
    Path temp;
    private Path hub;

    @BeforeEach
    void cache() {
        hub = temp.resolve("hub");
    }

    private static void write(Path folder) throws IOException {
        Tensors.folder(folder, Tensors.TINY_CONFIG, "model.safetensors", SafetensorsBytes.of(TENSORS));
    }

    /** A model in the cache, with one snapshot that {@code refs/main} names. */
    private Path cached(String repository) throws IOException {
        Path folder = hub.resolve("models--" + repository.replace("/", "--"));
        write(folder.resolve("snapshots", COMMIT));
        Files.createDirectories(folder.resolve("refs"));
        Files.writeString(folder.resolve("refs", "main"), COMMIT);
        return folder;
    }

    private CheckpointFolder find(String location) throws IOException {
        return CheckpointFolder.find(location, new HubCache(hub));
    }

    private String notFound(String location) {
        return Tensors.oneLine(assertThrows(IOException.class, () -> find(location)));
    }

    @Test
    void folderIsFoundAndCalledByItsName() throws IOException {
        write(temp.resolve("my-opt"));
        CheckpointFolder found = find(temp.resolve("my-opt").toString());
        assertEquals(temp.resolve("my-opt"), found.path());
        assertEquals("my-opt", found.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"opt-125m", "facebook/opt-125m", "OPT-125M", "facebook/OPT-125m"})
    void modelIsFoundInTheCacheHoweverItsNameIsWritten(String name) throws IOException {
        Path folder = cached("facebook/opt-125m");
        CheckpointFolder found = find(name);
        assertEquals(folder.resolve("snapshots", COMMIT), found.path());
        assertEquals("opt-125m", found.name());
    }

    @Test
    void modelOfAnotherOrganisationIsFound() throws IOException {
        Path folder = cached("Some-Org/My.OPT_v2");
        assertEquals(folder.resolve("snapshots", COMMIT), find("Some-Org/My.OPT_v2").path());
    }

    @Test
    void modelInTheCacheIsOpened() throws IOException {
        cached("facebook/opt-125m");
        try (Checkpoint checkpoint = find("opt-125m").open("tiny")) {
            assertEquals("tiny", checkpoint.config().name());
            assertEquals(4, checkpoint.config().hidden());
        }
    }

    @Test
    void blobsBehindLinksAreFollowed() throws IOException {
        Path folder = cached("facebook/opt-125m");
        Path weights = folder.resolve("snapshots", COMMIT, "model.safetensors");
        Files.createDirectories(folder.resolve("blobs"));
        Files.move(weights, folder.resolve("blobs", "0123"));
        Files.createSymbolicLink(weights, Path.of("..", "..", "blobs", "0123"));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder.resolve("snapshots", COMMIT)));
    }

    @Test
    void refsMainChoosesAmongSnapshots() throws IOException {
        Path folder = cached("facebook/opt-125m");
        write(folder.resolve("snapshots", "0000"));
        assertEquals(folder.resolve("snapshots", COMMIT), find("opt-125m").path());
    }

    @Test
    void onlySnapshotServesWithoutRefsMain() throws IOException {
        Path folder = cached("facebook/opt-125m");
        Files.delete(folder.resolve("refs", "main"));
        assertEquals(folder.resolve("snapshots", COMMIT), find("opt-125m").path());
    }

    @Test
    void severalSnapshotsWithoutRefsMainAreRefused() throws IOException {
        Path folder = cached("facebook/opt-125m");
        Files.delete(folder.resolve("refs", "main"));
        write(folder.resolve("snapshots", "0000"));
        String message = notFound("opt-125m");
        assertTrue(message.startsWith(folder.resolve("snapshots") + ": holds 2 snapshots"), message);
    }

    @Test
    void refsMainThatNamesNoSnapshotIsRefused() throws IOException {
        Path folder = cached("facebook/opt-125m");
        Files.writeString(folder.resolve("refs", "main"), "abc\n");
        assertEquals(folder.resolve("snapshots", "abc") + ": no such folder, though refs/main names it;"
                + " download the model again", notFound("opt-125m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../..", "", "a/b", "line\nbreak"})
    void refsMainThatIsNoCommitIsRefused(String content) throws IOException {
        Path folder = cached("facebook/opt-125m");
        Files.writeString(folder.resolve("refs", "main"), content);
        String message = notFound("opt-125m");
        assertTrue(message.startsWith(folder.resolve("refs", "main") + ": expected a commit, not '"), message);
    }

    @Test
    void folderOfTheRepositoryInTheCacheMayBeGiven() throws IOException {
        Path folder = cached("facebook/opt-125m");
        CheckpointFolder found = find(folder.toString());
        assertEquals(folder.resolve("snapshots", COMMIT), found.path());
        assertEquals("opt-125m", found.name());
    }

    @Test
    void snapshotGivenAsAFolderIsCalledByItsModel() throws IOException {
        Path folder = cached("facebook/opt-125m");
        assertEquals("opt-125m", find(folder.resolve("snapshots", COMMIT).toString()).name());
    }

    @Test
    void unknownModelSaysWhereWasLookedAndWhatToDo() {
        assertEquals("opt-125m: there is no folder " + Path.of("opt-125m").toAbsolutePath() + " and no "
                + hub.resolve("models--facebook--opt-125m") + " in the Hugging Face cache; give a folder with"
                + " config.json and weights, or fetch the model with: paretoscope model download facebook/opt-125m",
                notFound("opt-125m"));
    }

    @Test
    void missingFolderIsNotTakenForAModel() {
        String location = temp.resolve("nowhere").toString();
        assertEquals(location + ": no such folder; give a folder with config.json and weights, or a model name such as"
                + " facebook/opt-125m", notFound(location));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x/y", "a/../b", "facebook/.hidden", "a/b/c", "./opt"})
    void nameThatWouldLeaveTheCacheIsNotLookedUp(String location) {
        assertTrue(notFound(location).contains(": no such folder; give a folder"), location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void emptyLocationIsRefused(String location) {
        assertTrue(notFound(location).startsWith("the checkpoint's location is empty"));
    }

    @Test
    void locationThatIsNoPathIsRefused() {
        assertTrue(notFound("a\u0000b").startsWith("'a?b': not a path"));
    }

    @Test
    void fileInsteadOfAFolderIsRefused() throws IOException {
        write(temp.resolve("my-opt"));
        String file = temp.resolve("my-opt", "model.safetensors").toString();
        assertEquals(file + ": is a file; give the folder that holds it and config.json", notFound(file));
    }

    @Test
    void folderWithoutConfigIsRefused() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("empty"));
        assertEquals(folder.resolve("config.json") + ": no such file; a checkpoint folder holds a config.json",
                Tensors.failure(folder));
    }

    @Test
    void folderWithoutWeightsIsRefused() throws IOException {
        Path folder = Tensors.folder(temp.resolve("bare"), Tensors.TINY_CONFIG, "tokenizer.json", new byte[0]);
        assertEquals(folder + ": no weights; expected model.safetensors or pytorch_model.bin, or"
                + " model.safetensors.index.json or pytorch_model.bin.index.json with the shards it names",
                Tensors.failure(folder));
    }

    @Test
    void ownVariableOfTheHubComesFirst() {
        assertEquals(Path.of("/a"), HubCache.of(Map.of("HF_HUB_CACHE", "/a", "HF_HOME", "/b", "XDG_CACHE_HOME", "/c"),
                Path.of("/home")).folder());
    }

    @Test
    void homeOfHuggingFaceComesSecond() {
        assertEquals(Path.of("/b/hub"),
                HubCache.of(Map.of("HF_HUB_CACHE", " ", "HF_HOME", "/b", "XDG_CACHE_HOME", "/c"), Path.of("/home"))
                        .folder());
    }

    @Test
    void cacheOfTheDesktopComesThird() {
        assertEquals(Path.of("/c/huggingface/hub"),
                HubCache.of(Map.of("XDG_CACHE_HOME", "/c"), Path.of("/home")).folder());
    }

    @Test
    void homeComesLast() {
        assertEquals(Path.of("/home/.cache/huggingface/hub"), HubCache.of(Map.of(), Path.of("/home")).folder());
    }

    @Test
    void tildeIsTheHome() {
        assertEquals(Path.of("/home/models/hub"),
                HubCache.of(Map.of("HF_HOME", "~/models"), Path.of("/home")).folder());
    }
}
