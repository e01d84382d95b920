package io.paretoscope.cli;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Gathers what a sweep tells, until it ends. Heard on the sweep's thread, asked on another. */
final class RunGatherer implements SweepListener {
    private final SweepPlan plan;
    private final Instant createdAt = Instant.now();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<PointResult> results = new ArrayList<>();
    private OptionalLong runId = OptionalLong.empty();
    private RunStatus status = RunStatus.RUNNING;
    private String message = "";

    RunGatherer(SweepPlan plan) {
        this.plan = plan;
    }

    @Override
    public synchronized void on(SweepEvent event) {
        switch (event) {
            case SweepEvent.Started started -> runId = OptionalLong.of(started.runId());
            case SweepEvent.PointFinished finished -> results.add(finished.result());
            case SweepEvent.Finished finished -> {
                status = finished.status();
                message = finished.message();
                ended.countDown();
            }
            case SweepEvent.PhaseEntered entered -> {
            }
            case SweepEvent.Progress progress -> {
            }
        }
    }

    /** Returns once the sweep is over. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether the run came to exist in the store. */
    synchronized boolean began() {
        return runId.isPresent();
    }

    synchronized long runId() {
        return runId.orElseThrow();
    }

    /** Why the sweep ended early; empty otherwise. */
    synchronized String message() {
        return message;
    }

    /** The run as far as it was heard of; its conditions are in the store alone. */
    synchronized StoredRun run() {
        RunSummary summary = new RunSummary(runId(), createdAt, status,
                plan.models().stream().map(ModelSource::label).toList(), plan.device().toString(),
                plan.precision().label(), plan.engines().stream().map(EngineKind::label).toList(), plan.points().size(),
                count(PointOutcome.Measured.class::isInstance),
                count(PointOutcome.Failed.class::isInstance), count(PointOutcome.Skipped.class::isInstance));
        return new StoredRun(summary, plan, new Conditions(Map.of(), Map.of()), message, results);
    }

    private int count(Predicate<PointOutcome> kind) {
        return (int) results.stream().map(PointResult::outcome).filter(kind).count();
    }
}
