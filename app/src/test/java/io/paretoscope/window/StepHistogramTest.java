package io.paretoscope.window;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.TestSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StepHistogramTest {
    private static final long MILLI = 1_000_000;

    private static StepHistogram of(List<Long> steps) {
        long sum = steps.stream().mapToLong(Long::longValue).sum();
        StepTimes batch = new StepTimes(1, 4, steps.size() + 1, MILLI, steps, MILLI + sum);
        return StepHistogram.of(TestSamples.of(List.of(batch), new Reading.Unavailable("not read")));
    }

    private static List<Long> steps(int count, long nanos) {
        return Collections.nCopies(count, nanos);
    }

    @Test
    void theShortestIsInTheFirstBarAndTheLongestInTheLast() {
        List<Long> steps = new ArrayList<>(steps(3, 2 * MILLI));
        steps.add(4 * MILLI);
        StepHistogram histogram = of(steps);
        assertEquals(3, histogram.counts().getFirst());
        assertEquals(1, histogram.counts().getLast());
        assertEquals("4 decode steps, 2.000 to 4.000 ms", histogram.text());
    }

    @Test
    void aFewVeryLongOnesAreCountedAndDoNotPressTheRestTogether() {
        List<Long> steps = new ArrayList<>(steps(500, 2 * MILLI));
        steps.addAll(steps(498, 3 * MILLI));
        steps.addAll(steps(2, 900 * MILLI));
        StepHistogram histogram = of(steps);
        assertEquals(3, histogram.highMillis());
        assertEquals("1000 decode steps, 2.000 to 3.000 ms; 2 beyond, up to 900.0 ms", histogram.text());
    }

    @Test
    void equalStepsAreOneBar() {
        StepHistogram histogram = of(steps(7, 2 * MILLI));
        assertEquals(7, histogram.counts().getFirst());
        assertEquals("7 decode steps, all of 2.000 ms", histogram.text());
    }

    @Test
    void withoutAStepThereIsNoBar() {
        assertEquals("No decode step ended in a window", of(List.of()).text());
    }
}
