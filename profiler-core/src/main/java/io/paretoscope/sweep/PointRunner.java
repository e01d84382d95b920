package io.paretoscope.sweep;

import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import java.util.function.Consumer;

/**
 * Measures a point in a worker that has its model open: configure, warm up, cool down where asked for, windows of full
 * batches, and at the end the check of its answers.
 */
final class PointRunner {
    private final long seed;
    private final Protocol protocol;
    private final WindowRule rule;
    private final DeviceWatch watch;
    private final Processes before;

    /**
     * A runner.
     *
     * @param seed seeds the prompts
     * @param energy whether windows must be long enough for energy
     * @param before the processes on the device before ours
     */
    PointRunner(long seed, Protocol protocol, boolean energy, DeviceWatch watch, Processes before) {
        this.seed = seed;
        this.protocol = protocol;
        this.rule = protocol.rule(energy);
        this.watch = watch;
        this.before = before;
    }

    /** The rule by which windows end. */
    WindowRule rule() {
        return rule;
    }

    /**
     * Adds windows to {@code take}; with the last of its repeats, everything else that belongs to it.
     *
     * @param windows how many
     * @param phases hears of each phase
     */
    void measure(ModelWorker worker, Take take, int windows, Consumer<SweepEvent.Phase> phases)
            throws WorkerException {
        long start = System.nanoTime();
        Point point = take.point();
        phases.accept(SweepEvent.Phase.WARM_UP);
        worker.configure(point.batch(), point.sequenceTokens());
        take.warmedUp(warmUp(worker, point));
        TimedWindow window = null;
        for (int i = 0; i < windows; i++) {
            coolDown(take, phases);
            phases.accept(SweepEvent.Phase.MEASURE);
            if (i == 0) {
                watch.collect();
            }
            window = worker.measure(seed, point.promptTokens(), point.outputTokens(), rule);
            take.measured(window);
            take.sampled(watch.soFar());
        }
        if (window != null) {
            take.sampled(watch.upTo(window.endNanos()));
        }
        take.besides(Neighbourhood.of(before, watch.processes(), worker.processId()));
        take.peaked(switch (worker.peakMemory()) {
            case MemoryUse.Bytes bytes -> new Reading.Value(bytes.bytes(), 1);
            case MemoryUse.Unknown unknown -> new Reading.Unavailable(unknown.reason());
        });
        if (take.windows() == protocol.repeats()) {
            phases.accept(SweepEvent.Phase.CHECK);
            take.answered(worker.checkAnswers(seed, point.promptTokens(), point.outputTokens()));
        }
        take.logged(worker.newErrors());
        take.spent(System.nanoTime() - start);
    }

    private WarmUpRecord warmUp(ModelWorker worker, Point point) throws WorkerException {
        WarmUp warmUp = new WarmUp();
        int tokens = Math.min(point.outputTokens(), WarmUp.OUTPUT_TOKENS);
        while (warmUp.wantsMore()) {
            warmUp.ran(worker.run(seed, point.promptTokens(), tokens).totalNanos());
        }
        return warmUp.record();
    }

    private void coolDown(Take take, Consumer<SweepEvent.Phase> phases) {
        protocol.coolDownCelsius().ifPresent(celsius -> {
            phases.accept(SweepEvent.Phase.COOL_DOWN);
            watch.coolDown(celsius).ifPresent(take::startedWarm);
        });
    }
}
