package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompactionTest {
    @TempDir
    Path folder;

    private static List<StoredRun> runs(RunStore store) {
        return store.runs().stream().map(summary -> store.run(summary.id()).orElseThrow()).toList();
    }

    @Test
    void aFileThatIsMostlyDeadBecomesSmallerAndHoldsTheSame() throws IOException {
        Path file = folder.resolve("runs.mv.db");
        List<StoredRun> expected;
        try (RunStore store = RunStore.open(file)) {
            long id = SampleRuns.writeAll(store);
            store.finish(id, RunStatus.COMPLETED, "");
            store.tag(id, "kept");
            while (Files.size(file) < 2 * Compaction.LEAST_BYTES) {
                store.note(id, "a long note of which only the last is alive ".repeat(20_000));
            }
            store.note(id, "the last");
            expected = runs(store);
        }
        long before = Files.size(file);
        try (RunStore store = RunStore.open(file)) {
            assertEquals(expected, runs(store));
            assertEquals(new StoreCheck(1, 6, 0, List.of(), List.of()), store.check());
        }
        long after = Files.size(file);
        assertTrue(after < before / 4, () -> before + " bytes before, " + after + " after");
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file, folder.resolve("runs.rescue.jsonl")), files.sorted().toList());
        }
    }
}
