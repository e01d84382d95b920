package io.paretoscope.sweep;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.replica.ReplicaGroup;
import io.paretoscope.telemetry.Processes;
import io.paretoscope.worker.WorkerException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures a point in replicas that have their models open: configure, warm up, cool down where asked for, windows of full
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
    void measure(ReplicaGroup group, Take take, int windows, Consumer<SweepEvent.Phase> phases)
            throws WorkerException {
        long start = System.nanoTime();
        Point point = take.point();
        phases.accept(SweepEvent.Phase.WARM_UP);
        take.decodedBy(ofReplicas(
                group.configure(point.partOfReplica().stream().map(part -> point.parts().get(part).batch()).toList(),
                        point.sequenceTokens())));
        take.warmedUp(warmUp(group, point));
        JointWindow window = null;
        for (int i = 0; i < windows; i++) {
            coolDown(take, phases);
            phases.accept(SweepEvent.Phase.MEASURE);
            if (i == 0) {
                watch.collect();
            }
            window = new JointWindow(group.measure(seed, point.promptTokens(), point.outputTokens(), rule));
            take.measured(window);
            take.sampled(watch.soFar());
        }
        if (window != null) {
            take.sampled(watch.upTo(window.endNanos()));
        }
        take.besides(Neighbourhood.of(before, watch.processes(), group::owns, group.processes()));
        take.peaked(switch (group.peakMemory(point.device().isCpu())) {
            case MemoryUse.Bytes bytes -> new Reading.Value(bytes.bytes(), 1);
            case MemoryUse.Unknown unknown -> new Reading.Unavailable(unknown.reason());
        });
        if (take.windows() == protocol.repeats()) {
            phases.accept(SweepEvent.Phase.CHECK);
            take.answered(ofAll(group.checkAnswers(seed, point.promptTokens(), point.outputTokens())));
        }
        take.logged(group.newErrors());
        take.spent(System.nanoTime() - start);
    }

    /** What all replicas answered, in one: the first difference, or else the first that was not checked. */
    static AnswerCheck ofAll(List<AnswerCheck> checks) {
        int sequences = 0;
        int tokens = 0;
        int ties = 0;
        AnswerCheck unchecked = null;
        for (int i = 0; i < checks.size(); i++) {
            String who = checks.size() == 1 ? "" : "replica " + (i + 1) + ": ";
            switch (checks.get(i)) {
                case AnswerCheck.Differed(String detail) -> {
                    return new AnswerCheck.Differed(who + detail);
                }
                case AnswerCheck.NotChecked(String reason) ->
                    unchecked = unchecked == null ? new AnswerCheck.NotChecked(who + reason) : unchecked;
                case AnswerCheck.Agreed agreed -> {
                    sequences += agreed.sequences();
                    tokens += agreed.tokens();
                    ties += agreed.nearTies();
                }
            }
        }
        return unchecked == null ? new AnswerCheck.Agreed(sequences, tokens, ties) : unchecked;
    }

    /** What the replicas decode with, in one: what the first of them does that does not do as it was asked. */
    static EngineUse ofReplicas(List<EngineUse> uses) {
        for (int i = 0; i < uses.size(); i++) {
            EngineUse use = uses.get(i);
            if (use.fellBack()) {
                String who = uses.size() == 1 ? "" : "replica " + (i + 1) + ": ";
                return new EngineUse(use.asked(), use.used(), use.reason().map(reason -> who + reason));
            }
        }
        return uses.getFirst();
    }

    /** All replicas run at once; the slowest counts. */
    private WarmUpRecord warmUp(ReplicaGroup group, Point point) throws WorkerException {
        WarmUp warmUp = new WarmUp();
        int tokens = Math.min(point.outputTokens(), WarmUp.OUTPUT_TOKENS);
        while (warmUp.wantsMore()) {
            warmUp.ran(group.run(seed, point.promptTokens(), tokens)
                    .stream()
                    .mapToLong(StepTimes::totalNanos)
                    .max()
                    .orElseThrow());
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
