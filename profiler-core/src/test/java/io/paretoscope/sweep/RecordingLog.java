package io.paretoscope.sweep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps what a sweep wrote down. */
final class RecordingLog implements RunLog {
    static final long RUN = 42;

    final List<PointResult> results = new ArrayList<>();
    Set<Integer> committed = Set.of();
    final List<String> ends = new ArrayList<>();

    @Override
    public long begin(SweepPlan plan, Conditions conditions, Instant startedAt) {
        return RUN;
    }

    @Override
    public Set<Integer> resume(long runId) {
        return committed;
    }

    @Override
    public void append(long runId, PointResult result) {
        results.add(result);
    }

    @Override
    public void finish(long runId, RunStatus status, String message) {
        ends.add(status.label() + (message.isEmpty() ? "" : ": " + message));
    }
}
