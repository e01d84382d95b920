package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * A process that is killed leaves its files as they are at that moment. So a copy of the store's file that is made right after
 * something was acknowledged is what a kill right then would leave, and it is made after every point. H2 is told to use gaps in
 * the file again at once, and not after 45 s: H2 2.5.252 loses sight of commits that it writes into gaps.
 */
class StoreLeftBehindTest {
    private static final int SESSIONS = Integer.getInteger("paretoscope.crash.sessions", 8);
    private static final int MOST_POINTS = 25;
    /** Of so many sessions one ends in order, which lets H2 move things about in the file. */
    private static final int ORDERLY = 3;

    @TempDir
    Path temp;

    private Path file = Path.of("");
    private Path left = Path.of("");

    @BeforeEach
    void makeStore() throws IOException, SQLException {
        file = temp.toRealPath().resolve("runs.mv.db");
        left = file.resolveSibling("left.mv.db");
        RunStore.open(file).close();
        try (Connection connection = new StoreFile(file, StoreFile.DISK).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET RETENTION_TIME 0");
        }
    }

    @Test
    void everyAcknowledgedPointIsInTheFileThatAKilledProcessLeaves(TestReporter reporter) throws Exception {
        long seed = Long.getLong("paretoscope.crash.seed", new Random().nextLong());
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        List<String> losses = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            losses.addAll(losses(Commit.DURABLE, 1 + random.nextInt(MOST_POINTS), random.nextInt(ORDERLY) == 0));
        }
        assertEquals(List.of(), losses, () -> "-Dparetoscope.crash.seed=" + seed);
    }

    @Test
    void withoutCommitsTheSameCheckFails() throws Exception {
        assertNotEquals(List.of(), losses(connection -> {}, 3, true));
    }

    /** Stores points, and then ends in order or leaves the files as a kill would; tells what was not in them. */
    private List<String> losses(Commit commit, int points, boolean orderly) throws IOException, SQLException {
        List<String> losses = new ArrayList<>();
        try (RunStore store = RunStore.open(file, StoreFile.DISK, commit)) {
            long run = store.begin(StoreChild.PLAN, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            for (int ordinal = 0; ordinal < points; ordinal++) {
                store.append(run, StoreChild.expected(ordinal));
                Files.copy(file, left, StandardCopyOption.REPLACE_EXISTING);
                List<Integer> stored = stored(run);
                if (stored.size() != ordinal + 1) {
                    losses.add("run " + run + ": stored up to " + ordinal + ", found " + stored);
                }
            }
            if (orderly) {
                store.finish(run, RunStatus.STOPPED, "");
            }
        }
        if (!orderly && losses.isEmpty()) {
            Files.copy(left, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return losses;
    }

    /** The ordinals of the run's points in the copy. */
    private List<Integer> stored(long run) throws SQLException {
        List<Integer> ordinals = new ArrayList<>();
        try (Connection connection = new StoreFile(left, StoreFile.DISK).readOnlyDataSource().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT ordinal FROM points WHERE run_id = " + run + " ORDER BY 1")) {
            while (row.next()) {
                ordinals.add(row.getInt(1));
            }
        }
        return ordinals;
    }
}
