package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MemoryEstimateTest {
    /** As the probe measured it. */
    private static final long H200_CONTEXT = 752_000_000;
    private static final OptConfig SMALL = OptCatalog.get("opt-125m");

    private static MemoryEstimate estimate(int batch, Precision precision, DeviceId device) {
        return MemoryEstimate.of(SMALL, batch, 16, 24, precision, device, EngineKind.TORCHSCRIPT);
    }

    @Test
    void weightsAreParametersTimesTheirSize() {
        assertEquals(125_239_296L * 2, estimate(1, Precision.FP16, DeviceId.CPU).weights());
    }

    @Test
    void theKvCacheHoldsKeyAndValueOfEveryPlaceLayerAndSequence() {
        assertEquals(2L * 12 * 768 * 4 * 24 * 5, estimate(5, Precision.FP32, DeviceId.CPU).kvCache());
    }

    /** Residual and norm output, and the inner activation of 4 x 768 before and after ReLU; logits also as fp32. */
    @Test
    void activationsAreTheWidestPlaceOfPrefillAndTheLogits() {
        assertEquals(3L * 16 * (2 * 768 + 2 * 3072) * 2 + 3L * 50272 * (2 + 4),
                estimate(3, Precision.BF16, DeviceId.CPU).activations());
    }

    @Test
    void theReserveOnTheGpuIsAContextAndATwentiethOfTheRest() {
        MemoryEstimate memory = estimate(2, Precision.FP16, DeviceId.cuda(0));
        long model = memory.weights() + memory.kvCache() + memory.activations();
        assertEquals((1L << 30) + model / 20, memory.reserve());
    }

    @Test
    void theReserveOnTheHostIsAWorkerAndATwentiethOfTheRest() {
        MemoryEstimate memory = estimate(2, Precision.FP32, DeviceId.CPU);
        long model = memory.weights() + memory.kvCache() + memory.activations();
        assertEquals((700L << 20) + model / 20, memory.reserve());
    }

    /** Of every size, batch and mode of replicas that was measured on an H200, with what a process was seen to hold there. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23-h200-replicas-opt-125m.csv", "2026-11-23-h200-replicas-opt-1.3b.csv",
        "2026-11-23-h200-replicas-opt-2.7b.csv", "2026-11-23-h200-replicas-prompt111-output292.csv"})
    void whatReplicasTookOnAnH200IsWithinTheEstimateAndNotFarBelow(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(Path.of("..", "docs", "benchmarks", file));
                CSVParser rows = CSVFormat.RFC4180.builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(reader)) {
            for (CSVRecord row : rows) {
                Point point = new Point(0,
                        new ModelSource(OptCatalog.get(row.get("model")), new WeightsRef.Synthetic(0)),
                        Integer.parseInt(row.get("batch")), Integer.parseInt(row.get("prompt_tokens")),
                        Integer.parseInt(row.get("output_tokens")), Precision.FP16, DeviceId.cuda(0),
                        EngineKind.TORCHSCRIPT, Placement
                                .of(Integer.parseInt(row.get("replicas")), ReplicaMode.parse(row.get("replica_mode"))));
                double taken = point.placement().replicas()
                        * Double.parseDouble(row.get(Metric.MEMORY_PER_REPLICA.key()));
                long estimate = MemoryEstimate.of(point, OptionalLong.of(H200_CONTEXT)).total();
                assertTrue(taken <= estimate, () -> point.label() + " took " + taken + " of " + estimate);
                assertTrue(estimate < 1.12 * taken, () -> point.label() + " took only " + taken + " of " + estimate);
            }
        }
    }

    @Test
    void theTotalIsAllFourParts() {
        assertEquals(1234, new MemoryEstimate(1000, 200, 30, 4).total());
    }

    @Test
    void moreThanALongCanCountIsAnErrorAndNotANegativeNumber() {
        OptConfig wide = new OptConfig("wide", 1 << 10, 1 << 20, 1, 1, 1, 1 << 20, 1, true, true, true, true,
                true);
        assertThrows(ArithmeticException.class, () -> MemoryEstimate.of(wide, 1 << 10, 1, Integer.MAX_VALUE,
                Precision.FP32, DeviceId.CPU, EngineKind.TORCHSCRIPT));
    }
}
