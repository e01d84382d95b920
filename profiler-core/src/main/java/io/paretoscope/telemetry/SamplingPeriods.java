package io.paretoscope.telemetry;

import java.time.Duration;

/**
 * How often samples are taken.
 *
 * @param counter of a device's energy counter
 * @param power of power, clocks and clock event reasons; of a CPU's energy counters
 * @param activity of performance counters (GPM)
 * @param slow of utilisation, memory, temperature and the host
 */
public record SamplingPeriods(Duration counter, Duration power, Duration activity, Duration slow) {

    /** The shortest period that makes sense: the time of a round of calls to a driver. */
    public static final Duration SHORTEST = Duration.ofMillis(1);
    /** The longest period. */
    public static final Duration LONGEST = Duration.ofMinutes(1);

    /** 10 ms, 50 ms, 100 ms and 250 ms. */
    public static final SamplingPeriods DEFAULT = around(Duration.ofMillis(50));

    public SamplingPeriods {
        require(counter);
        require(power);
        require(activity);
        require(slow);
    }

    /** {@code power} for power and clocks; the others at their defaults where those are shorter (the counter) or longer (the rest). */
    public static SamplingPeriods around(Duration power) {
        return new SamplingPeriods(shorter(power, Duration.ofMillis(10)), power, longer(power, Duration.ofMillis(100)),
                longer(power, Duration.ofMillis(250)));
    }

    long nanos(Pace pace) {
        Duration period = switch (pace) {
            case COUNTER -> counter;
            case POWER -> power;
            case ACTIVITY -> activity;
            case SLOW -> slow;
        };
        return period.toNanos();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static void require(Duration period) {
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a period of " + period.toMillis() + " ms: must be from "
                    + SHORTEST.toMillis() + " to " + LONGEST.toMillis() + " ms");
        }
    }
}
