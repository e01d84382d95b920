package io.paretoscope.analysis;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.TestSamples;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Which points are of one series. */
class CandidateTest {
    private static Point point(DeviceId device, EngineKind engine, int batch) {
        return new Point(0, new ModelSource(OptCatalog.get("opt-125m"), new WeightsRef.Stored("/opt")), batch, 4, 2,
                Precision.FP16, device, engine, Placement.ALONE);
    }

    private static PointResult result(Point point, PointOutcome outcome) {
        return new PointResult(point, MemoryEstimate.of(point), Instant.EPOCH, outcome);
    }

    private static PointResult decoded(DeviceId device, EngineUse use, int batch) {
        StepTimes times = new StepTimes(batch, 4L * batch, 2L * batch, 5, List.of(5L), 10);
        return result(point(device, use.asked(), batch), PointOutcome.Measured.of(TestSamples.decodedBy(use,
                TestSamples.of(List.of(times), new Reading.Unavailable("not read")))));
    }

    private static PointResult onGpu(EngineUse use, int batch) {
        return decoded(DeviceId.cuda(0), use, batch);
    }

    private static List<String> series(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::series).toList();
    }

    @Test
    void theEngineThatADeviceTakesUnaskedIsNotInTheName() {
        assertEquals(List.of("opt-125m", "opt-125m"),
                series(Candidate.of(List.of(onGpu(EngineUse.as(EngineKind.GRAPH), 1),
                        decoded(DeviceId.CPU, EngineUse.as(EngineKind.TORCHSCRIPT), 1)))));
    }

    @Test
    void anotherEngineIsAnotherSeries() {
        assertEquals(List.of("opt-125m", "opt-125m, torchscript"),
                series(Candidate.of(List.of(onGpu(EngineUse.as(EngineKind.GRAPH), 1),
                        onGpu(EngineUse.as(EngineKind.TORCHSCRIPT), 1)))));
    }

    @Test
    void theEngineThatDecodedCountsAndNotTheOneThatWasAskedFor() {
        EngineUse fallen = EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, "no room");
        Candidate candidate = Candidate.of(List.of(onGpu(fallen, 8))).getFirst();
        assertEquals("opt-125m, torchscript", candidate.series());
        assertEquals("opt-125m, batch 8", candidate.label());
    }

    @Test
    void aPointWithoutNumbersIsInTheSeriesThatItWasToBeIn() {
        assertEquals(List.of("opt-125m, torchscript"),
                series(Candidate.of(List.of(result(point(DeviceId.cuda(0), EngineKind.TORCHSCRIPT, 8),
                        new PointOutcome.Failed("out of memory"))))));
    }

    @Test
    void aRunOfOneEngineIsComparedWithOneOfAnother() {
        assertEquals(List.of("opt-125m"),
                series(Candidate.comparable(List.of(onGpu(EngineUse.as(EngineKind.TORCHSCRIPT), 1)))));
    }

    @Test
    void aRunOfSeveralEnginesIsComparedEngineByEngine() {
        assertEquals(List.of("opt-125m", "opt-125m, torchscript"),
                series(Candidate.comparable(List.of(onGpu(EngineUse.as(EngineKind.GRAPH), 1),
                        onGpu(EngineUse.as(EngineKind.TORCHSCRIPT), 1)))));
    }
}
