package io.paretoscope.sweep;

import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import java.time.Instant;
import java.util.Optional;

/**
 * A finished point as it is stored and shown.
 *
 * @param point the configuration
 * @param memory what it was estimated to need
 * @param finishedAt wall-clock time of its end, for labels only
 * @param outcome how it ended
 */
public record PointResult(Point point, MemoryEstimate memory, Instant finishedAt, PointOutcome outcome) {

    /** What decoded it; empty where it was not measured. */
    public Optional<EngineUse> engine() {
        return outcome instanceof PointOutcome.Measured measured
                ? Optional.of(measured.samples().engine())
                : Optional.empty();
    }

    /** The kind of engine that decoded it; the one that was asked for where it was not measured. */
    public EngineKind decodedBy() {
        return engine().map(EngineUse::used).orElse(point.engine());
    }
}
