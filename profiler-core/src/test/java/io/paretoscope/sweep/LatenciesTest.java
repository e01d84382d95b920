package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LatenciesTest {
    /** Steps between {@code least} and ten times that, many more short ones than long ones. */
    private static List<Long> skewed(long seed, long least, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> (long) (least * Math.exp(Math.abs(random.nextGaussian()))))
                .limit(count)
                .toList();
    }

    private static Latencies of(List<Long> steps) {
        long total = steps.stream().mapToLong(Long::longValue).sum() + 1;
        return Latencies
                .ofSteps(TestSamples.window(0, List.of(new StepTimes(1, 1, steps.size() + 1L, 1, steps, total))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 90, 95, 99, 100})
    void aMergedPercentileIsThatOfThePooledSamples(double percent) {
        List<Long> fast = skewed(1, 2_000_000, 900);
        List<Long> slow = skewed(2, 40_000_000, 100);
        List<Long> pooled = new ArrayList<>(fast);
        pooled.addAll(slow);
        Collections.sort(pooled);
        double nearestRank = pooled.get((int) Math.ceil(percent / 100 * pooled.size()) - 1);
        assertEquals(nearestRank, Latencies.merged(List.of(of(fast), of(slow))).percentileNanos(percent),
                nearestRank * 0.001);
    }

    @Test
    void mergingCountsEverySample() {
        assertEquals(1000, Latencies.merged(List.of(of(skewed(1, 10, 900)), of(skewed(2, 10, 100)))).count());
    }

    @Test
    void theEncodedFormReadsBackEqual() {
        Latencies latencies = of(skewed(3, 5_000_000, 500));
        assertEquals(latencies, Latencies.decoded(latencies.encoded()));
    }

    @Test
    void whatIsNoHistogramIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Latencies.decoded(new byte[]{1, 2, 3}));
    }
}
