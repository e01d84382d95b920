package io.paretoscope.telemetry;

/** What is sampled equally often. */
enum Pace {
    /** The energy counter, looked at more often than it moves, so that its ticks can be timed. */
    COUNTER,
    /** Power, clocks and what bears on them. */
    POWER,
    /** Performance counters, which are means over the time since the sample before. */
    ACTIVITY,
    /** What changes slowly, and the host. */
    SLOW
}
