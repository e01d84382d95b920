package io.paretoscope;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Ctrl-C and worse, to the real program with real workers. */
@EnabledOnOs(OS.LINUX)
class SweepSignalsTest {
    private static final int MANY = 200;

    @TempDir
    Path folder;

    private RealProcess manyPoints() throws IOException {
        return sweep(IntStream.rangeClosed(1, MANY).mapToObj(String::valueOf).collect(Collectors.joining(",")), 30, 5);
    }

    /** A short point, with which the worker starts, and one that takes minutes. */
    private RealProcess endlessPoint() throws IOException {
        return sweep("1,1024", 120, 100);
    }

    private RealProcess sweep(String batches, int output, int repeats) throws IOException {
        Path checkpoint = ReferenceFiles.unpack(ReferenceFiles.PRE_NORM, folder).folder();
        return RealProcess.start(folder, "sweep", "--checkpoint", checkpoint.toString(), "--batch", batches, "--prompt",
                "4", "--output", String.valueOf(output), "--repeats", String.valueOf(repeats), "--store", "runs",
                "--json");
    }

    private JsonObject storedRun() {
        RealCommandLine.Outcome runs = new RealCommandLine(folder).run("runs", "--json", "--store", "runs");
        assertEquals(0, runs.exitCode(), runs.err());
        return runs.document().getAsJsonArray("runs").get(0).getAsJsonObject();
    }

    @Test
    void ctrlCOnceLetsTheCurrentPointFinishAndKeepsIt() throws Exception {
        try (RealProcess sweep = manyPoints()) {
            sweep.awaitLine("[2/" + MANY + "]");
            sweep.pressInterrupt();
            assertEquals(130, sweep.awaitEnd(), () -> sweep.errLines().toString());
            JsonObject document = JsonParser.parseString(sweep.out()).getAsJsonObject();
            assertEquals("stopped", document.get("status").getAsString());
            List<JsonElement> points = document.getAsJsonArray("points").asList();
            assertTrue(points.size() >= 3 && points.size() < MANY, "points: " + points.size());
            // The signal reached the worker's process group, too.
            assertTrue(points.stream()
                    .allMatch(point -> point.getAsJsonObject().get("outcome").getAsString().equals("measured")));
            assertEquals(points.size(), storedRun().get("points_measured").getAsInt());
            assertTrue(sweep.errLines()
                    .contains("stopping after the current point; press Ctrl-C again to stop at once"));
        }
    }

    @Test
    void ctrlCTwiceEndsAtOnceAndLeavesNoWorker() throws Exception {
        try (RealProcess sweep = endlessPoint()) {
            sweep.awaitLine("[1/2]");
            sweep.pressInterrupt();
            sweep.awaitLine("stopping after the current point");
            List<ProcessHandle> workers = sweep.workers();
            assertFalse(workers.isEmpty());
            sweep.pressInterrupt();
            assertEquals(130, sweep.awaitEnd(), () -> sweep.errLines().toString());
            assertFalse(workers.stream().anyMatch(ProcessHandle::isAlive));
            JsonObject run = storedRun();
            assertEquals("stopped", run.get("status").getAsString());
            assertEquals(1, run.get("points_measured").getAsInt());
        }
    }

    @Test
    void aKilledProgramLeavesNoWorkerAndAStoreThatOpens() throws Exception {
        try (RealProcess sweep = manyPoints()) {
            sweep.awaitLine("[2/" + MANY + "]");
            List<ProcessHandle> workers = sweep.workers();
            assertFalse(workers.isEmpty());
            sweep.kill();
            sweep.awaitEnd();
            workers.forEach(worker -> worker.onExit().join());
            JsonObject run = storedRun();
            assertEquals("stopped", run.get("status").getAsString());
            assertTrue(run.get("points_measured").getAsInt() >= 2);
        }
    }
}
