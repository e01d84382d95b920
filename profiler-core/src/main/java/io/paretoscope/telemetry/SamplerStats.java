package io.paretoscope.telemetry;

/**
 * What sampling itself costs and how punctual it is, since it began.
 *
 * @param periodNanos the period asked for, of power and clocks; of whatever is sampled most often where neither is
 * @param rounds rounds of samples taken at that period
 * @param latenessMedianNanos how late after its due time a round began, the median
 * @param latenessP99Nanos the 99th percentile of the same
 * @param roundMedianNanos how long a round of calls took, the median
 * @param cpuShare processor time of the sampling thread divided by the time since it began; 0.01 is one hundredth of one core
 */
public record SamplerStats(long periodNanos, long rounds, long latenessMedianNanos, long latenessP99Nanos,
        long roundMedianNanos, double cpuShare) {}
