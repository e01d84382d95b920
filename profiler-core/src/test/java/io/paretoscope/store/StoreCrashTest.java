package io.paretoscope.store;

import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Kills a writing process at random moments (R34): {@code -Dparetoscope.crash.kills} times, which is 20, or 200 with
 * {@code -Plong}. A failure names the {@code -Dparetoscope.crash.seed} by which its moments come again.
 */
class StoreCrashTest {
    private static final int KILLS = Integer.getInteger("paretoscope.crash.kills", 20);
    /** Of so many kills one hits a process that may still be opening the store. */
    private static final int EARLY = 4;
    private static final long MOST_OPENING_NANOS = 2_000_000_000L;
    private static final long MOST_WRITING_NANOS = 40_000_000L;
    private static final int MOST_POINTS = 8;

    @TempDir
    Path temp;

    private Path file = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        file = temp.toRealPath().resolve("runs.mv.db");
    }

    @Test
    void everyAcknowledgedPointIsWholeAfterManyKills(TestReporter reporter) throws Exception {
        long seed = Long.getLong("paretoscope.crash.seed", new Random().nextLong());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        Map<Long, Integer> acknowledged = new TreeMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            List<Long> lines = writeAndKill(StoreChild.start(file), random);
            if (!lines.isEmpty()) {
                acknowledged.put(lines.getFirst(), lines.size() - 1);
            }
            checkLast(acknowledged, "kill " + kill + " of -Dparetoscope.crash.seed=" + seed);
        }
        checkAll(acknowledged, "-Dparetoscope.crash.seed=" + seed);
    }

    /** Gives what the child had printed: its run, and the points it had stored. */
    private static List<Long> writeAndKill(StoreChild child, Random random) throws IOException, InterruptedException {
        try (child) {
            if (random.nextInt(EARLY) == 0) {
                return child.killAfter(random.nextLong(MOST_OPENING_NANOS));
            }
            List<Long> lines = new ArrayList<>();
            for (int line = random.nextInt(MOST_POINTS); line >= 0; line--) {
                lines.add(child.nextLine());
            }
            lines.addAll(child.killAfter(random.nextLong(MOST_WRITING_NANOS)));
            return lines;
        }
    }

    private void checkLast(Map<Long, Integer> acknowledged, String when) {
        if (!Files.exists(file)) {
            return;
        }
        try (RunStore store = RunStore.open(file)) {
            acknowledged.entrySet()
                    .stream()
                    .reduce((first, second) -> second)
                    .ifPresent(last -> check(store.run(last.getKey()), last.getValue(), when));
        }
    }

    private void checkAll(Map<Long, Integer> acknowledged, String when) {
        Path rebuilt = file.resolveSibling("rebuilt.mv.db");
        RunStore.rebuild(RunStore.rescueOf(file), rebuilt);
        try (RunStore store = RunStore.open(file); RunStore again = RunStore.open(rebuilt)) {
            acknowledged.forEach((run, points) -> {
                check(store.run(run), points, when);
                assertEquals(store.run(run), again.run(run), () -> "rebuilt after " + when);
            });
            assertEquals(List.of(), store.check().troubles(), when);
        }
    }

    private static void check(Optional<StoredRun> found, int acknowledged, String when) {
        assertTrue(found.isPresent(), () -> when + ": an acknowledged run is not stored");
        StoredRun run = found.orElseThrow();
        int stored = run.results().size();
        // One more may have been stored but not yet acknowledged.
        assertTrue(stored == acknowledged || stored == acknowledged + 1,
                () -> when + ": " + acknowledged + " points were acknowledged, " + stored + " are stored");
        List<PointResult> expected = IntStream.range(0, stored).mapToObj(StoreChild::expected).toList();
        assertEquals(expected, run.results(), when);
        assertEquals(stored, run.summary().pointsMeasured(), when);
        assertEquals(RunStatus.STOPPED, run.summary().status(), when);
    }

    private Map<Long, Integer> killWithoutCommit() throws Exception {
        RunStore.open(file).close();
        try (StoreChild child = StoreChild.startWithoutCommit(file)) {
            long run = child.nextLine();
            assertEquals(0, child.nextLine());
            return Map.of(run, 1 + child.kill().size());
        }
    }

    @Test
    void withoutCommitsTheSameCheckFails() throws Exception {
        Map<Long, Integer> acknowledged = killWithoutCommit();
        Files.delete(RunStore.rescueOf(file));
        assertThrows(AssertionError.class, () -> checkLast(acknowledged, "without commits"));
    }

    @Test
    void withoutCommitsTheStoreIsRefusedAndTheRescueFileHasEverything() throws Exception {
        Map<Long, Integer> acknowledged = killWithoutCommit();
        StoreException e = assertThrows(StoreException.class, () -> RunStore.open(file));
        assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": lacks the last "), e.getMessage());
        Files.move(file, file.resolveSibling("damaged"));
        RunStore.rebuild(RunStore.rescueOf(file), file);
        checkLast(acknowledged, "rebuilt");
    }
}
