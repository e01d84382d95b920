package io.paretoscope.cli;

import com.google.gson.JsonObject;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.SweepPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Plans on the command line. A step of the fake takes 4 ms and a prefill 20 ms whatever the batch is, 80 ms for 16 tokens; each
 * replica more adds a quarter. It tells neither power nor how busy its device is.
 */
class PlanCommandTest {
    private static final String SMALL = "opt-125m:rate=20,itl=12";
    private static final String LARGE = "opt-350m:rate=10,itl=12";

    @TempDir
    private Path folder;

    private CliRig rig = new CliRig(Path.of("."));

    @BeforeEach
    void sweep() {
        rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run("sweep", "--model", "opt-125m,opt-350m", "--batch", "1,2,4,8,16,32");
        assertEquals(0, outcome.exitCode(), outcome.err());
    }

    private CliRig.Outcome plan(String... more) {
        String[] args = new String[5 + more.length];
        List<String> fixed = List.of("plan", "--run", "1", "--objective", "headroom");
        for (int i = 0; i < args.length; i++) {
            args[i] = i < fixed.size() ? fixed.get(i) : more[i - fixed.size()];
        }
        return rig.run(args);
    }

    private JsonObject document(String... more) {
        CliRig.Outcome outcome = plan(more);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome.document();
    }

    private static JsonObject demand(JsonObject document, int index) {
        return document.getAsJsonArray("demands").get(index).getAsJsonObject();
    }

    private void refused(int exitCode, String message, String... more) {
        CliRig.Outcome outcome = plan(more);
        assertEquals(exitCode, outcome.exitCode(), outcome.out());
        assertTrue(outcome.err().contains("paretoscope plan: " + message), outcome.err());
    }

    @Test
    void thePlanIsTriedOnTheEngineThatItRestsOn() {
        rig.run("sweep", "--model", "opt-125m", "--batch", "1,2,4,8,16,32", "--device", "cuda:0", "--engine",
                "torchscript");
        CliRig.Outcome outcome = rig.run("plan", "--run", "2", "--objective", "headroom", "--demand", SMALL,
                "--replicas", "1", "--verify");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals(List.of(EngineKind.TORCHSCRIPT), rig.workbench.run(3).orElseThrow().plan().engines());
        assertTrue(outcome.out().contains("--engine torchscript"), outcome.out());
    }

    @Test
    void twoModelsShareTheDeviceInTurnsWhereNothingElseIsKnown() {
        JsonObject document = document("--demand", SMALL, "--demand", LARGE, "--replicas", "1", "--json");
        assertEquals(2, document.getAsJsonObject("slowdown").get("value").getAsDouble(), 1e-9);
        JsonObject itl = demand(document, 0).getAsJsonObject("metrics").getAsJsonObject("itl_mean_ms");
        assertTrue(itl.get("value").getAsDouble() <= 12);
        assertEquals(12, itl.get("limit").getAsDouble());
        assertTrue(document.get("mean_power_w").isJsonNull());
        assertEquals(2, document.getAsJsonArray("demands").size());
    }

    @Test
    void theTextHasThePlanItsReasonsAndTheSweepThatVerifiesIt() {
        CliRig.Outcome outcome = plan("--demand", "opt-125m:rate=20,itl=12", "--replicas", "1");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().startsWith("one engine, "), outcome.out());
        assertTrue(outcome.out().contains("how they slow each other: one engine has the device for itself"),
                outcome.out());
        assertTrue(outcome.out()
                .lines()
                .anyMatch(line -> line
                        .matches("to verify it: paretoscope sweep --model opt-125m --batch \\d+ --prompt 16 "
                                + "--output 16 --device cpu --precision fp32")),
                outcome.out());
        assertTrue(outcome.err().contains("note: the run does not tell how much memory its device has"), outcome.err());
    }

    @Test
    void verifyingRunsTheGroupAndComparesWithWhatWasPredicted() {
        CliRig.Outcome outcome = plan("--demand", SMALL, "--demand", LARGE, "--replicas", "1", "--replica-mode",
                "processes", "--verify");
        assertEquals(0, outcome.exitCode(), outcome.err());
        SweepPlan started = Objects.requireNonNull(rig.workbench.started);
        assertEquals(List.of(ReplicaMode.PROCESSES), started.replication().modes());
        assertEquals(2, started.replication().groups().getFirst().size());
        assertTrue(outcome.out().contains("verified as run 2, every engine always full: VALID"), outcome.out());
        // Predicted in turns, twice the 4 ms of one alone; the fake's take a quarter longer.
        assertTrue(outcome.out()
                .lines()
                .anyMatch(line -> line.matches("opt-350m:b\\d+x1 +ITL mean, ms +8\\.00 +5\\.00 +\\+60\\.0 %")),
                outcome.out());
    }

    @Test
    void aVerifiedPlanAsJsonIsOneDocument() {
        JsonObject document = document("--demand", SMALL, "--replicas", "1", "--verify", "--json");
        JsonObject verified = document.getAsJsonObject("verified");
        assertEquals(2, verified.get("run_id").getAsInt());
        assertEquals("VALID", verified.get("verdict").getAsString());
        JsonObject itl = verified.getAsJsonArray("numbers").get(0).getAsJsonObject();
        assertEquals(4, itl.get("measured").getAsDouble(), 1e-6);
        assertEquals(itl.get("predicted").getAsDouble() / 4 - 1, itl.get("error").getAsDouble(), 1e-6);
    }

    @Test
    void whatWasVerifiedTellsTheNextPlanHowEnginesSlowEachOther() {
        plan("--demand", SMALL, "--demand", LARGE, "--replicas", "1", "--replica-mode", "processes", "--verify");
        JsonObject document = document("--run", "2", "--demand", SMALL, "--demand", LARGE, "--replicas", "1",
                "--replica-mode", "processes", "--json");
        assertEquals(1.25, document.getAsJsonObject("slowdown").get("value").getAsDouble(), 1e-6);
        assertTrue(document.get("slowdown_from").getAsString().startsWith("by 2 measurements of engines that share"),
                document.toString());
    }

    @Test
    void demandsOfDifferentLengthsArePlannedAndNotVerified() {
        String longer = "opt-350m:rate=1,prompt=32";
        JsonObject document = document("--demand", SMALL, "--demand", longer, "--json");
        assertTrue(document.get("sweep").isJsonNull());
        refused(2, "--verify cannot run this plan: the demands differ in prompt or output, and a sweep has one of each",
                "--demand", SMALL, "--demand", longer, "--verify");
        assertEquals(1, rig.workbench.sweepsStarted.get());
    }

    @Test
    void anImpossiblePlanSaysWhatIsInTheWayAndWhatWouldDo() {
        refused(1, "no plan keeps within all limits: in the way is the ITL of opt-125m; it fits with a mean ITL of ",
                "--demand", "opt-125m:rate=20,itl=2");
        refused(1, "no plan keeps within all limits: in the way is memory; it fits with ", "--demand", SMALL,
                "--memory",
                "0.2");
    }

    @Test
    void energyCannotBePlannedWithoutPower() {
        CliRig.Outcome outcome = rig.run("plan", "--run", "1", "--demand", SMALL);
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("too few points of these runs have a power to tell what a plan takes"),
                outcome.err());
    }

    @Test
    void aLimitThatOnlyTheValueKeepsIsNotCertain() {
        String demand = "opt-125m:rate=1,prompt=64";
        JsonObject itl = demand(document("--demand", demand, "--json"), 0).getAsJsonObject("metrics")
                .getAsJsonObject("itl_mean_ms");
        double value = itl.get("value").getAsDouble();
        double high = itl.getAsJsonArray("interval").get(1).getAsDouble();
        assertTrue(value < high, "it is extrapolated");
        JsonObject between = document("--demand", demand + ",itl=" + (value + high) / 2, "--json");
        assertFalse(demand(between, 0).get("certain").getAsBoolean());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--demand opt-9b:rate=2|unknown model 'opt-9b': one of opt-125m, ",
        "--demand opt-125m:rate=x|Invalid value for option '--demand' (DEMAND): 'opt-125m:rate=x', character 15: 'x' is not a",
        "--demand opt-125m:rate=1,prompt=3000|prompt 3000 + output 16 tokens exceed the 2048 positions of opt-125m",
        "--demand opt-125m:rate=1 --demand opt-125m:rate=2|a model is demanded twice: give one demand with the sum of the rates",
        "--demand opt-125m:rate=1 --load 2|load 2.0: must be above 0 and at most 1",
        "--demand opt-125m:rate=1 --replica-mode mps|replica mode mps needs an NVIDIA GPU; on the CPU choose streams or processes",
        "--demand opt-125m:rate=1 --replica-mode turns|'turns' is not a replica mode: must be one of streams, ",
        "--demand opt-125m:rate=1 --memory -1|--memory -1.0: must be above 0",
        "--demand opt-125m:rate=1 --power NaN|Invalid value for option '--power': 'NaN' is not a number",
        "--demand opt-125m:rate=1 --run 5|no run 5 in "})
    void whatMeansNothingIsRefused(String args, String message) {
        refused(2, message, args.split(" "));
    }

    @Test
    void aDemandHasToBeThere() {
        assertEquals(2, plan().exitCode());
    }
}
