package io.paretoscope.sweep;

import java.time.Instant;

/**
 * A finished point as it is stored and shown.
 *
 * @param point the configuration
 * @param memory what it was estimated to need
 * @param finishedAt wall-clock time of its end, for labels only
 * @param outcome how it ended
 */
public record PointResult(Point point, MemoryEstimate memory, Instant finishedAt, PointOutcome outcome) {}
