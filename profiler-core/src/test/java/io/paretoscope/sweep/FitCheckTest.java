package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FitCheckTest {
    private static final OptConfig SMALL = OptCatalog.get("opt-125m");
    private static final DeviceId GPU = DeviceId.cuda(0);

    private static DeviceReport device(OptionalLong total, OptionalLong free, Optional<String> obstacle) {
        return new DeviceReport(GPU, "a GPU", total, free, "libtorch", List.of(
                new PrecisionReport(Precision.FP32, Optional.empty()),
                new PrecisionReport(Precision.FP16, Optional.of("fp16 runs at a tenth of the speed here"))), obstacle);
    }

    private static DeviceReport deviceWith(long free) {
        return device(OptionalLong.of(free * 2), OptionalLong.of(free), Optional.empty());
    }

    private static SweepPlan plan(Precision precision) {
        return new SweepPlan(List.of(new ModelSource(SMALL, new WeightsRef.Synthetic(0))), List.of(1, 64), 16, 16,
                precision, GPU, 0, 1);
    }

    private static MemoryEstimate estimate(int batch) {
        return MemoryEstimate.of(SMALL, batch, 16, 32, Precision.FP32, GPU, EngineKind.GRAPH);
    }

    private static List<Optional<String>> obstacles(Precision precision, DeviceReport device) {
        return FitCheck.check(plan(precision), device).stream().map(PlannedPoint::obstacle).toList();
    }

    @Test
    void aPointThatNeedsExactlyWhatIsFreeFits() {
        assertEquals(Optional.empty(), FitCheck.lack(estimate(1), deviceWith(estimate(1).total())));
    }

    @Test
    void aPointThatNeedsAByteMoreDoesNot() {
        assertEquals(Optional.of("needs 1.5 GiB, cuda:0 has 1.5 GiB"),
                FitCheck.lack(estimate(1), deviceWith(estimate(1).total() - 1)));
    }

    @Test
    void onlyThePointsThatDoNotFitAreKeptOut() {
        List<Optional<String>> obstacles = obstacles(Precision.FP32, deviceWith(estimate(1).total()));
        assertEquals(List.of(true, false), obstacles.stream().map(Optional::isEmpty).toList());
    }

    @Test
    void whereMemoryIsUnknownNothingIsKeptOut() {
        assertEquals(List.of(Optional.empty(), Optional.empty()),
                obstacles(Precision.FP32, device(OptionalLong.empty(), OptionalLong.empty(), Optional.empty())));
    }

    @Test
    void whatIsFreeCountsBeforeWhatThereIs() {
        assertEquals(OptionalLong.of(5), FitCheck.capacity(deviceWith(5)));
    }

    @Test
    void whatThereIsCountsWhereWhatIsFreeIsUnknown() {
        assertEquals(OptionalLong.of(8),
                FitCheck.capacity(device(OptionalLong.of(8), OptionalLong.empty(), Optional.empty())));
    }

    @Test
    void anObstacleOfTheDeviceKeepsEverythingOut() {
        DeviceReport broken = device(OptionalLong.of(1L << 40), OptionalLong.empty(), Optional.of("no libtorch"));
        assertEquals(List.of(Optional.of("no libtorch"), Optional.of("no libtorch")),
                obstacles(Precision.FP32, broken));
    }

    @Test
    void aPrecisionThatTheDeviceDoesNotOfferKeepsEverythingOut() {
        assertEquals(Optional.of("fp16 runs at a tenth of the speed here"),
                obstacles(Precision.FP16, deviceWith(1L << 40)).getFirst());
    }

    @Test
    void aPrecisionThatWasNotTriedKeepsEverythingOut() {
        assertEquals(Optional.of("bf16 was not tried on cuda:0"),
                obstacles(Precision.BF16, deviceWith(1L << 40)).getFirst());
    }

    @Test
    void theLargestBatchFitsAndTheNextDoesNot() {
        DeviceReport device = deviceWith(4L << 30);
        int largest = (int) FitCheck.largestBatch(SMALL, 16, 16, Precision.FP32, device, EngineKind.GRAPH)
                .orElseThrow();
        assertEquals(Optional.empty(), FitCheck.lack(estimate(largest), device));
        assertTrue(FitCheck.lack(estimate(largest + 1), device).isPresent());
    }

    @Test
    void theLargestBatchIsZeroWhereNotOneSequenceFits() {
        assertEquals(OptionalLong.of(0),
                FitCheck.largestBatch(SMALL, 16, 16, Precision.FP32, deviceWith(estimate(1).total() - 1),
                        EngineKind.GRAPH));
    }

    @Test
    void theLargestBatchIsUnknownWhereMemoryIs() {
        assertEquals(OptionalLong.empty(), FitCheck.largestBatch(SMALL, 16, 16, Precision.FP32,
                device(OptionalLong.empty(), OptionalLong.empty(), Optional.empty()), EngineKind.GRAPH));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 MiB", "12582912, 12 MiB", "107374182, 102 MiB", "107374183, 0.1 GiB", "1610612736, 1.5 GiB"})
    void bytesAreGivenAsAUserReadsThem(long bytes, String text) {
        assertEquals(text, FitCheck.gibibytes(bytes));
    }
}
