package io.paretoscope.store;

import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunStoreTest {
    @TempDir
    Path folder;

    private RunStore open() {
        return RunStore.open(folder.resolve("runs"));
    }

    private static StoredRun read(RunStore store, long id) {
        return store.run(id).orElseThrow();
    }

    @Test
    void aRunReadsBackEqualInAnotherSession() {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
            store.finish(id, RunStatus.COMPLETED, "");
        }
        try (RunStore store = open()) {
            RunSummary summary = new RunSummary(id, SampleRuns.STARTED_AT, RunStatus.COMPLETED,
                    List.of("opt-125m (synthetic)", "opt-350m", "my \"own\" opt, é"), "cuda:3", "bf16",
                    List.of("graph"), 6, 4, 1, 1);
            assertEquals(new StoredRun(summary, SampleRuns.plan(), SampleRuns.conditions(), "", SampleRuns.results()),
                    read(store, id));
        }
    }

    @Test
    void conditionsKeepTheirOrder() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            assertEquals(new ArrayList<>(SampleRuns.conditions().all().keySet()),
                    new ArrayList<>(read(store, id).conditions().all().keySet()));
        }
    }

    @Test
    void aPointWithASingleOutputTokenHasNoSteps() {
        SweepPlan plan = new SweepPlan(SampleRuns.plan().models(), List.of(1), 4, 1, SampleRuns.plan().precision(),
                SampleRuns.plan().device(), 0, 3);
        PointResult result = SampleRuns.measured(plan.points().getFirst(), new Reading.Value(5, 1));
        try (RunStore store = open()) {
            long id = store.begin(plan, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.append(id, result);
            assertEquals(List.of(result), read(store, id).results());
        }
    }

    @Test
    void pointsComeInTheOrderOfThePlanWhateverOrderTheyEndedIn() {
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            SampleRuns.results().reversed().forEach(result -> store.append(id, result));
            assertEquals(SampleRuns.results(), read(store, id).results());
        }
    }

    @Test
    void runsAreListedNewestFirst() {
        try (RunStore store = open()) {
            long first = SampleRuns.writeAll(store);
            long second = store.begin(SampleRuns.plan(2), SampleRuns.conditions(),
                    SampleRuns.STARTED_AT.minusSeconds(3600));
            assertEquals(List.of(second, first), store.runs().stream().map(RunSummary::id).toList());
        }
    }

    @Test
    void theListSaysTheSameAsTheRuns() {
        try (RunStore store = open()) {
            long first = SampleRuns.writeAll(store);
            long second = store.begin(SampleRuns.plan(2), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            assertEquals(List.of(read(store, second).summary(), read(store, first).summary()), store.runs());
        }
    }

    @Test
    void theLatestRunIsTheOneBegunLast() {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
            long second = store.begin(SampleRuns.plan(2), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            assertEquals(Optional.of(read(store, second)), store.latest());
        }
    }

    @Test
    void anEmptyStoreHasNoLatestRun() {
        try (RunStore store = open()) {
            assertEquals(Optional.empty(), store.latest());
        }
    }

    @Test
    void anUnknownRunIsEmpty() {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
            assertEquals(Optional.empty(), store.run(77));
        }
    }

    @Test
    void aFinishedRunKeepsItsMessage() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            store.finish(id, RunStatus.STOPPED, "stopped by the user");
            assertEquals("stopped by the user", read(store, id).message());
        }
    }

    @Test
    void aRunUnderWayIsListedAsRunning() {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
            assertEquals(RunStatus.RUNNING, store.runs().getFirst().status());
        }
    }

    @Test
    void aRunThatWasNeverEndedIsStoppedAtTheNextOpening() {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
        }
        try (RunStore store = open()) {
            assertEquals("stopped: the program ended before the run did",
                    store.runs().getFirst().status().label() + ": " + read(store, id).message());
        }
    }

    @Test
    void thePlanIsIdentifiedByItsHash() throws SQLException {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT plan_hash FROM runs")) {
            row.next();
            assertEquals(PlanJson.planHash(SampleRuns.plan()), row.getString(1));
        }
    }

    @Test
    void aRunOfWhichThePlanCannotBeReadIsNamed() throws SQLException {
        long id;
        try (RunStore store = open()) {
            id = SampleRuns.writeAll(store);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE run_texts SET plan = '{}'");
        }
        try (RunStore store = open()) {
            StoreException e = assertThrows(StoreException.class, () -> store.run(id));
            assertEquals(store.file() + ": run " + id
                    + " could not be read: models: is missing; must be an array of at least one model", e.getMessage());
        }
    }

    @Test
    void whatTheDatabaseCannotReadIsToldInOneLine() throws SQLException {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE windows RENAME TO elsewhere");
        }
        try (RunStore store = open()) {
            StoreException e = assertThrows(StoreException.class, store::latest);
            assertEquals(
                    store.file() + ": the newest run could not be read (Table \"WINDOWS\" not found); the file may be "
                            + "damaged: keep a copy of it",
                    e.getMessage());
        }
    }

    @Test
    void whatTheDatabaseCannotWriteIsToldInOneLine() throws SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("runs"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE windows RENAME TO elsewhere");
        }
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            StoreException e = assertThrows(StoreException.class,
                    () -> store.append(id, SampleRuns.results().getFirst()));
            assertEquals(
                    store.file() + ": point 0 of run " + id + " could not be stored (Table \"WINDOWS\" not found); see "
                            + "to the disk and its free space: all that was stored before stands",
                    e.getMessage());
            assertEquals(0, store.runs().getFirst().pointsMeasured(), "half a point was left behind");
        }
    }

    @Test
    void aStoredPointIsNeverReplaced() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            PointResult other = SampleRuns.result(SampleRuns.plan().points().getFirst(),
                    new PointOutcome.Failed("another outcome"));
            StoreException e = assertThrows(StoreException.class, () -> store.append(id, other));
            assertEquals(store.file() + ": point 0 of run " + id
                    + " could not be stored: it is stored already, and a stored point is never replaced",
                    e.getMessage());
        }
    }

    @Test
    void aRefusedPointLeavesTheStoredOneAlone() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            PointResult again = SampleRuns.results().getFirst();
            assertThrows(StoreException.class, () -> store.append(id, again));
            assertEquals(SampleRuns.results(), read(store, id).results());
        }
    }

    @Test
    void aPointThatIsNotOfThePlanIsRefused() {
        Point foreign = SampleRuns.plan(3).points().getFirst();
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            StoreException e = assertThrows(StoreException.class,
                    () -> store.append(id, SampleRuns.result(foreign, new PointOutcome.Failed("x"))));
            assertEquals(
                    store.file() + ": point 0 of run " + id + " could not be stored: point 0 (opt-125m, batch 1) is "
                            + "not that point of the plan of run " + id,
                    e.getMessage());
        }
    }

    @Test
    void anEndedRunTakesNoMorePoints() {
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.finish(id, RunStatus.STOPPED, "");
            StoreException e = assertThrows(StoreException.class,
                    () -> store.append(id, SampleRuns.results().getFirst()));
            assertEquals(store.file() + ": point 0 of run " + id + " could not be stored: run " + id
                    + " is not under way; only a run that was begun and has not ended takes points", e.getMessage());
        }
    }

    @Test
    void aRunCannotEndAsRunning() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            StoreException e = assertThrows(StoreException.class, () -> store.finish(id, RunStatus.RUNNING, ""));
            assertEquals(store.file() + ": the end of run " + id
                    + " could not be stored: a run cannot end as 'running'", e.getMessage());
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        RunStore store = open();
        store.close();
        StoreException e = assertThrows(StoreException.class, store::runs);
        assertEquals(store.file() + ": the runs could not be listed: the store was closed; open it again",
                e.getMessage());
    }

    @Test
    void closingTwiceIsAllowed() {
        RunStore store = open();
        store.close();
        store.close();
        try (RunStore again = open()) {
            assertEquals(List.of(), again.runs());
        }
    }

    @Test
    void theSuffixOfTheFileMayBeLeftOut() {
        long id;
        try (RunStore store = RunStore.open(folder.resolve("deep/er/runs"))) {
            id = SampleRuns.writeAll(store);
        }
        try (RunStore store = RunStore.open(folder.resolve("deep/er/runs.mv.db"))) {
            assertEquals(List.of(id), store.runs().stream().map(RunSummary::id).toList());
        }
    }

    @Test
    void aStoreIsItsFileAndTheRescueFileAndNothingElse() throws Exception {
        try (RunStore store = open()) {
            SampleRuns.writeAll(store);
            store.run(1);
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("runs.mv.db"), folder.resolve("runs.rescue.jsonl")),
                    files.sorted().toList());
        }
    }

    @Test
    void anInterruptedCallerStoresItsPointAndStaysInterrupted() {
        try (RunStore store = open()) {
            long id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            Thread.currentThread().interrupt();
            store.append(id, SampleRuns.results().getFirst());
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            assertEquals(SampleRuns.results().subList(0, 1), read(store, id).results());
        }
    }

    @Test
    void aReaderMayBeInterrupted() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            Thread.currentThread().interrupt();
            List<PointResult> results = read(store, id).results();
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            assertEquals(SampleRuns.results(), results);
        }
    }

    @Test
    void interruptsThatKeepComingDoNotHarmTheStore() throws InterruptedException {
        SweepPlan plan = SampleRuns.plan(40);
        List<PointResult> results = plan.points()
                .stream()
                .map(point -> SampleRuns.measured(point, new Reading.Value(1, 1)))
                .toList();
        try (RunStore store = open()) {
            long id = store.begin(plan, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            CountDownLatch started = new CountDownLatch(1);
            Thread appending = Thread.ofPlatform().start(() -> {
                started.countDown();
                results.forEach(result -> store.append(id, result));
            });
            started.await();
            while (appending.isAlive()) {
                appending.interrupt();
                Thread.onSpinWait();
            }
            assertEquals(results, read(store, id).results());
        }
    }

    @Test
    void aReaderNeverSeesHalfAPoint() throws InterruptedException {
        SweepPlan plan = SampleRuns.plan(60);
        List<PointResult> results = plan.points()
                .stream()
                .map(point -> SampleRuns.measured(point, new Reading.Value(1, 1)))
                .toList();
        try (RunStore store = open()) {
            long id = store.begin(plan, SampleRuns.conditions(), SampleRuns.STARTED_AT);
            AtomicBoolean stored = new AtomicBoolean();
            Thread appending = Thread.ofPlatform().start(() -> {
                results.forEach(result -> store.append(id, result));
                stored.set(true);
            });
            while (appending.isAlive()) {
                StoredRun seen = read(store, id);
                int count = seen.summary().pointsMeasured();
                assertEquals(results.subList(0, count), seen.results());
            }
            assertTrue(stored.get(), "not all points were stored");
        }
    }
}
