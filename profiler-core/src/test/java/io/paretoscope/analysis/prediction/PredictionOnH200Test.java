package io.paretoscope.analysis.prediction;

import io.paretoscope.sweep.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How well the model of steps does on the published points, and that docs/benchmarks/prediction.md says so. */
class PredictionOnH200Test {
    private static final List<Observation> SWEEP = BenchmarkPoints.of(BenchmarkPoints.SWEEP);
    private static final List<Observation> ALL = BenchmarkPoints.all();

    private static List<LeftOut> of(List<LeftOut> rows, Metric metric) {
        return rows.stream().filter(row -> row.metric() == metric).toList();
    }

    private static double median(List<Observation> points, Metric metric) {
        return LeftOut.medianError(of(TestPoints.fitted(points).check(), metric));
    }

    @Test
    void theDecodeStepOfALeftOutPointOfTheSweepIsOffByFivePercent() {
        assertEquals(0.051, median(SWEEP, Metric.ITL_MEAN), 0.0005);
    }

    @Test
    void overAllRunsTogetherItIsOffBySevenPercent() {
        assertEquals(0.070, median(ALL, Metric.ITL_MEAN), 0.0005);
    }

    @Test
    void timeToFirstTokenOfALeftOutPointOfTheSweepIsOffByLessThanFivePercent() {
        assertTrue(median(SWEEP, Metric.TTFT_MEDIAN) < 0.05);
    }

    @Test
    void energyOfALeftOutPointIsOffByLessThanFivePercent() {
        assertTrue(median(ALL, Metric.ENERGY_PER_TOKEN) < 0.05);
    }

    @Test
    void sizesThatWereLeftOutAltogetherAreOffByLessThanTenPercent() {
        List<LeftOut> rows = of(TestPoints.fitted(SWEEP).check(), Metric.ITL_MEAN);
        assertTrue(LeftOut.medianOtherSizeError(rows).orElseThrow() < 0.1);
    }

    /** Up to three octaves beyond what the model has seen. */
    @Test
    void theIntervalHoldsLargerBatchesThanThoseFitted() {
        StepModel small = TestPoints.fitted(SWEEP.stream().filter(one -> one.workload().batch() <= 64).toList());
        for (Observation large : SWEEP) {
            if (large.workload().batch() > 64) {
                Prediction prediction = small.predict(large.workload(), Card.SAME);
                Estimate.Value step = assertInstanceOf(Estimate.Value.class, prediction.of(Metric.ITL_MEAN));
                double measured = large.value(Metric.ITL_MEAN).orElseThrow();
                assertEquals(List.of(Basis.EXTRAPOLATED), prediction.basis());
                assertTrue(step.low() <= measured && measured <= step.high(), () -> large + " outside of " + step);
            }
        }
    }

    @Test
    void thePageHasTheErrors() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "benchmarks", "prediction.md"));
        for (String table : List.of(table(TestPoints.fitted(SWEEP).check()), table(TestPoints.fitted(ALL).check()))) {
            assertTrue(page.contains(table), () -> "docs/benchmarks/prediction.md has not\n\n" + table);
        }
    }

    private static String table(List<LeftOut> rows) {
        StringBuilder table = new StringBuilder("| | points | median | largest | by the other sizes, median |\n")
                .append("|---|--:|--:|--:|--:|\n");
        Map<String, List<LeftOut>> lines = new LinkedHashMap<>();
        for (LeftOut row : of(rows, Metric.ITL_MEAN)) {
            lines.computeIfAbsent("ITL mean, " + row.workload().config().name().toUpperCase(Locale.ROOT),
                    _ -> new ArrayList<>()).add(row);
        }
        lines.put("ITL mean, all", of(rows, Metric.ITL_MEAN));
        lines.put("TTFT, all", of(rows, Metric.TTFT_MEDIAN));
        lines.put("Energy per token, all", of(rows, Metric.ENERGY_PER_TOKEN));
        lines.forEach((label, of) -> {
            if (!of.isEmpty()) {
                OptionalDouble other = LeftOut.medianOtherSizeError(of);
                table.append(String.format(Locale.ROOT, "| %s | %d | %.1f %% | %.1f %% | %s |%n", label, of.size(),
                        100 * LeftOut.medianError(of),
                        100 * of.stream().mapToDouble(row -> Math.abs(row.error())).max().orElseThrow(),
                        other.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * other.getAsDouble()) : ""));
            }
        });
        return table.toString();
    }
}
