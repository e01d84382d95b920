package io.paretoscope.analysis.plan;

import io.paretoscope.analysis.prediction.BenchmarkPoints;
import io.paretoscope.analysis.prediction.StepModel;
import io.paretoscope.analysis.prediction.TestPoints;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.TestReplicas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** How well the shares of busy time tell what replicas cost each other on an H200, and that docs/benchmarks/prediction.md says so. */
class SharingOnH200Test {
    private static final Path FOLDER = Path.of("..", "docs", "benchmarks");
    private static final List<String> RUNS = List.of("opt-125m", "opt-1.3b", "opt-2.7b", "prompt111-output292");
    private static final StepModel MODEL = TestPoints.fitted(BenchmarkPoints.all());

    private static Stream<PointResult> valid(String run) {
        try (CSVParser rows = CSVParser.parse(FOLDER.resolve("2026-11-23-h200-replicas-" + run + ".csv"),
                StandardCharsets.UTF_8, CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())) {
            return rows.getRecords()
                    .stream()
                    .filter(row -> row.get("verdict").equals("VALID"))
                    .map(SharingOnH200Test::result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A point whose every step takes the mean of those measured. */
    private static PointResult result(CSVRecord row) {
        int batch = Integer.parseInt(row.get("batch"));
        int prompt = Integer.parseInt(row.get("prompt_tokens"));
        int output = Integer.parseInt(row.get("output_tokens"));
        Point point = new Point(0, new ModelSource(OptCatalog.get(row.get("model")), new WeightsRef.Synthetic(0)),
                batch,
                prompt, output, Precision.FP16, DeviceId.cuda(0), EngineKind.TORCHSCRIPT,
                Placement.of(Integer.parseInt(row.get("replicas")), ReplicaMode.parse(row.get("replica_mode"))));
        long step = Math.round(Double.parseDouble(row.get("itl_mean_ms")) * 1e6);
        long prefill = Math.round(Double.parseDouble(row.get("ttft_median_ms")) * 1e6);
        StepTimes times = new StepTimes(batch, (long) batch * prompt, (long) batch * output, prefill,
                Collections.nCopies(output - 1, step), prefill + step * (output - 1));
        return new PointResult(point, MemoryEstimate.of(point), Instant.EPOCH, PointOutcome.Measured
                .of(TestReplicas.samples(point, 3, _ -> times, new Reading.Unavailable("not read"))));
    }

    private static Sharing sharing(ReplicaMode mode) {
        return Sharing.of(RUNS.stream().flatMap(SharingOnH200Test::valid).toList(), MODEL, mode);
    }

    @Test
    void sharesOfBusyTimeTellWhatReplicasCostEachOtherToWithinAQuarter() {
        for (ReplicaMode mode : List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES, ReplicaMode.MPS)) {
            Sharing sharing = sharing(mode);
            assertTrue(sharing.measured() > 10, mode + ": " + sharing);
            assertTrue(sharing.factor() > 0.75 && sharing.factor() < 1.25, mode + ": " + sharing);
        }
    }

    @Test
    void thePageHasTheFactors() throws IOException {
        String page = Files.readString(FOLDER.resolve("prediction.md"));
        for (ReplicaMode mode : List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES, ReplicaMode.MPS)) {
            Sharing sharing = sharing(mode);
            String row = String.format(Locale.ROOT, "| %s | %d | %.2f | %.2f | %.2f |", mode, sharing.measured(),
                    sharing.factor(), sharing.least().orElseThrow(), sharing.most().orElseThrow());
            assertTrue(page.contains(row), () -> "docs/benchmarks/prediction.md has not " + row);
        }
    }
}
