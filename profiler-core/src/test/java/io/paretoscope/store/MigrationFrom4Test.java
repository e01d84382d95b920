package io.paretoscope.store;

import io.paretoscope.foreign.ForeignFiles;
import io.paretoscope.foreign.ForeignRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A store that the version with schema 4 wrote, beside the rescue file that it wrote. */
class MigrationFrom4Test {
    @TempDir
    Path temp;

    private Path file = Path.of("");

    @BeforeEach
    void copyStore() throws IOException {
        file = copy("runs.mv.db");
        copy("runs.rescue.jsonl");
    }

    private Path copy(String name) throws IOException {
        Path copy = temp.toRealPath().resolve(name);
        try (InputStream in = Objects.requireNonNull(MigrationFrom4Test.class.getResourceAsStream("v4/" + name))) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static List<StoredRun> runs(Path file) {
        try (RunStore store = RunStore.open(file)) {
            return store.runs().stream().map(summary -> store.run(summary.id()).orElseThrow()).toList();
        }
    }

    @Test
    void everyRunReadsBackAsTheOldVersionToldItsRescueFile() {
        Path again = temp.resolve("again.mv.db");
        RunStore.rebuild(RunStore.rescueOf(file), again);
        List<StoredRun> migrated = runs(file);
        assertEquals(2, migrated.size());
        assertEquals(11, migrated.stream().mapToInt(run -> run.results().size()).sum());
        assertEquals(runs(again), migrated);
    }

    @Test
    void nothingIsWrongWithIt() {
        try (RunStore store = RunStore.open(file)) {
            assertEquals(new StoreCheck(2, 11, 0, List.of(), List.of()), store.check());
        }
    }

    @Test
    void itTakesRunsOfOthers() {
        ForeignRun run = ForeignFiles.background(temp);
        try (RunStore store = RunStore.open(file)) {
            assertEquals(1, store.importForeign(run));
            assertEquals(run, store.foreignRun(1).orElseThrow().run());
        }
    }

    @Test
    void theOldFileIsKeptBesideTheNew() throws IOException {
        byte[] before = Files.readAllBytes(file);
        runs(file);
        assertArrayEquals(before, Files.readAllBytes(temp.resolve("runs.schema-4.mv.db")));
    }

    @Test
    void theRescueFileGoesOnWhereTheOldVersionEnded() throws IOException {
        List<String> before = Files.readAllLines(RunStore.rescueOf(file));
        try (RunStore store = RunStore.open(file)) {
            store.importForeign(ForeignFiles.background(temp));
        }
        List<String> after = Files.readAllLines(RunStore.rescueOf(file));
        assertEquals(before, after.subList(0, before.size()));
        assertEquals(before.size() + 1, after.size());
    }
}
