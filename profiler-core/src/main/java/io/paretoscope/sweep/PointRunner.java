package io.paretoscope.sweep;

import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures one point in a worker that has its model open: configure, warm up, then the measured runs. */
final class PointRunner {
    private final long seed;
    private final int repeats;

    /**
     * A runner.
     *
     * @param seed seeds the prompts
     * @param repeats measured runs
     */
    PointRunner(long seed, int repeats) {
        this.seed = seed;
        this.repeats = repeats;
    }

    /**
     * Measures {@code point}.
     *
     * @param loadNanos what opening the model took
     * @param phases hears of each phase
     */
    PointSamples measure(ModelWorker worker, Point point, long loadNanos, Consumer<SweepEvent.Phase> phases)
            throws WorkerException {
        phases.accept(SweepEvent.Phase.WARM_UP);
        worker.configure(point.batch(), point.sequenceTokens());
        WarmUp warmUp = new WarmUp();
        int warmUpTokens = Math.min(point.outputTokens(), WarmUp.OUTPUT_TOKENS);
        while (warmUp.wantsMore()) {
            warmUp.ran(worker.run(seed, point.promptTokens(), warmUpTokens).totalNanos());
        }
        phases.accept(SweepEvent.Phase.MEASURE);
        List<StepTimes> runs = new ArrayList<>(repeats);
        for (int repeat = 0; repeat < repeats; repeat++) {
            runs.add(worker.run(seed, point.promptTokens(), point.outputTokens()));
        }
        Reading peak = switch (worker.peakMemory()) {
            case MemoryUse.Bytes bytes -> new Reading.Value(bytes.bytes(), 1);
            case MemoryUse.Unknown unknown -> new Reading.Unavailable(unknown.reason());
        };
        return new PointSamples(runs, loadNanos, warmUp.spentNanos(), warmUp.runs(), peak);
    }
}
