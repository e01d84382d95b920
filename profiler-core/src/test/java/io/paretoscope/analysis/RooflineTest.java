package io.paretoscope.analysis;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.TestReplicas;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class RooflineTest {
    /** The rates of an H200. */
    private static final Roofline.Ceilings CEILINGS = new Roofline.Ceilings(4266e9, 660e12);
    private static final OptConfig OPT = OptCatalog.get("opt-1.3b");
    private static final int PROMPT = 300;
    private static final int OUTPUT = 60;

    private static Point point(int batch, int replicas) {
        return new Point(0, new ModelSource(OPT, new WeightsRef.Synthetic(0)), batch, PROMPT, OUTPUT, Precision.FP16,
                DeviceId.cuda(0), EngineKind.GRAPH, Placement.of(replicas, ReplicaMode.STREAMS));
    }

    private static PointResult result(Point point, PointOutcome outcome) {
        return new PointResult(point, MemoryEstimate.of(point), Instant.EPOCH, outcome);
    }

    private static PointResult measured(Point point, long stepNanos) {
        StepTimes times = new StepTimes(point.batch(), (long) point.batch() * PROMPT, (long) point.batch() * OUTPUT,
                stepNanos, Collections.nCopies(OUTPUT - 1, stepNanos), OUTPUT * stepNanos);
        return result(point, PointOutcome.Measured.of(TestReplicas.samples(point, 3, part -> times,
                new Reading.Unavailable("not read"))));
    }

    private static Roofline.Place.Placed placed(PointResult result) {
        return assertInstanceOf(Roofline.Place.Placed.class,
                Roofline.of(List.of(result), CEILINGS).places().getFirst());
    }

    @Test
    void theLeastTimeIsReadingWeightsAndKvCacheOnce() {
        Roofline.Place.Placed placed = placed(measured(point(64, 1), 5_000_000));
        double weights = OPT.weightBytesPerStep(Precision.FP16) / 4266e9 * 1e3;
        double kv = 64.0 * 330 * OPT.kvBytesPerToken(Precision.FP16) / 4266e9 * 1e3;
        assertEquals(weights, placed.weightsMillis(), 1e-9);
        assertEquals(kv, placed.kvMillis(), 1e-9);
        assertEquals(weights + kv, placed.floorMillis(), 1e-9);
        assertEquals(5.0 / (weights + kv), placed.timesFloor(), 1e-6);
        assertEquals(Roofline.Bound.MEMORY, placed.bound());
    }

    @Test
    void whatTheLeastTimeDoesNotExplainIsTheRest() {
        Roofline.Place.Placed placed = placed(measured(point(64, 1), 5_000_000));
        assertEquals(5 - placed.weightsMillis() - placed.kvMillis(), placed.restMillis(), 1e-9);
        assertEquals(placed.restMillis() / 5, placed.restShare(), 1e-9);
    }

    @Test
    void aStepFasterThanTheCeilingsAllowHasNoRest() {
        assertEquals(0, placed(measured(point(64, 1), 1_000)).restMillis());
    }

    @Test
    void aStepAtItsLeastTimeAchievesWhatIsAttainable() {
        Roofline.Place.Placed slow = placed(measured(point(1, 1), 5_000_000));
        Roofline.Place.Placed best = placed(measured(point(1, 1), Math.round(slow.floorMillis() * 1e6)));
        assertEquals(1, best.achieved() / best.attainable(), 1e-4);
    }

    @Test
    void replicasEachReadTheirOwn() {
        Roofline.Place.Placed one = placed(measured(point(8, 1), 5_000_000));
        Roofline.Place.Placed four = placed(measured(point(8, 4), 5_000_000));
        assertEquals(4 * one.floorMillis(), four.floorMillis(), 1e-9);
        assertEquals(4 * one.achieved(), four.achieved(), 1e-3 * one.achieved());
        assertEquals(one.intensity(), four.intensity());
    }

    @Test
    void beyondTheRidgeProductsAreWhatTakesTheTime() {
        Roofline.Ceilings slowProducts = new Roofline.Ceilings(4266e9, 1e12);
        Roofline.Place.Placed placed = assertInstanceOf(Roofline.Place.Placed.class,
                Roofline.of(List.of(measured(point(64, 1), 500_000_000)), slowProducts).places().getFirst());
        assertEquals(Roofline.Bound.COMPUTE, placed.bound());
        assertEquals(1e12, placed.attainable());
        assertEquals(OPT.decodeFlops(64, 330) / 1e12 * 1e3, placed.floorMillis(), 1e-9);
        assertEquals(placed.floorMillis(), placed.computeMillis());
    }

    @Test
    void whatWasNotMeasuredIsNowhereWithTheReason() {
        PointResult skipped = result(point(1, 1), new PointOutcome.Skipped("needs 9 GiB"));
        assertEquals(List.of(new Roofline.Place.Unplaced(skipped, "skipped: needs 9 GiB")),
                Roofline.of(List.of(skipped), CEILINGS).places());
    }

    @Test
    void theCeilingsAreThoseOfTheSelfTest() {
        SelfTestSummary selfTest = SelfTestSummary.of(Reports.full(DeviceId.cuda(0)));
        Roofline.Ceilings ceilings = Roofline.Ceilings.of(selfTest, Precision.FP32).orElseThrow();
        // The best of its rounds takes 12.5 ms, for 1 MiB read and written, and for a product of 1,024 × 1,024 matrices.
        assertEquals(2.0 * (1 << 20) / 0.0125, ceilings.bytesPerSecond(), 1);
        assertEquals(2.0 * 1024 * 1024 * 1024 / 0.0125, ceilings.flopsPerSecond(), 1);
    }

    @Test
    void aShortSelfTestHasNone() {
        SelfTestSummary selfTest = new SelfTestSummary("cpu", Instant.EPOCH, 1, Optional.empty(), List.of());
        assertEquals(Optional.empty(), Roofline.Ceilings.of(selfTest, Precision.FP16));
    }
}
