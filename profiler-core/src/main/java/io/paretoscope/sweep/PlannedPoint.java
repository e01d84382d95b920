package io.paretoscope.sweep;

import java.util.Optional;

/**
 * A point before it runs.
 *
 * @param point the configuration
 * @param memory what it is estimated to need
 * @param obstacle why it will be skipped; empty where it will be tried
 */
public record PlannedPoint(Point point, MemoryEstimate memory, Optional<String> obstacle) {}
