package io.paretoscope.sweep;

import java.time.Instant;
import java.util.Set;

/**
 * Where a sweep writes down what it measured; the store implements it. Each method returns once the fact is durable, and
 * throws {@link RunLogException} where it could not be made so.
 */
public interface RunLog {
    /** Begins a run and gives it an identity. */
    long begin(SweepPlan plan, Conditions conditions, Instant startedAt);

    /**
     * Takes up a run that ended before its plan did.
     *
     * @return ordinals of the points that are committed already
     */
    Set<Integer> resume(long runId);

    /** Commits one finished point of a run, whole. */
    void append(long runId, PointResult result);

    /** Ends a run. */
    void finish(long runId, RunStatus status, String message);
}
