package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PointMetricsTest {
    private static final long MILLI = 1_000_000;
    private static final Reading PEAK = new Reading.Unavailable("no counter");

    /** A run of two sequences with a prompt of 5 tokens each. */
    private static StepTimes run(long prefillMillis, List<Long> stepMillis) {
        long total = prefillMillis + stepMillis.stream().mapToLong(Long::longValue).sum();
        return new StepTimes(2, 10, 2L * (1 + stepMillis.size()), prefillMillis * MILLI,
                stepMillis.stream().map(millis -> millis * MILLI).toList(), total * MILLI);
    }

    private static PointMetrics metrics(StepTimes... runs) {
        return PointMetrics.of(TestSamples.of(List.of(runs), PEAK));
    }

    /** One run with steps of 1 ms to {@code count} ms in random order. */
    private static PointMetrics metricsOfSteps(int count) {
        List<Long> steps = new ArrayList<>(LongStream.rangeClosed(1, count).boxed().toList());
        Collections.shuffle(steps, new Random(1));
        return metrics(run(1, steps));
    }

    /** A histogram keeps three significant digits. */
    private static void assertNear(double millis, int n, Reading actual) {
        Reading.Value value = assertInstanceOf(Reading.Value.class, actual);
        assertEquals(millis, value.value(), millis * 0.001);
        assertEquals(n, value.n());
    }

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertEquals(new Reading.Value(20, 3),
                metrics(run(30, List.of()), run(10, List.of()), run(20, List.of())).reading(Metric.TTFT_MEDIAN));
    }

    @Test
    void theMedianOfAnEvenNumberIsHalfwayBetweenTheMiddleTwo() {
        assertEquals(new Reading.Value(25, 4),
                metrics(run(40, List.of()), run(10, List.of()), run(20, List.of()), run(30, List.of()))
                        .reading(Metric.TTFT_MEDIAN));
    }

    @Test
    void theMedianItlIsOverTheStepsOfAllRuns() {
        assertNear(3, 5, metrics(run(9, List.of(1L, 2L)), run(9, List.of(3L, 4L, 5L))).reading(Metric.ITL_MEDIAN));
    }

    @Test
    void theRequestLatencyIsTheMedianOfWholeRuns() {
        assertEquals(new Reading.Value(15, 3),
                metrics(run(10, List.of(5L)), run(10, List.of(1L)), run(10, List.of(9L)))
                        .reading(Metric.REQUEST_LATENCY_MEDIAN));
    }

    @ParameterizedTest
    @CsvSource({"299, 297", "300, 297", "301, 298", "400, 396", "1000, 990"})
    void theP99IsTheNearestRank(int steps, double millis) {
        assertNear(millis, steps, metricsOfSteps(steps).reading(Metric.ITL_P99));
    }

    @Test
    void theP99OfTooFewStepsIsUnavailable() {
        assertEquals(new Reading.Unavailable("n too small: 298 of 299 steps"),
                metricsOfSteps(298).reading(Metric.ITL_P99));
    }

    @Test
    void theP99IsOverTheStepsOfAllRuns() {
        List<Long> steps = LongStream.rangeClosed(1, 150).boxed().toList();
        assertNear(149, 300, metrics(run(1, steps), run(1, steps)).reading(Metric.ITL_P99));
    }

    @ParameterizedTest
    @EnumSource(names = {"ITL_MEDIAN", "ITL_P99", "DECODE_THROUGHPUT"})
    void withoutADecodeStepThereIsNoMetricOfOne(Metric metric) {
        assertEquals(new Reading.Unavailable("no decode step: the only output token comes from prefill"),
                metrics(run(10, List.of())).reading(metric));
    }

    @Test
    void outputThroughputCountsPrefill() {
        assertEquals(new Reading.Value(6 / 0.1, 1),
                metrics(run(60, List.of(10L, 30L))).reading(Metric.OUTPUT_THROUGHPUT));
    }

    @Test
    void totalThroughputCountsPromptsToo() {
        assertEquals(new Reading.Value(16 / 0.1, 1),
                metrics(run(60, List.of(10L, 30L))).reading(Metric.TOTAL_THROUGHPUT));
    }

    @Test
    void decodeThroughputLeavesPrefillOut() {
        assertEquals(new Reading.Value(4 / 0.04, 1),
                metrics(run(60, List.of(10L, 30L))).reading(Metric.DECODE_THROUGHPUT));
    }

    @Test
    void requestThroughputCountsSequencesOfAllRuns() {
        assertEquals(new Reading.Value(4 / 0.2, 2),
                metrics(run(60, List.of(10L, 30L)), run(50, List.of(25L, 25L))).reading(Metric.REQUEST_THROUGHPUT));
    }

    @Test
    void peakMemoryIsHandedThrough() {
        assertEquals(PEAK, metrics(run(1, List.of())).reading(Metric.PEAK_MEMORY));
    }

    @ParameterizedTest
    @EnumSource
    void noMetricIsLeftOut(Metric metric) {
        assertEquals(true, metrics(run(1, List.of(1L))).readings().containsKey(metric));
    }

    @Test
    void samplesWithoutARunAreRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> TestSamples.of(List.of(), PEAK));
        assertEquals("a measured point has at least one window", e.getMessage());
    }
}
