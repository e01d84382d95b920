package io.paretoscope.store;

import io.paretoscope.sweep.PointResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is left of a store whose disk becomes full, or loses power with writes on their way. */
class FaultyDiskTest {
    private static final int TIMES = 10;
    private static final int MOST_POINTS = 60;
    private static final int SMALL_RUN = 12;

    @TempDir
    Path temp;

    private final FaultyDisk.Faults faults = FaultyDisk.faults();
    private Path file = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        file = temp.toRealPath().resolve("runs.mv.db");
    }

    private static PointResult point(int ordinal) {
        return StoreChild.expected(ordinal);
    }

    /** Begins a run and stores points until the disk fails; gives how many points were acknowledged, -1 for no run. */
    private int writeUntilItFails(Commit commit, Consumer<Integer> afterEach) {
        int acknowledged = -1;
        RunStore store;
        try {
            store = RunStore.open(file, FaultyDisk.NAME, commit);
        } catch (StoreException e) {
            // The disk may be too full for even an empty store.
            assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
            return acknowledged;
        }
        try {
            long id = store.begin(StoreChild.PLAN, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            for (acknowledged = 0; acknowledged < MOST_POINTS; acknowledged++) {
                store.append(id, point(acknowledged));
                afterEach.accept(acknowledged);
            }
            return acknowledged;
        } catch (StoreException e) {
            assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
            return acknowledged;
        } finally {
            try {
                store.close();
            } catch (StoreException e) {
                // The disk is at fault.
            }
        }
    }

    private void check(int acknowledged, String when) {
        try (RunStore store = RunStore.open(file)) {
            if (acknowledged < 0) {
                assertTrue(store.runs().size() <= 1, when);
                return;
            }
            assertTrue(store.latest().isPresent(), () -> when + ": an acknowledged run is not stored");
            List<PointResult> stored = store.latest().orElseThrow().results();
            assertTrue(stored.size() == acknowledged || stored.size() == acknowledged + 1,
                    () -> when + ": " + acknowledged + " points were acknowledged, " + stored.size() + " are stored");
            assertEquals(IntStream.range(0, stored.size()).mapToObj(FaultyDiskTest::point).toList(), stored, when);
            assertEquals(List.of(), store.check().troubles(), when);
        }
    }

    private void clear() throws IOException {
        try (var files = Files.list(file.getParent())) {
            for (Path path : files.toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheDiskWasFull() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            FaultyDisk.faults();
            RunStore.open(file, FaultyDisk.NAME, Commit.DURABLE).close();
            faults.leaveFree(7_000L + 23_456L * i);
            int acknowledged = writeUntilItFails(Commit.DURABLE, _ -> {});
            assertTrue(acknowledged < MOST_POINTS, "the disk was never full");
            check(acknowledged, i + ": " + acknowledged + " points");
            clear();
        }
    }

    @Test
    void aDiskWithSpaceAgainTakesPointsAgain() {
        RunStore.open(file, FaultyDisk.NAME, Commit.DURABLE).close();
        faults.leaveFree(300_000);
        int acknowledged = writeUntilItFails(Commit.DURABLE, _ -> {});
        faults.leaveFree(Long.MAX_VALUE);
        try (RunStore store = RunStore.open(file, FaultyDisk.NAME, Commit.DURABLE)) {
            int standing = store.resume(1).size();
            assertTrue(standing >= acknowledged);
            store.append(1, point(standing));
            assertEquals(point(standing), store.run(1).orElseThrow().results().getLast());
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterThePowerWasLost(TestReporter reporter) throws IOException {
        long seed = Long.getLong("paretoscope.crash.seed", new Random().nextLong());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        for (int i = 0; i < TIMES; i++) {
            RunStore.open(file).close();
            FaultyDisk.faults().losePowerAfter(2 + random.nextInt(25), random);
            int acknowledged = writeUntilItFails(Commit.DURABLE, _ -> {});
            String when = "-Dparetoscope.crash.seed=" + seed + ", time " + i + ", " + acknowledged + " points";
            assertTrue(faults.isDead(), () -> when + ": the power was never lost");
            faults.restore(file);
            check(acknowledged, when);
            clear();
        }
    }

    /** If it is let, H2 makes a file smaller when it closes it, and in doing so writes over what a power loss then brings back. */
    @Test
    void whatWasAcknowledgedIsThereAfterThePowerWasLostWhileClosing(TestReporter reporter) throws IOException {
        long seed = Long.getLong("paretoscope.crash.seed", new Random().nextLong());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        byte[] mostlyDead = fileThatIsMostlyDead();
        int writes = 0;
        do {
            clear();
            Files.write(file, mostlyDead);
            FaultyDisk.faults();
            RunStore store = RunStore.open(file, FaultyDisk.NAME, Commit.DURABLE);
            faults.losePowerAfter(writes, random);
            try {
                store.close();
            } catch (StoreException e) {
                // The disk is at fault.
            }
            if (faults.isDead()) {
                faults.restore(file);
            }
            check(SMALL_RUN, "-Dparetoscope.crash.seed=" + seed + ", write " + writes + " of closing");
            writes++;
        } while (faults.isDead());
        int made = writes;
        assertTrue(made > 1, () -> "closing took " + made + " writes, and the power was never lost");
    }

    /** A run whose note was changed with every point, as a kill would leave it. */
    private byte[] fileThatIsMostlyDead() throws IOException {
        try (RunStore store = RunStore.open(file)) {
            long id = store.begin(StoreChild.PLAN, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            for (int ordinal = 0; ordinal < SMALL_RUN; ordinal++) {
                store.append(id, point(ordinal));
                store.note(id, "a note of which only the last is alive ".repeat(1000));
            }
            return Files.readAllBytes(file);
        }
    }

    /** The same with commits that H2 writes when it likes: the check has to notice. */
    @Test
    void withoutWritingThroughTheSameCheckFails() throws IOException {
        RunStore.open(file).close();
        FaultyDisk.faults();
        int acknowledged = writeUntilItFails(Connection::commit, ordinal -> {
            if (ordinal == 5) {
                faults.losePower(new Random(1));
            }
        });
        assertTrue(acknowledged >= 5);
        faults.restore(file);
        Files.delete(RunStore.rescueOf(file));
        assertThrows(AssertionError.class, () -> check(acknowledged, "without writing through"));
    }
}
