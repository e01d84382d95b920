package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.SampleRuns;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Replicas and groups in plans: which points they give, how they are written, and what is refused. */
class ReplicationTest {
    private static final ModelSource SMALL = new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Synthetic(7));
    private static final ModelSource LARGER = new ModelSource(OptCatalog.get("opt-350m"), new WeightsRef.Synthetic(7));
    private static final OptionalInt ALL = OptionalInt.empty();
    private static final long GIB = 1L << 30;

    private static SweepPlan plan(List<ModelSource> models, List<Integer> batches, DeviceId device,
            Replication replication) {
        return new SweepPlan(models, batches, 16, 8, Precision.FP32, device, 0, Protocol.of(1), replication);
    }

    private static Replication replication(List<Integer> counts, List<ReplicaMode> modes, List<List<Part>> groups) {
        return new Replication(counts, modes, ALL, true, groups);
    }

    private static List<String> labels(SweepPlan plan) {
        assertEquals(IntStream.range(0, plan.points().size()).boxed().toList(),
                plan.points().stream().map(Point::ordinal).toList());
        return plan.points().stream().map(Point::label).toList();
    }

    private static void assertRefused(String message, Executable making) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
    }

    @Test
    void oneReplicaIsMeasuredOnceWhateverTheMode() {
        assertEquals(List.of("opt-125m, batch 4", "opt-125m, batch 4, 2 × streams", "opt-125m, batch 4, 2 × processes"),
                labels(plan(List.of(SMALL), List.of(4), DeviceId.CPU, replication(List.of(1, 2),
                        List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES), List.of()))));
    }

    @Test
    void oneReplicaUnderMpsIsAPointOfItsOwn() {
        assertEquals(List.of("opt-125m, batch 4", "opt-125m, batch 4, 1 × mps"),
                labels(plan(List.of(SMALL), List.of(4), DeviceId.cuda(0), replication(List.of(1),
                        List.of(ReplicaMode.STREAMS, ReplicaMode.MPS), List.of()))));
    }

    @Test
    void batchesRunInsideCountsAndCountsInsideModes() {
        assertEquals(
                List.of("opt-125m, batch 2, 3 × streams", "opt-125m, batch 1, 3 × streams",
                        "opt-125m, batch 2, 2 × streams", "opt-125m, batch 1, 2 × streams",
                        "opt-125m, batch 2, 3 × processes", "opt-125m, batch 1, 3 × processes",
                        "opt-125m, batch 2, 2 × processes", "opt-125m, batch 1, 2 × processes"),
                labels(plan(List.of(SMALL), List.of(2, 1), DeviceId.CPU, replication(List.of(3, 2),
                        List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES), List.of()))));
    }

    @Test
    void eachPartOfAGroupIsMeasuredAloneBeforeIt() {
        assertEquals(
                List.of("opt-125m, batch 4", "opt-125m, batch 2", "opt-350m, batch 1",
                        "opt-125m:b2x2 + opt-350m:b1x1, streams", "opt-125m:b2x2 + opt-350m:b1x1, processes"),
                labels(plan(List.of(SMALL), List.of(4), DeviceId.CPU, replication(List.of(1),
                        List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES),
                        List.of(List.of(new Part(SMALL, 2, 2), new Part(LARGER, 1, 1)))))));
    }

    @Test
    void aPartThatThePlanMeasuresAloneAnywayIsNotMeasuredTwice() {
        List<Part> group = List.of(new Part(SMALL, 4, 1), new Part(LARGER, 1, 1));
        assertEquals(
                List.of("opt-125m, batch 4", "opt-350m, batch 1", "opt-125m:b4x1 + opt-350m:b1x1, streams",
                        "opt-125m:b4x1 + opt-350m:b1x1, streams"),
                labels(plan(List.of(SMALL), List.of(4), DeviceId.CPU,
                        replication(List.of(1), List.of(ReplicaMode.STREAMS), List.of(group, group)))));
    }

    @Test
    void groupsNeedNoModelsBesideThem() {
        SweepPlan plan = plan(List.of(), List.of(), DeviceId.CPU, replication(List.of(1), List.of(ReplicaMode.STREAMS),
                List.of(List.of(new Part(SMALL, 2, 1), new Part(LARGER, 1, 1)))));
        assertEquals(List.of(SMALL, LARGER), plan.allModels());
        assertEquals(plan, PlanJson.parse(PlanJson.toJson(plan).toString()));
    }

    @Test
    void aGroupIsOnePointOfAllItsReplicas() {
        Point group = SampleRuns.replicaPlan().points().getLast();
        assertEquals(List.of(0, 0, 1, 1, 1), group.partOfReplica());
        assertEquals(11, group.totalBatch());
        assertEquals(OptionalInt.of(50), group.placement().threadPercentage());
    }

    @Test
    void aPlanWithReplicasReadsBackEqual() {
        SweepPlan plan = SampleRuns.replicaPlan();
        assertEquals(plan, PlanJson.parse(PlanJson.toJson(plan).toString()));
    }

    @Test
    void plansThatDifferInReplicasAloneHaveDifferentHashes() {
        Replication two = replication(List.of(1, 2), List.of(ReplicaMode.STREAMS), List.of());
        Replication unpinned = new Replication(two.counts(), two.modes(), ALL, false, List.of());
        assertEquals(3, List.of(Replication.NONE, two, unpinned)
                .stream()
                .map(each -> PlanJson.planHash(plan(List.of(SMALL), List.of(1), DeviceId.CPU, each)))
                .distinct()
                .count());
    }

    @Test
    void aPlanThatStatesWhatHoldsAnywayHasTheHashOfOneThatDoesNot() {
        String stated = "{\"models\": [{\"name\": \"opt-125m\", \"synthetic_seed\": 7}], \"batch_sizes\": [1],"
                + " \"prompt_tokens\": 16, \"output_tokens\": 8, \"repeats\": 1, \"replicas\": [1],"
                + " \"replica_modes\": [\"streams\"], \"pin_cores\": true}";
        assertEquals(PlanJson.planHash(plan(List.of(SMALL), List.of(1), DeviceId.CPU, Replication.NONE)),
                PlanJson.planHash(PlanJson.parse(stated)));
    }

    @Test
    void countsAndModesAreNeeded() {
        assertRefused("a sweep needs at least one replica count and one replica mode",
                () -> replication(List.of(), List.of(ReplicaMode.STREAMS), List.of()));
        assertRefused("a sweep needs at least one replica count and one replica mode",
                () -> replication(List.of(1), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65"})
    void aCountThatCannotBeIsRefused(int count) {
        assertRefused("replica count " + count + ": must be 1 to 64",
                () -> replication(List.of(1, count), List.of(ReplicaMode.STREAMS), List.of()));
    }

    @Test
    void whatIsListedTwiceIsRefused() {
        assertRefused("a replica count is listed twice: [2, 1, 2]",
                () -> replication(List.of(2, 1, 2), List.of(ReplicaMode.STREAMS), List.of()));
        assertRefused("a replica mode is listed twice: [mps, mps]",
                () -> replication(List.of(1), List.of(ReplicaMode.MPS, ReplicaMode.MPS), List.of()));
        assertRefused("a group lists a part twice: [opt-125m:b2x1, opt-125m:b2x1]", () -> replication(List.of(1),
                List.of(ReplicaMode.MPS), List.of(List.of(new Part(SMALL, 2, 1), new Part(SMALL, 2, 1)))));
    }

    @ParameterizedTest
    @CsvSource({"0", "101"})
    void aPercentageThatCannotBeIsRefused(int percentage) {
        assertRefused("MPS thread percentage " + percentage + ": must be 1 to 100",
                () -> new Replication(List.of(1), List.of(ReplicaMode.MPS), OptionalInt.of(percentage), true,
                        List.of()));
    }

    @Test
    void aPercentageWithoutMpsIsRefused() {
        assertRefused("an MPS thread percentage needs replica mode mps", () -> new Replication(List.of(1),
                List.of(ReplicaMode.STREAMS), OptionalInt.of(50), true, List.of()));
        assertRefused("a thread percentage belongs to mode mps, not streams",
                () -> new Placement(1, ReplicaMode.STREAMS, OptionalInt.of(50), List.of()));
    }

    @Test
    void aGroupOfOneIsRefused() {
        assertRefused("a group needs at least two replicas: [opt-125m:b2x1]", () -> replication(List.of(1),
                List.of(ReplicaMode.STREAMS), List.of(List.of(new Part(SMALL, 2, 1)))));
    }

    @Test
    void aGroupOfTooManyIsRefused() {
        assertRefused("a group of 65 replicas: must be at most 64: [opt-125m:b2x64, opt-350m:b1x1]",
                () -> replication(List.of(1), List.of(ReplicaMode.STREAMS),
                        List.of(List.of(new Part(SMALL, 2, 64), new Part(LARGER, 1, 1)))));
        assertRefused("a group of 4294967294 replicas: must be at most 64: [opt-125m:b2x2147483647,"
                + " opt-350m:b1x2147483647]",
                () -> replication(List.of(1), List.of(ReplicaMode.STREAMS), List.of(List
                        .of(new Part(SMALL, 2, Integer.MAX_VALUE), new Part(LARGER, 1, Integer.MAX_VALUE)))));
    }

    @Test
    void aPartOfNothingIsRefused() {
        assertRefused("batch size 0: must be at least 1", () -> new Part(SMALL, 0, 1));
        assertRefused("replica count 0: must be at least 1", () -> new Part(SMALL, 1, 0));
    }

    @Test
    void aPartTooShortForThePlanIsRefused() {
        ModelSource brief = new ModelSource(SampleRuns.UNUSUAL, new WeightsRef.Synthetic(0));
        assertRefused("prompt 900 + output 8 tokens exceed the 777 positions of " + brief.config().name(),
                () -> new SweepPlan(List.of(), List.of(), 900, 8, Precision.FP32, DeviceId.CPU, 0, Protocol.of(1),
                        replication(List.of(1), List.of(ReplicaMode.STREAMS),
                                List.of(List.of(new Part(SMALL, 2, 1), new Part(brief, 1, 1))))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'replicas': []              | replicas: must be an array of at least one whole number, not []
            'replicas': [1, 0]          | replicas[1]: must be a whole number of at least 1, not 0
            'replicas': 2               | replicas: must be an array of at least one whole number, not 2
            'replicas': [65]            | replica count 65: must be 1 to 64
            'replica_modes': ['stream'] | replica_modes[0]: 'stream' is not a replica mode: must be one of streams, processes, mps, mig
            'replica_modes': 'mps'      | replica_modes: must be an array of at least one mode, not "mps"
            'replica_modes': [1]        | replica_modes[0]: must be a string, not 1
            'mps_thread_percentage': 0  | mps_thread_percentage: must be a whole number of at least 1, not 0
            'mps_thread_percentage': 50 | an MPS thread percentage needs replica mode mps
            'pin_cores': 'yes'          | pin_cores: must be true or false, not "yes"
            'groups': []                | groups: must be an array of at least one group, not []
            'groups': [[]]              | groups[0]: must be an array of at least one part, not []
            'groups': [[{'batch': 1}]]  | groups[0][0].model: is missing; must be an object
            'groups': [[{'model': {'name': 'opt-125m', 'synthetic_seed': 0}}]] | groups[0][0].batch: is missing; must be a whole number of at least 1
            'groups': [[{'model': {'name': 'opt-125m'}, 'batch': 1}]] | groups[0][0].model: must have either "synthetic_seed" (a whole number) or "checkpoint" (a folder or a name such as facebook/opt-125m)
            'groups': [[{'model': {'name': 'opt-125m', 'synthetic_seed': 0}, 'batch': 1, 'count': 2}]] | groups[0][0].count: unknown key; known here are model, batch, replicas
            'groups': [[{'model': {'name': 'opt-125m', 'synthetic_seed': 0}, 'batch': 1}]] | a group needs at least two replicas: [opt-125m:b1x1]
            """)
    void aWrongValueInAFileIsNamedWithWhatWouldBeRight(String keys, String message) {
        String json = ("{'models': [{'name': 'opt-125m', 'synthetic_seed': 7}], 'batch_sizes': [1], 'prompt_tokens': 16,"
                + " 'output_tokens': 8, " + keys + "}").replace('\'', '"');
        assertRefused(message, () -> PlanJson.parse(json));
    }

    private static DeviceReport gpu(OptionalLong bytes, OptionalLong context) {
        return new DeviceReport(DeviceId.cuda(0), "a GPU", bytes, bytes, "fake",
                List.of(new PrecisionReport(Precision.FP32, Optional.empty())), Optional.empty()).withContext(context);
    }

    private static MemoryEstimate estimate(ReplicaMode mode, int replicas, OptionalLong context) {
        return MemoryEstimate.of(plan(List.of(SMALL), List.of(4), DeviceId.cuda(0),
                replication(List.of(replicas), List.of(mode), List.of())).points().getFirst(), context);
    }

    @Test
    void streamsShareWeightsAndContextAndNothingElse() {
        MemoryEstimate one = estimate(ReplicaMode.STREAMS, 1, OptionalLong.of(GIB));
        MemoryEstimate four = estimate(ReplicaMode.STREAMS, 4, OptionalLong.of(GIB));
        assertEquals(one.weights(), four.weights());
        assertEquals(4 * one.kvCache(), four.kvCache());
        assertEquals(4 * one.activations(), four.activations());
    }

    @Test
    void processesShareNothing() {
        MemoryEstimate one = estimate(ReplicaMode.PROCESSES, 1, OptionalLong.of(GIB));
        MemoryEstimate four = estimate(ReplicaMode.PROCESSES, 4, OptionalLong.of(GIB));
        // But for rounding of the slack.
        assertTrue(Math.abs(4 * one.total() - four.total()) < 4);
    }

    @Test
    void aMeasuredContextCountsOnceForEachProcess() {
        for (ReplicaMode mode : List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES)) {
            long more = estimate(mode, 3, OptionalLong.of(2 * GIB)).total()
                    - estimate(mode, 3, OptionalLong.of(GIB)).total();
            assertEquals(mode.separateProcesses() ? 3 * GIB : GIB, more);
        }
    }

    @Test
    void theReplicaThatDoesNotFitIsSkippedAndThoseBeforeItAreNot() {
        SweepPlan plan = plan(List.of(SMALL), List.of(4), DeviceId.cuda(0),
                replication(List.of(1, 2, 3), List.of(ReplicaMode.PROCESSES), List.of()));
        long two = MemoryEstimate.of(plan.points().get(1), OptionalLong.of(GIB)).total();
        List<PlannedPoint> points = FitCheck.check(plan, gpu(OptionalLong.of(two), OptionalLong.of(GIB)));
        assertEquals(List.of(true, true, false),
                points.stream().map(point -> point.obstacle().isEmpty()).toList());
    }

    @Test
    void modesOfGpusAreSkippedOnTheCpu() {
        SweepPlan plan = plan(List.of(SMALL), List.of(1), DeviceId.CPU, replication(List.of(2),
                List.of(ReplicaMode.MPS, ReplicaMode.MIG, ReplicaMode.PROCESSES), List.of()));
        DeviceReport cpu = new DeviceReport(DeviceId.CPU, "a processor", OptionalLong.empty(), OptionalLong.empty(),
                "fake", List.of(new PrecisionReport(Precision.FP32, Optional.empty())), Optional.empty());
        assertEquals(
                List.of(Optional.of("replica mode mps needs an NVIDIA GPU; on the CPU choose streams or processes"),
                        Optional.of("replica mode mig needs an NVIDIA GPU; on the CPU choose streams or processes"),
                        Optional.empty()),
                FitCheck.check(plan, cpu).stream().map(PlannedPoint::obstacle).toList());
    }

    @Test
    void partsOfOneModelShareItsWeightsAsStreams() {
        SweepPlan plan = plan(List.of(), List.of(), DeviceId.cuda(0), replication(List.of(1),
                List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES),
                List.of(List.of(new Part(SMALL, 4, 1), new Part(LARGER, 1, 1), new Part(SMALL, 2, 1)))));
        long small = SMALL.config().weightBytes(Precision.FP32);
        long larger = LARGER.config().weightBytes(Precision.FP32);
        List<Point> groups = plan.points().stream().filter(point -> point.placement().mixed()).toList();
        assertNotEquals(small, larger);
        assertEquals(List.of(small + larger, 2 * small + larger),
                groups.stream().map(point -> MemoryEstimate.of(point).weights()).toList());
    }
}
