package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.worker.CpuCores;
import io.paretoscope.worker.CpuShares;
import io.paretoscope.worker.JvmWorkerLauncher;
import io.paretoscope.worker.TinyModel;
import io.paretoscope.worker.WatchedWorkers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One sweep of replica counts, modes and a group with real worker processes and the real engine. */
class SweepOfReplicasTest {
    private static final ModelSource A = TinyModel.synthetic("a");
    private static final ModelSource B = TinyModel.synthetic("b");
    private static final int OUTPUT_TOKENS = 12;
    private static final SweepPlan PLAN = new SweepPlan(List.of(A), List.of(2), 8, OUTPUT_TOKENS, Precision.FP32,
            DeviceId.CPU, 0, new Protocol(2, Optional.of(Duration.ofMillis(100)), Protocol.Order.LISTED,
                    OptionalInt.empty()),
            new Replication(List.of(1, 2), List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES), OptionalInt.empty(),
                    true, List.of(List.of(new Part(A, 2, 2), new Part(B, 1, 1)))));
    /** The points, by their ordinals. */
    private static final int ALONE = 0;
    private static final int STREAMS = 1;
    private static final int PROCESSES = 2;
    private static final int GROUP_AS_STREAMS = 4;
    private static final int GROUP_AS_PROCESSES = 5;

    private static final RecordingLog LOG = new RecordingLog();

    @BeforeAll
    static void run() {
        Set<Long> before = WatchedWorkers.descendants();
        List<PlannedPoint> points = PLAN.points()
                .stream()
                .map(point -> new PlannedPoint(point, MemoryEstimate.of(point), Optional.empty()))
                .toList();
        assertEquals(RunStatus.COMPLETED,
                new Sweep(PLAN, points, new Conditions(Map.of(), Map.of()), OptionalLong.empty(),
                        TestReplicas.of(new JvmWorkerLauncher(System.getenv(), false)), new SilentTelemetry(), LOG,
                        _ -> {}, InstantSource.system()).run());
        assertEquals(List.of(), WatchedWorkers.descendantsBeside(before));
    }

    static IntStream ordinals() {
        return IntStream.range(0, PLAN.points().size());
    }

    private static PointOutcome.Measured measured(int ordinal) {
        PointOutcome outcome = LOG.results.get(ordinal).outcome();
        return assertInstanceOf(PointOutcome.Measured.class, outcome, () -> ordinal + ": " + outcome);
    }

    private static PointSamples samples(int ordinal) {
        return measured(ordinal).samples();
    }

    private static double value(PointMetrics metrics, Metric metric) {
        return metrics.reading(metric).asDouble().orElseThrow(() -> new AssertionError(metrics.reading(metric)));
    }

    @Test
    void thePointsAreThoseOfThePlan() {
        assertEquals(
                List.of("a, batch 2", "a, batch 2, 2 × streams", "a, batch 2, 2 × processes", "b, batch 1",
                        "a:b2x2 + b:b1x1, streams", "a:b2x2 + b:b1x1, processes"),
                LOG.results.stream().map(result -> result.point().label()).toList());
    }

    @ParameterizedTest
    @MethodSource("ordinals")
    void everyReplicaRunsFromTheStartOfEveryWindowToItsEnd(int ordinal) {
        PointSamples samples = samples(ordinal);
        assertEquals(2, samples.windows().size());
        for (JointWindow window : samples.windows()) {
            assertTrue(window.joint());
            assertTrue(window.nanos() >= 100_000_000, () -> window.nanos() + " ns together");
            for (TimedWindow replica : window.replicas()) {
                assertTrue(replica.startNanos() <= window.startNanos() && window.endNanos() <= replica.endNanos());
                long busy = replica.batches().stream().mapToLong(StepTimes::totalNanos).sum();
                assertTrue(busy <= replica.nanos() && busy > 0.5 * replica.nanos(),
                        () -> busy + " ns of " + replica.nanos() + " ns are batches");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ordinals")
    void everyReplicaHasItsOwnBatchesWithAllTheirTokens(int ordinal) {
        List<Part> parts = LOG.results.get(ordinal).point().parts();
        PointSamples samples = samples(ordinal);
        for (int replica = 0; replica < samples.replicas(); replica++) {
            int batch = parts.get(samples.places().get(replica).part()).batch();
            for (JointWindow window : samples.windows()) {
                for (StepTimes times : window.replicas().get(replica).batches()) {
                    assertEquals(List.of(batch, (long) batch * OUTPUT_TOKENS, OUTPUT_TOKENS - 1),
                            List.of(times.batch(), times.outputTokens(), times.stepNanos().size()));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ordinals")
    void everyReplicaAgreesWithWhatItsPromptsGiveAlone(int ordinal) {
        AnswerCheck.Agreed agreed = assertInstanceOf(AnswerCheck.Agreed.class, samples(ordinal).answers());
        int sequences = LOG.results.get(ordinal)
                .point()
                .parts()
                .stream()
                .mapToInt(part -> part.batch() * part.replicas())
                .sum();
        assertEquals(sequences, agreed.sequences());
        assertEquals(0, samples(ordinal).windows().stream().mapToInt(JointWindow::differing).sum());
    }

    @Test
    void replicasAsProcessesHaveAProcessEach() {
        assertEquals(List.of(0, 1), samples(PROCESSES).places().stream().map(ReplicaPlace::process).toList());
    }

    @Test
    void replicasAsStreamsShareAProcess() {
        assertEquals(List.of(0, 0), samples(STREAMS).places().stream().map(ReplicaPlace::process).toList());
    }

    @Test
    void placesNameTheirParts() {
        assertEquals(List.of(new Where(0, 0), new Where(0, 1), new Where(1, 2)), where(GROUP_AS_PROCESSES));
        assertEquals(List.of(new Where(0, 0), new Where(0, 0), new Where(1, 0)), where(GROUP_AS_STREAMS));
    }

    private record Where(int part, int process) {}

    private static List<Where> where(int ordinal) {
        return samples(ordinal).places().stream().map(place -> new Where(place.part(), place.process())).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {STREAMS, PROCESSES})
    void theCoresOfEachReplicaAreOnRecord(int ordinal) {
        List<List<Integer>> expected = CpuCores.ofThisProcess().split(2) instanceof CpuShares.Shared shared
                ? shared.cpus()
                : List.of(List.of(), List.of());
        assertEquals(expected, samples(ordinal).places().stream().map(ReplicaPlace::cpus).toList());
    }

    @Test
    void oneReplicaIsPinnedNowhere() {
        assertEquals(List.of(ReplicaPlace.ANYWHERE), samples(ALONE).places());
    }

    @ParameterizedTest
    @ValueSource(ints = {STREAMS, PROCESSES, GROUP_AS_STREAMS, GROUP_AS_PROCESSES})
    void throughputIsTheSumOfTheReplicas(int ordinal) {
        PointSamples samples = samples(ordinal);
        double sum = IntStream.range(0, samples.replicas())
                .mapToDouble(replica -> value(PointMetrics.ofReplica(samples, replica), Metric.OUTPUT_THROUGHPUT))
                .sum();
        assertEquals(value(measured(ordinal).metrics(), Metric.OUTPUT_THROUGHPUT), sum, 1e-9 * sum);
    }

    @ParameterizedTest
    @ValueSource(ints = {GROUP_AS_STREAMS, GROUP_AS_PROCESSES})
    void eachPartOfAGroupHasItsOwnNumbers(int ordinal) {
        PointSamples samples = samples(ordinal);
        double ofA = value(PointMetrics.ofPart(samples, 0), Metric.OUTPUT_THROUGHPUT);
        double ofB = value(PointMetrics.ofPart(samples, 1), Metric.OUTPUT_THROUGHPUT);
        assertEquals(value(measured(ordinal).metrics(), Metric.OUTPUT_THROUGHPUT), ofA + ofB, 1e-9 * (ofA + ofB));
        assertEquals(value(PointMetrics.ofReplica(samples, 2), Metric.OUTPUT_THROUGHPUT), ofB);
        assertNotEquals(ofA, ofB);
        assertEquals(new Reading.Unavailable("measured of the whole device, not of some of its replicas"),
                PointMetrics.ofPart(samples, 0).reading(Metric.PEAK_MEMORY));
    }

    @ParameterizedTest
    @ValueSource(ints = {STREAMS, PROCESSES, GROUP_AS_STREAMS, GROUP_AS_PROCESSES})
    void fairnessIsOfTheTwoEqualReplicas(int ordinal) {
        Reading.Value fairness = assertInstanceOf(Reading.Value.class,
                measured(ordinal).metrics().reading(Metric.FAIRNESS));
        assertEquals(2, fairness.n());
        assertTrue(fairness.value() > 0 && fairness.value() <= 1, fairness.toString());
    }

    @Test
    void oneReplicaIsNeitherFairNorUnfair() {
        assertEquals(new Reading.Unavailable("takes two equal replicas"),
                measured(ALONE).metrics().reading(Metric.FAIRNESS));
    }

    @ParameterizedTest
    @MethodSource("ordinals")
    void memoryPerReplicaIsItsShareOfThePeak(int ordinal) {
        PointMetrics metrics = measured(ordinal).metrics();
        assertEquals(value(metrics, Metric.PEAK_MEMORY) / samples(ordinal).replicas(),
                value(metrics, Metric.MEMORY_PER_REPLICA), 1);
    }

    /** Of two processes each has a JVM and a libtorch; two streams have them together. */
    @Test
    void streamsUseLessMemoryThanProcesses() {
        assertTrue(value(measured(STREAMS).metrics(), Metric.PEAK_MEMORY) < value(measured(PROCESSES).metrics(),
                Metric.PEAK_MEMORY));
    }
}
