package io.paretoscope.store;

import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ResumeTest {
    /** The point of the samples that failed. */
    private static final int FAILED = 2;

    @TempDir
    Path folder;

    private RunStore open() {
        return RunStore.open(folder.resolve("runs"));
    }

    private static StoredRun read(RunStore store, long id) {
        return store.run(id).orElseThrow();
    }

    private static PointResult again() {
        return SampleRuns.measured(SampleRuns.plan().points().get(FAILED), new Reading.Value(77, 1));
    }

    private static long stopped(RunStore store, RunStatus status) {
        long id = SampleRuns.writeAll(store);
        store.finish(id, status, "why it ended");
        return id;
    }

    private static String refusal(RunStore store, long id) {
        return String.valueOf(assertThrows(StoreException.class, () -> store.resume(id)).getMessage());
    }

    @Test
    void measuredAndSkippedPointsStandAndFailedOnesAreTriedAgain() {
        try (RunStore store = open()) {
            assertEquals(Set.of(0, 1, 3, 4, 5), store.resume(stopped(store, RunStatus.STOPPED)));
        }
    }

    @Test
    void aFailedRunCanBeResumed() {
        try (RunStore store = open()) {
            assertEquals(5, store.resume(stopped(store, RunStatus.FAILED)).size());
        }
    }

    @Test
    void aResumedRunIsUnderWayAndSaysNothingOfItsEarlierEnd() {
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.STOPPED);
            store.resume(id);
            assertEquals(RunStatus.RUNNING, read(store, id).summary().status());
            assertEquals("", read(store, id).message());
        }
    }

    @Test
    void aRunThatAKilledProcessLeftBehindCanBeResumed() {
        long id;
        try (RunStore store = open()) {
            id = store.begin(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.STARTED_AT);
            store.append(id, SampleRuns.results().get(4));
        }
        try (RunStore store = open()) {
            assertEquals(Set.of(4), store.resume(id));
        }
    }

    @Test
    void theNewOutcomeTakesThePlaceOfTheFailedOne() {
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.STOPPED);
            List<PointResult> expected = new ArrayList<>(SampleRuns.results());
            expected.set(FAILED, again());
            store.resume(id);
            store.append(id, again());
            assertEquals(expected, read(store, id).results());
        }
    }

    @Test
    void theFailedPointStaysUntilThereIsANewOutcome() {
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.STOPPED);
            store.resume(id);
            assertEquals(SampleRuns.results(), read(store, id).results());
        }
    }

    @Test
    void theNewOutcomeIsNotReplacedInItsTurn() {
        PointResult failed = SampleRuns.result(again().point(), new PointOutcome.Failed("again"));
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.STOPPED);
            store.resume(id);
            store.append(id, failed);
            assertThrows(StoreException.class, () -> store.append(id, again()));
            assertEquals(failed, read(store, id).results().get(FAILED));
        }
    }

    @Test
    void aStandingPointIsNotReplacedEither() {
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.STOPPED);
            store.resume(id);
            assertThrows(StoreException.class, () -> store.append(id, SampleRuns.results().getFirst()));
            assertThrows(StoreException.class, () -> store.append(id, SampleRuns.results().get(3)));
            assertEquals(SampleRuns.results(), read(store, id).results());
        }
    }

    @Test
    void aCompleteRunIsNotResumed() {
        try (RunStore store = open()) {
            long id = stopped(store, RunStatus.COMPLETED);
            assertEquals(store.file() + ": run " + id
                    + " could not be resumed: it is complete; begin a new run to measure again", refusal(store, id));
        }
    }

    @Test
    void aRunUnderWayIsNotResumed() {
        try (RunStore store = open()) {
            long id = SampleRuns.writeAll(store);
            assertEquals(store.file() + ": run " + id
                    + " could not be resumed: it is under way; only a run that ended can be resumed",
                    refusal(store, id));
        }
    }

    @Test
    void anUnknownRunIsNotResumed() {
        try (RunStore store = open()) {
            assertEquals(store.file() + ": run 7 could not be resumed: there is no run 7", refusal(store, 7));
        }
    }
}
