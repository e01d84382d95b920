package io.paretoscope.sweep;

import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A distribution of latencies that can be merged with others; percentiles are read from the merged whole and never averaged
 * (R7). Values keep three significant digits, so that a percentile is at most 0.1 % off. Immutable.
 */
public final class Latencies {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram;

    private Latencies(Histogram histogram) {
        this.histogram = histogram;
    }

    /** The decode steps of a window. */
    public static Latencies ofSteps(TimedWindow window) {
        Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        for (StepTimes batch : window.batches()) {
            batch.stepNanos().forEach(nanos -> histogram.recordValue(nanos));
        }
        return new Latencies(histogram);
    }

    /** All of those, in nanoseconds. */
    static Latencies of(Collection<Long> nanos) {
        Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        nanos.forEach(each -> histogram.recordValue(each));
        return new Latencies(histogram);
    }

    /** All of {@code parts} in one. */
    public static Latencies merged(Collection<Latencies> parts) {
        Histogram all = new Histogram(SIGNIFICANT_DIGITS);
        parts.forEach(part -> all.add(part.histogram));
        return new Latencies(all);
    }

    /**
     * Reads what {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException where it is no such thing
     */
    public static Latencies decoded(byte[] bytes) {
        try {
            return new Latencies(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("not a latency histogram: " + e.getMessage(), e);
        }
    }

    /** In the compressed form of HdrHistogram, version 2, which its tools in other languages read; nanoseconds. */
    public byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        return Arrays.copyOf(buffer.array(), histogram.encodeIntoCompressedByteBuffer(buffer));
    }

    /** How many there are. */
    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * The value that {@code percent} of all do not exceed, by nearest rank.
     *
     * @return nanoseconds; the middle of the histogram's cell, whose width is 0.1 % at most
     */
    public double percentileNanos(double percent) {
        return histogram.medianEquivalentValue(histogram.getValueAtPercentile(percent));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies latencies && histogram.equals(latencies.histogram);
    }

    @Override
    public int hashCode() {
        return histogram.hashCode();
    }
}
