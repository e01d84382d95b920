package io.paretoscope.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Ctrl-C while a sweep runs. */
class SweepInterruptTest {
    @TempDir
    Path folder;

    /** Sweeps three points and presses Ctrl-C, so many times, after the first. */
    private CliRig.Outcome sweep(CliRig rig, int presses) {
        return sweep(rig, presses, 0);
    }

    private CliRig.Outcome sweep(CliRig rig, int presses, int afterPoint) {
        CountDownLatch handled = new CountDownLatch(1);
        rig.onInterruptHandler = handled::countDown;
        rig.workbench.afterEachPoint(ordinal -> {
            awaitQuietly(handled);
            for (int i = 0; ordinal == afterPoint && i < presses; i++) {
                Objects.requireNonNull(rig.interrupt).run();
            }
        });
        return rig.run("sweep", "--batch", "1,2,4", "--csv", "points.csv", "--json");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onceStopsAfterTheCurrentPointAndSaysSo() {
        CliRig.Outcome outcome = sweep(new CliRig(folder), 1);
        assertTrue(outcome.err().contains("stopping after the current point; press Ctrl-C again to stop at once"),
                outcome.err());
        assertTrue(outcome.err().contains("stopped after a point; finished points stand"), outcome.err());
    }

    @Test
    void onceStillGivesTheFinishedPoints() {
        assertEquals(1, sweep(new CliRig(folder), 1).points());
    }

    @Test
    void twiceStopsAtOnce() {
        CliRig.Outcome outcome = sweep(new CliRig(folder), 2);
        assertTrue(outcome.err().contains("stopped at once; finished points stand"), outcome.err());
    }

    @Test
    void theExitCodeTellsOfTheInterrupt() {
        assertEquals(130, sweep(new CliRig(folder), 1).exitCode());
    }

    @Test
    void writesTheCsvOfTheFinishedPoints() {
        sweep(new CliRig(folder), 1);
        assertTrue(folder.resolve("points.csv").toFile().exists());
    }

    @Test
    void ctrlCIsHandledOnlyWhileTheSweepRuns() {
        CliRig rig = new CliRig(folder);
        sweep(rig, 0);
        assertFalse(rig.interruptHandled);
    }

    @Test
    void aPressAfterTheLastPointLeavesACompletedSweepASuccess() {
        CliRig rig = new CliRig(folder);
        assertEquals(0, sweep(rig, 1, 2).exitCode());
    }
}
