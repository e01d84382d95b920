package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExperimentViewModelTest {
    private static final Path CHECKPOINT = Path.of("/models/opt-125m");

    private final ExperimentViewModel experiment = experiment(Samples.plan(List.of(1, 2, 4, 8), "opt-125m"));

    private static ExperimentViewModel experiment(SweepPlan plan) {
        return new ExperimentViewModel(plan, folder -> {
            if (folder.equals(CHECKPOINT)) {
                return OptCatalog.get("opt-125m");
            }
            throw new IOException(folder + "/config.json: no such file");
        }, new Background(Runnable::run, Runnable::run));
    }

    private ModelChoiceViewModel model(String name) {
        return experiment.models()
                .stream()
                .filter(choice -> choice.source().config().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private PlanState.Ready ready() {
        return assertInstanceOf(PlanState.Ready.class, experiment.plan().get());
    }

    private String problem() {
        return assertInstanceOf(PlanState.Incomplete.class, experiment.plan().get()).problem();
    }

    @Test
    void untilDevicesAreKnownThereIsNoPlan() {
        assertEquals("looking for devices", problem());
    }

    @Test
    void theFirstPlanIsThatOfTheSetup() {
        experiment.devicesFound(List.of(Samples.cpu()));
        assertEquals(Samples.plan(List.of(1, 2, 4, 8), "opt-125m"), ready().plan());
    }

    @Test
    void theFieldsOfTheProtocolReachThePlan() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().repeats().text().set("5");
        experiment.protocol().window().text().set("2.5");
        experiment.protocol().order().set(Protocol.Order.INTERLEAVED);
        experiment.protocol().coolDown().text().set("45");
        assertEquals(new Protocol(5, Optional.of(Duration.ofMillis(2500)), Protocol.Order.INTERLEAVED,
                OptionalInt.of(45)), ready().plan().protocol());
    }

    @Test
    void anEmptyWindowIsThatOfTheDevice() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        String onCpu = experiment.protocol().windowOfDevice().get();
        experiment.device().set(Optional.of(Samples.gpu()));
        assertEquals(List.of("0.5", "5"), List.of(onCpu, experiment.protocol().windowOfDevice().get()));
        assertEquals(Optional.empty(), ready().plan().protocol().window());
    }

    @Test
    void aCpuThatTellsItsEnergyHasTheLongerWindow() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.energyTold(true);
        assertEquals("5", experiment.protocol().windowOfDevice().get());
        assertEquals("takes at least 60 s", ready().estimate());
    }

    @Test
    void theEstimateCountsPointsRepeatsAndWindows() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().window().text().set("7");
        experiment.protocol().repeats().text().set("2");
        assertEquals("takes at least 56 s", ready().estimate());
    }

    @Test
    void pointsThatWillBeSkippedTakeNoTime() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().window().text().set("1");
        experiment.batchSizes().text().set("1, 9999999");
        assertEquals("takes at least 3 s", ready().estimate());
    }

    @Test
    void windowsOfAnyLengthHaveNoEstimate() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().window().text().set("0");
        assertEquals("", ready().estimate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x | window 'x': must be seconds, such as 5 or 0.5",
        "-1 | window -1.0 s: must be 0 to 3600 s", "4000 | window 4000.0 s: must be 0 to 3600 s",
        "NaN | window -0.001 s: must be 0 to 3600 s"})
    void aWindowThatCannotBeIsSaidToBeWrong(String text, String problem) {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().window().text().set(text);
        assertEquals(problem, problem());
        assertEquals(problem, experiment.protocol().window().problem().get());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "warm | cool-down temperature 'warm': must be a whole number of at least 1",
        "10 | cool-down to 10 °C: must be 20 to 100 °C"})
    void aTemperatureThatCannotBeIsSaidToBeWrong(String text, String problem) {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.protocol().coolDown().text().set(text);
        assertEquals(problem, problem());
    }

    @Test
    void everyKnownSizeCanBeChosen() {
        assertEquals(OptCatalog.models(),
                experiment.models().stream().map(choice -> choice.source().config()).toList());
    }

    @Test
    void choosingAModelAddsItsPoints() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-350m").chosen().set(true);
        assertEquals("8 points", ready().summary());
    }

    @Test
    void withoutAModelThePlanSaysSo() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-125m").chosen().set(false);
        assertEquals("a sweep needs at least one model", problem());
    }

    @Test
    void aWrongBatchSizeIsThePlansProblemUntilItIsMended() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.batchSizes().text().set("1, 0");
        assertEquals("batch size 0: must be at least 1", problem());
        experiment.batchSizes().text().set("1, 3");
        assertEquals(List.of(1, 3), ready().plan().batchSizes());
    }

    @Test
    void tooLongASequenceIsNamedWithItsLimit() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.promptTokens().text().set("2040");
        assertEquals("prompt 2040 + output 16 tokens exceed the 2048 positions of opt-125m", problem());
        assertEquals("2056 tokens exceed its 2048 positions", model("opt-125m").fit().get().text());
    }

    @Test
    void aModelThatDoesNotFitSaysWhatItNeedsAndWhatThereIs() {
        experiment.devicesFound(List.of(Samples.cpu()));
        assertTrue(model("opt-13b").fit().get().text().matches("needs 5\\d\\.\\d GiB, cpu has 22\\.0 GiB"),
                model("opt-13b").fit().get().text());
    }

    @Test
    void theLargestBatchShrinksWithTheLengthOfThePrompt() {
        experiment.devicesFound(List.of(Samples.cpu()));
        long before = experiment.largestCommonBatch().orElseThrow();
        experiment.promptTokens().text().set("512");
        assertTrue(experiment.largestCommonBatch().orElseThrow() < before / 4);
    }

    @Test
    void unknownMemoryIsNotTakenForNone() {
        DeviceReport cpu = Samples.cpu();
        experiment.devicesFound(List.of(new DeviceReport(cpu.id(), cpu.name(), OptionalLong.empty(),
                OptionalLong.empty(), cpu.library(), cpu.precisions(), Optional.empty())));
        assertInstanceOf(Fit.Unknown.class, model("opt-13b").fit().get());
        assertEquals(OptionalLong.empty(), experiment.largestCommonBatch());
    }

    @Test
    void pointsThatDoNotFitAreInThePlanAndMarked() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-13b").chosen().set(true);
        assertEquals("8 points, 4 of them will be skipped", ready().summary());
    }

    @Test
    void batchesUpToALimitArePowersOfTwo() {
        experiment.batchesUpTo(70);
        assertEquals("1, 2, 4, 8, 16, 32, 64", experiment.batchSizes().text().get());
    }

    @Test
    void batchesUpToWhatFitsAllFit() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-2.7b").chosen().set(true);
        experiment.batchesUpTo(experiment.largestCommonBatch().orElseThrow());
        assertEquals(0, ready().skipped());
    }

    @Test
    void anUnusableDeviceIsThePlansProblem() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.deadGpu()));
        experiment.device().set(Optional.of(Samples.deadGpu()));
        assertEquals("cuda:0 cannot be used: no CUDA build of libtorch: set PYTORCH_LIBRARY_PATH", problem());
    }

    @Test
    void theFirstUsableDeviceStandsInForOneThatIsNot() {
        SweepPlan wish = Samples.plan(List.of(1), "opt-125m");
        ExperimentViewModel onGpu = experiment(new SweepPlan(wish.models(), wish.batchSizes(), 16, 16, Precision.FP16,
                Samples.deadGpu().id(), 0, 3));
        onGpu.devicesFound(List.of(Samples.deadGpu(), Samples.cpu()));
        assertEquals(Optional.of(Samples.cpu()), onGpu.device().get());
    }

    private EngineChoice engine(EngineKind kind) {
        return experiment.engines().stream().filter(choice -> choice.kind() == kind).findFirst().orElseThrow();
    }

    @Test
    void onTheProcessorGraphsCannotBeChosenAndTheReasonIsTold() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        assertEquals("engine graph needs an NVIDIA GPU; on the CPU choose torchscript",
                engine(EngineKind.GRAPH).obstacle().get());
        assertEquals(List.of(EngineKind.TORCHSCRIPT), ready().plan().engines());
    }

    @Test
    void onAGpuGraphsAreChosenAndNothingIsInTheirWay() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        experiment.device().set(Optional.of(Samples.gpu()));
        assertEquals("", engine(EngineKind.GRAPH).obstacle().get());
        assertEquals(List.of(EngineKind.GRAPH), ready().plan().engines());
    }

    @Test
    void theChoiceOfEnginesIsRememberedForTheGpu() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        experiment.device().set(Optional.of(Samples.gpu()));
        engine(EngineKind.TORCHSCRIPT).chosen().set(true);
        experiment.device().set(Optional.of(Samples.cpu()));
        assertEquals(List.of(EngineKind.TORCHSCRIPT), ready().plan().engines());
        experiment.device().set(Optional.of(Samples.gpu()));
        assertEquals(List.of(EngineKind.GRAPH, EngineKind.TORCHSCRIPT), ready().plan().engines());
    }

    @Test
    void withoutAnEngineThereIsNoPlan() {
        experiment.devicesFound(List.of(Samples.cpu()));
        engine(EngineKind.TORCHSCRIPT).chosen().set(false);
        assertEquals("a sweep needs at least one engine", problem());
    }

    @Test
    void aPrecisionThatTheDeviceDoesNotOfferGivesWayToOneThatItDoes() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        experiment.device().set(Optional.of(Samples.gpu()));
        experiment.precision().set(Precision.FP16);
        experiment.device().set(Optional.of(Samples.cpu()));
        assertEquals(Precision.FP32, experiment.precision().get());
    }

    @Test
    void aPrecisionThatIsNotOfferedIsListedWithItsReason() {
        experiment.devicesFound(List.of(Samples.cpu()));
        assertEquals(
                new PrecisionChoice(Precision.FP16, Optional.of("40 times slower than fp32 on this processor")),
                experiment.precisions().get(1));
    }

    @Test
    void aPrecisionThatIsNotOfferedIsThePlansProblem() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.precision().set(Precision.FP16);
        assertEquals("fp16 on cpu: 40 times slower than fp32 on this processor", problem());
    }

    @Test
    void weightsAreAsLargeAsThePrecisionMakesThem() {
        experiment.devicesFound(List.of(Samples.gpu()));
        assertEquals("12.85B · 47.9 GiB", model("opt-13b").size().get());
        experiment.precision().set(Precision.FP16);
        assertEquals("12.85B · 23.9 GiB", model("opt-13b").size().get());
    }

    @Test
    void aCheckpointTakesThePlaceOfTheSyntheticModelOfItsName() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.addCheckpoint(CHECKPOINT);
        assertFalse(model("opt-125m").chosen().get());
        assertEquals("opt-125m", ready().plan().models().getFirst().label());
    }

    @Test
    void theSameCheckpointTwiceIsOneModel() {
        experiment.addCheckpoint(CHECKPOINT);
        experiment.addCheckpoint(CHECKPOINT);
        assertEquals(OptCatalog.models().size() + 1, experiment.models().size());
    }

    @Test
    void aFolderWithoutAModelSaysWhy() {
        experiment.addCheckpoint(Path.of("/tmp"));
        assertEquals("/tmp/config.json: no such file", experiment.checkpointProblem().get());
    }

    @Test
    void devicesThatCannotBeFoundAreThePlansProblem() {
        experiment.devicesFailed("the worker does not start");
        assertEquals("the worker does not start", problem());
    }

    @Test
    void replicasReachThePlan() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.batchSizes().text().set("8");
        experiment.replication().counts().text().set("1, 2");
        experiment.replication().mode(ReplicaMode.PROCESSES).chosen().set(true);
        assertEquals(List.of("opt-125m, batch 8", "opt-125m, batch 8, 2 × streams", "opt-125m, batch 8, 2 × processes"),
                ready().points().stream().map(point -> point.point().label()).toList());
    }

    @Test
    void pointsOfAModeThatTheDeviceDoesNotOfferAreSkippedWithTheReason() {
        experiment.devicesFound(List.of(Samples.cpu(), Samples.gpu()));
        experiment.device().set(Optional.of(Samples.gpu()));
        experiment.replication().mode(ReplicaMode.MPS).chosen().set(true);
        experiment.device().set(Optional.of(Samples.cpu()));
        assertEquals("8 points, 4 of them will be skipped", ready().summary());
        assertEquals(Optional.of("replica mode mps needs an NVIDIA GPU; on the CPU choose streams or processes"),
                ready().points().getLast().obstacle());
    }

    @Test
    void moreCopiesThanFitAreSkipped() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-125m").chosen().set(false);
        model("opt-2.7b").chosen().set(true);
        experiment.replication().mode(ReplicaMode.STREAMS).chosen().set(false);
        experiment.replication().mode(ReplicaMode.PROCESSES).chosen().set(true);
        experiment.replication().counts().text().set("1, 2");
        assertEquals("8 points, 4 of them will be skipped", ready().summary());
    }

    @Test
    void aWrongReplicaCountIsThePlansProblem() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.replication().counts().text().set("none");
        assertEquals("replica count 'none': must be a whole number of at least 1", problem());
    }

    @Test
    void groupsAloneNeedNeitherModelsNorBatches() {
        experiment.devicesFound(List.of(Samples.cpu()));
        model("opt-125m").chosen().set(false);
        experiment.batchSizes().text().set("");
        experiment.replication().groups().text().set("opt-125m:b2x1, opt-350m:b1x1");
        assertEquals(List.of("opt-125m, batch 2", "opt-350m, batch 1", "opt-125m:b2x1 + opt-350m:b1x1, streams"),
                ready().points().stream().map(point -> point.point().label()).toList());
    }

    @Test
    void aPlanOfGroupsAloneIsKept() {
        SweepPlan first = Samples.plan(List.of(1), "opt-125m");
        Replication groups = new Replication(List.of(1), List.of(ReplicaMode.STREAMS), OptionalInt.empty(), true,
                List.of(List.of(new Part(Samples.synthetic("opt-125m"), 4, 2))));
        SweepPlan alone = new SweepPlan(List.of(), List.of(), 16, 16, first.precision(), first.device(), 0,
                first.protocol(), groups);
        ExperimentViewModel ofGroups = experiment(alone);
        ofGroups.devicesFound(List.of(Samples.cpu()));
        assertEquals(alone, assertInstanceOf(PlanState.Ready.class, ofGroups.plan().get()).plan());
    }

    @Test
    void theFitOfAModelCountsItsReplicas() {
        experiment.devicesFound(List.of(Samples.cpu()));
        String alone = model("opt-125m").fit().get().text().replace("fits up to batch", "batch ≤");
        experiment.replication().mode(ReplicaMode.PROCESSES).chosen().set(true);
        experiment.replication().counts().text().set("1, 2, 16");
        String several = model("opt-125m").fit().get().text();
        assertTrue(several.startsWith(alone + "; 16 × processes ≤ "), several);
        assertEquals("batch ≤ 486; 2 × processes do not fit", model("opt-2.7b").fit().get().text());
    }

    @Test
    void batchesUpToWhatFitsFitInEveryReplica() {
        experiment.devicesFound(List.of(Samples.cpu()));
        experiment.replication().mode(ReplicaMode.PROCESSES).chosen().set(true);
        experiment.replication().counts().text().set("1, 4");
        experiment.batchesUpTo(experiment.largestCommonBatch().orElseThrow());
        assertEquals(0, ready().skipped());
    }
}
