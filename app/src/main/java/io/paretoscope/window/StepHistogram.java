package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.PointSamples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often the raw decode steps of a point took how long. A few that took far longer than the rest would press all others into one bar,
 * so bars end at the 99.5th percentile, and the rest is counted.
 *
 * @param lowMillis where the first bar begins
 * @param highMillis where the last bar ends
 * @param counts steps in each bar, from left to right
 * @param beyond how many steps took longer
 * @param longestMillis what the longest took
 */
record StepHistogram(double lowMillis, double highMillis, List<Integer> counts, int beyond, double longestMillis) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double SHOWN = 0.995;
    private static final int BARS = 32;

    StepHistogram {
        counts = List.copyOf(counts);
    }

    /** Of every decode step that ended in one of the windows; without a bar where there was none. */
    static StepHistogram of(PointSamples samples) {
        return of(samples.windows()
                .stream()
                .map(JointWindow::work)
                .flatMap(work -> work.steps().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray());
    }

    private static StepHistogram of(long[] sorted) {
        if (sorted.length == 0) {
            return new StepHistogram(0, 0, List.of(), 0, 0);
        }
        long low = sorted[0];
        long high = sorted[(int) Math.ceil(SHOWN * sorted.length) - 1];
        int[] counts = new int[BARS];
        int beyond = (int) Arrays.stream(sorted).filter(nanos -> nanos > high).count();
        for (int i = 0; i < sorted.length - beyond; i++) {
            counts[high == low ? 0 : (int) Math.min(BARS - 1, BARS * (sorted[i] - low) / (high - low))]++;
        }
        return new StepHistogram(low / NANOS_PER_MILLI, high / NANOS_PER_MILLI,
                IntStream.of(counts).boxed().toList(), beyond, sorted[sorted.length - 1] / NANOS_PER_MILLI);
    }

    /** How many steps there are. */
    int steps() {
        return counts.stream().mapToInt(Integer::intValue).sum() + beyond;
    }

    /** What the bars show, in a line. */
    String text() {
        if (steps() == 0) {
            return "No decode step ended in a window";
        }
        String from = MetricDisplay.number(lowMillis);
        String to = MetricDisplay.number(highMillis);
        return steps() + " decode steps, " + (from.equals(to) ? "all of " + from : from + " to " + to) + " ms"
                + (beyond == 0
                        ? ""
                        : "; " + beyond + " beyond, up to " + MetricDisplay.number(longestMillis) + " ms");
    }
}
