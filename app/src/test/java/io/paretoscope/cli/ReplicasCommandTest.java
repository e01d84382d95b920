package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Replication;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Replicas on the command line. The fake's replicas take a quarter longer for each that runs beside them. */
class ReplicasCommandTest {
    @TempDir
    private Path folder;

    private static List<String> cells(String line) {
        return Arrays.asList(line.strip().split(" {2,}"));
    }

    private static String line(String out, String heading, String start) {
        return out.lines()
                .dropWhile(line -> !line.equals(heading))
                .filter(line -> line.strip().replaceAll(" +", " ").startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(start + " under " + heading + " in\n" + out));
    }

    @Test
    void theSameSequencesInOneEngineAndInSeveralStandSideBySide() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "2,4", "--replicas", "1,2", "--replica-mode", "streams,processes");
        CliRig.Outcome outcome = rig.run("replicas", "--latest");
        assertEquals(0, outcome.exitCode(), outcome.err());
        String heading = "opt-125m (synthetic), the same sequences on the device";
        List<String> one = cells(line(outcome.out(), heading, "4 1 4"));
        List<String> two = cells(line(outcome.out(), heading, "4 2 × processes 2"));
        assertEquals(List.of("4", "1", "4", "800.0"), one.subList(0, 4));
        // 2 replicas of batch 2, each 5/4 of the time of one alone.
        assertEquals(List.of("4", "2 × processes", "2", "640.0", "-20 %", "5.00", "+25 %"), two.subList(0, 7));
    }

    @Test
    void theSameBatchInEachReplicaIsComparedWithOneOfIt() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "2", "--replicas", "1,4");
        CliRig.Outcome outcome = rig.run("replicas", "--run", "1");
        List<String> four = cells(line(outcome.out(), "opt-125m (synthetic), the same batch for each replica",
                "2 4 × streams 8"));
        assertEquals("+129 %", four.get(4), "4 times the tokens in 7/4 of the time");
    }

    @Test
    void aGroupShowsWhatEachPartLosesAgainstRunningAlone() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome sweep = rig.run("sweep", "--group", "opt-125m:b2x2,opt-350m:b1");
        assertEquals(0, sweep.exitCode(), sweep.err());
        String part = line(sweep.out(), "opt-125m:b2x2 + opt-350m:b1x1, streams: VALID", "opt-350m:b1x1");
        // Three replicas: 6/4 of the time of one alone.
        assertEquals("-33 %", cells(part).get(2));
        assertEquals("+50 %", cells(part).get(5));
    }

    @Test
    void aRowWithoutItsBaselineSaysSo() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "2", "--replicas", "2,4");
        String out = rig.run("replicas", "--latest").out();
        assertTrue(out.contains("one replica was not measured"), out);
    }

    @Test
    void theJsonHasTheRatiosAsNumbers() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "2", "--replicas", "1,2");
        JsonObject row = rig.run("replicas", "--latest", "--json")
                .document()
                .getAsJsonArray("equal_batch_each")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("rows")
                .get(1)
                .getAsJsonObject();
        assertEquals(1.6, row.getAsJsonObject("throughput_ratio").get("ratio").getAsDouble(), 1e-9);
        assertEquals(4, row.get("total_batch").getAsInt());
    }

    @Test
    void aRunWithoutReplicasSaysHowToGetThem() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "1");
        CliRig.Outcome outcome = rig.run("replicas", "--latest");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope replicas: run 1 has no two measured points that differ in their replicas alone; "
                + "'paretoscope sweep --replicas 1,2,4' makes such", outcome.errLines().getFirst());
    }

    @Test
    void whichRunHasToBeSaid() {
        CliRig.Outcome outcome = new CliRig(folder).run("replicas");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope replicas: which run? give --run ID or --latest; 'paretoscope runs' lists them",
                outcome.errLines().getFirst());
    }

    @Test
    void theOptionsReachThePlan() {
        CliRig rig = new CliRig(folder);
        rig.run("sweep", "--batch", "8", "--replicas", "2", "--replica-mode", "mps", "--mps-threads", "50", "--device",
                "cuda:0", "--no-pinning");
        Replication replication = Objects.requireNonNull(rig.workbench.started).replication();
        assertEquals(List.of(2), replication.counts());
        assertEquals(List.of(ReplicaMode.MPS), replication.modes());
        assertEquals(50, replication.mpsThreadPercentage().orElseThrow());
        assertFalse(replication.pinned());
    }

    @Test
    void aGroupThatIsNotOneIsRefusedWithAnExample() {
        CliRig.Outcome outcome = new CliRig(folder).run("sweep", "--group", "opt-125m:32");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines()
                .getFirst()
                .contains("'opt-125m:32' is not a part of a group; expected "
                        + "MODEL:bBATCHxREPLICAS with commas between, such as opt-125m:b32x2,opt-1.3b:b16x1"),
                outcome.err());
    }

    @Test
    void aModeThatNeedsAGpuIsSkippedOnTheCpuWithTheReason() {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--batch", "1", "--replicas", "1,2", "--replica-mode", "streams,mps");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("replica mode mps needs an NVIDIA GPU"), outcome.out());
    }
}
