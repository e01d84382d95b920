package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreOpeningTest {
    /** What H2 writes at a time. */
    private static final int BLOCK = 4096;

    @TempDir
    Path temp;

    private Path folder = Path.of("");
    private Path file = Path.of("");
    private Path rescue = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        folder = temp.toRealPath();
        file = folder.resolve("runs.mv.db");
        rescue = folder.resolve("runs.rescue.jsonl");
    }

    private static String refusal(Path file) {
        StoreException refused = assertThrows(StoreException.class, () -> RunStore.open(file).close());
        String message = String.valueOf(refused.getMessage());
        assertEquals(1, message.lines().count(), () -> "more than one line: " + message);
        return message;
    }

    private void writeStore() {
        try (RunStore store = RunStore.open(file)) {
            SampleRuns.writeAll(store);
        }
    }

    private String rebuild() {
        return "rebuild it from " + rescue + " by 'paretoscope store rebuild', or give another store file";
    }

    /** Copies the store as it is after each of several points, and gives the last two copies. */
    private List<Path> copiesOfGrowingStore() throws IOException {
        Path older = folder.resolve("older");
        Path newer = folder.resolve("newer");
        long id;
        try (RunStore store = RunStore.open(file)) {
            id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.append(id, SampleRuns.results().getFirst());
            store.finish(id, RunStatus.STOPPED, "");
        }
        Files.copy(file, older);
        try (RunStore store = RunStore.open(file)) {
            store.tag(id, "later");
            store.note(id, "later still");
        }
        Files.copy(file, newer);
        return List.of(older, newer);
    }

    private Connection connect(String password) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", password);
    }

    @Test
    void aFolderIsRefused() {
        assertEquals(folder + ": is a folder; a store is a file, such as " + folder.resolve("runs.mv.db"),
                refusal(folder));
    }

    @Test
    void aFolderWithTheSuffixOfAStoreIsRefused() throws IOException {
        Files.createDirectory(file);
        assertEquals(file + ": is a folder; a store is a file, such as " + file.resolve("runs.mv.db"),
                refusal(folder.resolve("runs")));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("taken"));
        Path wanted = inTheWay.resolve("runs.mv.db");
        assertEquals(wanted + ": cannot be made, since " + inTheWay
                + " is not a folder; give a store file in another folder", refusal(wanted));
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path closed = unwritableFolder();
        assertEquals(closed.resolve("runs.mv.db")
                + ": its folder is not writable; give a store file in a folder that you can write to",
                refusal(closed.resolve("runs")));
    }

    /** The superuser may write to any folder of a disk, but not to one that the kernel makes up. */
    private Path unwritableFolder() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        boolean denied = closed.toFile().setWritable(false) && !Files.isWritable(closed);
        return denied ? closed : Path.of("/proc/self").toRealPath();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndKept() throws IOException {
        Files.writeString(file, "my notes\n".repeat(2000));
        assertEquals(file + ": is not a store, and is left as it is; give another store file", refusal(file));
        assertEquals("my notes\n".repeat(2000), Files.readString(file));
    }

    @Test
    void aFileOfAnotherNameIsRefused() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "my notes");
        assertEquals(notes + ": is not a store; the name of a store's file ends in .mv.db", refusal(notes));
    }

    @Test
    void aDamagedStoreIsRefusedAndKept() throws IOException {
        writeStore();
        byte[] garbage = new byte[(int) Files.size(file) - 8192];
        new Random(1).nextBytes(garbage);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(garbage), 8192);
        }
        byte[] before = Files.readAllBytes(file);
        assertEquals(
                file + ": holds no table, so it is damaged or its making was cut short; it is left as it is: "
                        + rebuild(),
                refusal(file));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void aPathWithASemicolonIsRefused() {
        Path odd = folder.resolve("a;b.mv.db");
        assertEquals(odd + ": a store's path cannot have a ';' in it; give another", refusal(odd));
    }

    @Test
    void aStoreOfANewerVersionIsRefusedAndKept() throws IOException {
        writeStore();
        Flyway.configure()
                .dataSource("jdbc:h2:file:" + folder.resolve("runs"), "sa", "")
                .locations("classpath:io/paretoscope/store/migration", "classpath:io/paretoscope/store/future")
                .javaMigrations(new RepeatsToWindows())
                .load()
                .migrate();
        byte[] before = Files.readAllBytes(file);
        assertEquals(file + ": was written by a newer Paretoscope (its tables have version 99); open it with that one, "
                + "or give another store file", refusal(file));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() throws SQLException {
        try (Connection connection = connect(""); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE recipes (id INT)");
        }
        assertEquals(file + ": is an H2 database of something else, and is left as it is; give another store file",
                refusal(file));
    }

    @Test
    void aDatabaseWithAPasswordIsRefused() throws SQLException {
        try (Connection connection = connect("secret"); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE recipes (id INT)");
        }
        assertEquals(file + ": is an H2 database of something else, with a password; give another store file",
                refusal(file));
    }

    @Test
    void aStoreThatThisProcessHasOpenIsRefused() {
        try (RunStore store = RunStore.open(file)) {
            assertEquals(file + ": is open in this process already; close it first", refusal(folder.resolve("runs")));
            assertEquals(0, store.runs().size());
        }
    }

    @Test
    void aRefusalDoesNotKeepTheFileFromBeingOpenedLater() throws IOException {
        Files.writeString(file, "my notes");
        refusal(file);
        Files.delete(file);
        try (RunStore store = RunStore.open(file)) {
            assertEquals(0, store.runs().size());
        }
    }

    @Test
    void aStoreThatAnotherProcessHasOpenIsRefused() throws IOException {
        try (StoreChild other = StoreChild.start(file)) {
            other.awaitPoint();
            assertEquals(file + ": is in use by another process; close it there, or give another store file",
                    refusal(file));
        }
    }

    @Test
    void anOlderCopyInPlaceOfTheStoreIsRefusedAndKept() throws IOException {
        Path older = copiesOfGrowingStore().getFirst();
        Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(file + ": lacks the last 2 of 5 changes that " + rescue
                + " knows of, so it was cut short or is an "
                + "older copy; it is left as it is: rebuild it by 'paretoscope store rebuild', or move the rescue file "
                + "away to go on without them", refusal(file));
        assertArrayEquals(Files.readAllBytes(older), Files.readAllBytes(file));
    }

    @Test
    void anOlderCopyIsTakenOnceTheRescueFileWasMovedAway() throws IOException {
        Files.copy(copiesOfGrowingStore().getFirst(), file, StandardCopyOption.REPLACE_EXISTING);
        Files.move(rescue, folder.resolve("elsewhere"));
        try (RunStore store = RunStore.open(file)) {
            assertEquals(List.of(), store.runs().getFirst().tags());
        }
    }

    @Test
    void aStoreOfWhichTheEndIsMissingIsWholeOrRefusedAndKept() throws IOException {
        copiesOfGrowingStore();
        StoredRun expected = run();
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int blocks = 1; blocks < whole.length / BLOCK; blocks++) {
            byte[] cut = Arrays.copyOf(whole, whole.length - BLOCK * blocks);
            Files.write(file, cut);
            try {
                assertEquals(expected, run(), "cut by " + blocks + " blocks");
            } catch (StoreException e) {
                refused++;
                assertTrue(String.valueOf(e.getMessage()).contains("'paretoscope store rebuild'"), e.getMessage());
                assertArrayEquals(cut, Files.readAllBytes(file), "cut by " + blocks + " blocks");
            }
        }
        assertTrue(refused > 1, refused + " cut files were refused");
    }

    @Test
    void aStoreWithZeroesInItIsWholeOrRefused() throws IOException {
        copiesOfGrowingStore();
        StoredRun expected = run();
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int block = 0; block < whole.length / BLOCK; block++) {
            byte[] damaged = whole.clone();
            Arrays.fill(damaged, BLOCK * block, BLOCK * (block + 1), (byte) 0);
            Files.write(file, damaged);
            try {
                assertEquals(expected, run(), "block " + block);
            } catch (StoreException e) {
                refused++;
                assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
            }
        }
        assertTrue(refused > 1, refused + " damaged files were refused");
    }

    private StoredRun run() {
        try (RunStore store = RunStore.open(file)) {
            return store.latest().orElseThrow();
        }
    }

    @Test
    void aStoreThatIsGoneButForItsRescueFileIsNotBegunAnew() throws IOException {
        writeStore();
        Files.delete(file);
        assertEquals(file + ": is not there, but " + rescue + " has what it held; rebuild it from that by 'paretoscope "
                + "store rebuild', or move that file away to begin anew", refusal(file));
        assertFalse(Files.exists(file));
    }

    @Test
    void theRescueFileOfAnotherStoreIsRefusedAndKept() throws IOException {
        writeStore();
        Files.move(rescue, folder.resolve("mine"));
        try (RunStore other = RunStore.open(folder.resolve("other"))) {
            SampleRuns.writeAll(other);
        }
        Files.move(folder.resolve("other.rescue.jsonl"), rescue);
        assertEquals(rescue + ": belongs to another store than " + file
                + " beside it; move it away, and this store will make its own", refusal(file));
    }

    @Test
    void anEmptyFileIsTakenForANewStore() throws IOException {
        Files.createFile(file);
        try (RunStore store = RunStore.open(file)) {
            assertEquals(List.of(), store.runs());
        }
    }

    @Test
    void aStoreThatWasHalfMadeIsMade() throws IOException {
        RunStore.open(file).close();
        byte[] whole = Files.readAllBytes(file);
        Path half = folder.resolve("other.making.mv.db");
        for (int length : new int[]{0, 100, BLOCK, 2 * BLOCK, 3 * BLOCK, whole.length / 2}) {
            Path other = folder.resolve("other.mv.db");
            Files.write(half, Arrays.copyOf(whole, length));
            try (RunStore store = RunStore.open(other)) {
                assertEquals(List.of(), store.runs(), length + " bytes");
            }
            assertFalse(Files.exists(half));
            Files.delete(other);
            Files.delete(folder.resolve("other.rescue.jsonl"));
        }
    }
}
