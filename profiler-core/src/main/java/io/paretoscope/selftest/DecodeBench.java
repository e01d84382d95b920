package io.paretoscope.selftest;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.worker.ModelWorker;
import io.paretoscope.worker.WorkerException;
import io.paretoscope.worker.WorkerLauncher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How far a decode step is from the least time that memory leaves it: its floor, the bytes of weights and of keys and values that it
 * has to read, each once, at the rate at which the device copies, measured in the same worker. The host waits for the tokens of
 * every step.
 */
public final class DecodeBench {
    /** Steps of a batch: contexts lie within half as many of the one that is asked for, whose mean they have. */
    public static final int STEPS = 32;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final long SEED = 0;
    /** A GPU that idled takes so long to raise its clocks. */
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration TIMED = Duration.ofSeconds(1);
    private static final int FEWEST_BATCHES = 3;

    private DecodeBench() {}

    /**
     * What to measure.
     *
     * @param models one after the other
     * @param engines each for every model
     * @param batches sequences that run together, each for every engine
     * @param context tokens that a step's sequences have on the mean, more than half of {@link #STEPS}
     * @param ceilings how the copy rate is measured
     */
    public record Plan(List<ModelSource> models, Precision precision, List<EngineKind> engines, List<Integer> batches,
            int context, RoundRule ceilings) {
        /** Refuses a context that steps do not fit around, and one that a model has no positions for. */
        public Plan {
            models = List.copyOf(models);
            engines = List.copyOf(engines);
            batches = List.copyOf(batches);
            if (context <= STEPS / 2) {
                throw new IllegalArgumentException("context " + context + ": must be more than " + STEPS / 2
                        + ", for the " + STEPS + " steps lie around it");
            }
            for (ModelSource model : models) {
                int most = model.config().positions() - STEPS / 2;
                if (context > most) {
                    throw new IllegalArgumentException("context " + context + ": must be at most " + most + " for "
                            + model.config().name() + ", which has " + model.config().positions() + " positions");
                }
            }
            batches.stream().filter(batch -> batch < 1).findFirst().ifPresent(batch -> {
                throw new IllegalArgumentException("batch " + batch + ": must be at least 1");
            });
        }

        int promptTokens() {
            return context - STEPS / 2;
        }
    }

    /**
     * What was measured.
     *
     * @param library the libtorch in use
     * @param copyBytesPerSecond bytes read and written in a second, of the middle round
     * @param rows in the order of the plan
     */
    public record Report(DeviceId device, String library, double copyBytesPerSecond, int context, List<Row> rows) {
        public Report {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A model, an engine and a batch.
     *
     * @param asked the kind of engine
     * @param step what came of it
     */
    public record Row(String model, Precision precision, EngineKind asked, int batch, Finding<Step> step) {}

    /**
     * A decode step.
     *
     * @param engine which kind decoded
     * @param medianMillis of all timed steps
     * @param bestMillis the shortest
     * @param steps how many were timed
     * @param floorMillis bytes over the copy rate
     * @param prefillMillis the shortest prefill, of prompts that are half of {@link #STEPS} shorter than the context
     * @param prefillTokens tokens of all prompts
     */
    public record Step(EngineUse engine, double medianMillis, double bestMillis, int steps, double floorMillis,
            double prefillMillis, long prefillTokens) {
        /** How many times the floor. */
        public double timesFloor() {
            return medianMillis / floorMillis;
        }
    }

    /**
     * Measures, and blocks meanwhile. What goes wrong with one row costs that row alone.
     *
     * @param progress hears what comes next, in a few words
     * @throws WorkerException where no worker can be started, or the copy rate cannot be measured
     */
    public static Report run(WorkerLauncher launcher, DeviceId device, Plan plan, Consumer<String> progress)
            throws WorkerException {
        String library;
        double rate;
        progress.accept("copy rate");
        try (ModelWorker worker = launcher.launch(device)) {
            library = worker.library();
            CopyRate copy = worker.copyRate(device, plan.ceilings());
            rate = copy.medianBytesPerSecond();
        }
        List<Row> rows = new ArrayList<>();
        for (ModelSource model : plan.models()) {
            for (EngineKind kind : plan.engines()) {
                progress.accept(model.config().name() + ", engine " + kind);
                rows.addAll(rows(launcher, device, plan, model, kind, rate));
            }
        }
        return new Report(device, library, rate, plan.context(), rows);
    }

    /** A worker of its own for each model and engine, so that none meets what another has left. */
    private static List<Row> rows(WorkerLauncher launcher, DeviceId device, Plan plan, ModelSource model,
            EngineKind kind, double rate) throws WorkerException {
        List<Row> rows = new ArrayList<>();
        List<Integer> left = new ArrayList<>(plan.batches());
        while (!left.isEmpty()) {
            try (ModelWorker worker = launcher.launch(device)) {
                worker.open(model, device, plan.precision(), kind);
                while (!left.isEmpty()) {
                    int batch = left.removeFirst();
                    Finding<Step> step = find(worker, plan, model.config(), batch, rate);
                    rows.add(new Row(model.config().name(), plan.precision(), kind, batch, step));
                    if (step instanceof Finding.Failed<Step>) {
                        // After a failure a worker's engine may be in any state: the next batch gets another.
                        break;
                    }
                }
            } catch (WorkerException e) {
                left.forEach(batch -> rows.add(new Row(model.config().name(), plan.precision(), kind, batch,
                        new Finding.Failed<>(e.getMessage()))));
                left.clear();
            }
        }
        return rows;
    }

    private static Finding<Step> find(ModelWorker worker, Plan plan, OptConfig config, int batch, double rate) {
        try {
            return new Finding.Found<>(step(worker, plan, config, batch, rate));
        } catch (WorkerException e) {
            return new Finding.Failed<>(e.getMessage());
        }
    }

    private static Step step(ModelWorker worker, Plan plan, OptConfig config, int batch, double rate)
            throws WorkerException {
        EngineUse use = worker.configure(batch, plan.promptTokens() + STEPS);
        timed(worker, plan, WARM_UP, 1);
        List<StepTimes> batches = timed(worker, plan, TIMED, FEWEST_BATCHES);
        List<Double> millis = batches.stream()
                .flatMap(times -> times.stepNanos().stream())
                .map(nanos -> nanos / NANOS_PER_MILLI)
                .sorted()
                .toList();
        double bytes = config.weightBytesPerStep(plan.precision())
                + (double) config.kvBytesPerToken(plan.precision()) * batch * plan.context();
        double prefill = batches.stream().mapToLong(StepTimes::prefillNanos).min().orElseThrow() / NANOS_PER_MILLI;
        return new Step(use, median(millis), millis.getFirst(), millis.size(), bytes / rate * 1e3, prefill,
                batches.getFirst().promptTokens());
    }

    /** Batches until {@code least} has passed, and {@code fewest} of them at least. */
    private static List<StepTimes> timed(ModelWorker worker, Plan plan, Duration least, int fewest)
            throws WorkerException {
        List<StepTimes> batches = new ArrayList<>();
        long nanos = 0;
        while (nanos < least.toNanos() || batches.size() < fewest) {
            StepTimes times = worker.run(SEED, plan.promptTokens(), STEPS + 1);
            batches.add(times);
            nanos += times.totalNanos();
        }
        return batches;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
