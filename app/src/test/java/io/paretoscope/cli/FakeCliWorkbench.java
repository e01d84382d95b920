package io.paretoscope.cli;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.OwnKernels;
import io.paretoscope.engine.PrecisionReport;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.selftest.Finding;
import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.sweep.TestReplicas;
import io.paretoscope.sweep.TestSamples;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.telemetry.SilentTelemetry;
import io.paretoscope.workbench.EngineBench;
import io.paretoscope.workbench.Workbench;
import io.paretoscope.workbench.WorkbenchFactory;
import io.paretoscope.worker.WorkerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A workbench of canned devices and times. A sweep takes no time, and a store is an empty file beside runs in memory. Also
 * counts what was opened and closed.
 */
final class FakeCliWorkbench implements Workbench, WorkbenchFactory, RunArchive {
    static final long GIB = 1L << 30;

    private final Path defaultStore;
    private final List<StoredRun> runs = new ArrayList<>();
    private final List<StoredRun> deleted = new ArrayList<>();
    private final Map<Long, ForeignRun> imported = new TreeMap<>();
    final List<String> annotations = new ArrayList<>();
    private final Set<Integer> failingBatches = new HashSet<>();
    private IntConsumer afterPoint = ordinal -> {};
    private @Nullable String storeObstacle;
    private @Nullable String runObstacle;
    private @Nullable String generateObstacle;
    private boolean archiveBroken;
    private boolean divided;
    private Conditions conditions = new Conditions(Map.of("host", "fake"), Map.of());

    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger storesOpened = new AtomicInteger();
    final AtomicInteger sweepsStarted = new AtomicInteger();
    @Nullable
    SweepPlan started;
    @Nullable
    GenerateCall generated;
    /** What was measured last of decode steps. */
    DecodeBench.@Nullable Plan benched;
    private @Nullable String graphObstacle;
    /** Of the first GPU. */
    OwnKernels ownKernels = new OwnKernels.Available();

    /** What {@code generate} was asked. */
    record GenerateCall(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt,
            int newTokens) {}

    FakeCliWorkbench(Path defaultStore) {
        this.defaultStore = defaultStore;
    }

    /** Points of this batch size fail. */
    void failAtBatch(int batch) {
        failingBatches.add(batch);
    }

    /** Points that ask for graphs are decoded by TorchScript. */
    void refuseGraphs(String reason) {
        graphObstacle = reason;
    }

    /** Called on the sweep's thread after each point, with its ordinal. */
    void afterEachPoint(IntConsumer action) {
        afterPoint = action;
    }

    /** No store can be opened. */
    void refuseStore(String reason) {
        storeObstacle = reason;
    }

    /** A sweep ends before its run exists. */
    void refuseRun(String reason) {
        runObstacle = reason;
    }

    /** Nothing can be generated. */
    void refuseGenerate(String reason) {
        generateObstacle = reason;
    }

    /** From now on runs are measured under these conditions. */
    void changeConditions(Conditions changed) {
        conditions = changed;
    }

    /** The first GPU has a MIG instance. */
    void divideGpu() {
        divided = true;
    }

    /** Runs are written but cannot be read. */
    void breakArchive() {
        archiveBroken = true;
    }

    /** This self-test goes with every run that there is. */
    void keepSelfTest(String report) {
        runs.replaceAll(run -> new StoredRun(run.summary(), run.plan(), run.conditions(), run.message(), run.results(),
                Optional.of(report)));
    }

    @Override
    public EngineBench openEngines(boolean download) {
        open.incrementAndGet();
        return this;
    }

    @Override
    public Workbench open(Optional<Path> storeFile) {
        if (storeObstacle != null) {
            throw new RunLogException(storeObstacle, null);
        }
        storesOpened.incrementAndGet();
        try {
            Path file = storeFile(storeFile);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.incrementAndGet();
        return this;
    }

    @Override
    public Path storeFile(Optional<Path> storeFile) {
        return storeFile.orElse(defaultStore);
    }

    @Override
    public List<DeviceReport> devices() {
        DeviceReport cpu = new DeviceReport(DeviceId.CPU, "Test CPU", OptionalLong.of(8 * GIB),
                OptionalLong.of(6 * GIB), "2.7.1 cpu in /natives",
                List.of(offered(Precision.FP32), refused(Precision.FP16, "a thousand times slower than fp32 there"),
                        refused(Precision.BF16, "ended in an abort")),
                Optional.empty());
        DeviceReport gpu = new DeviceReport(DeviceId.cuda(0), "Test GPU", OptionalLong.of(80 * GIB),
                OptionalLong.empty(), "2.5.1 cu124 in /cuda",
                List.of(offered(Precision.FP32), offered(Precision.FP16), offered(Precision.BF16)), Optional.empty())
                .withOwnKernels(ownKernels);
        DeviceReport broken = new DeviceReport(DeviceId.cuda(1), "Old GPU", OptionalLong.empty(), OptionalLong.empty(),
                "", List.of(), Optional.of("no CUDA libtorch: set PYTORCH_LIBRARY_PATH"));
        return List.of(cpu, gpu, broken);
    }

    private static PrecisionReport offered(Precision precision) {
        return new PrecisionReport(precision, Optional.empty());
    }

    private static PrecisionReport refused(Precision precision, String reason) {
        return new PrecisionReport(precision, Optional.of(reason));
    }

    @Override
    public MigInstances migInstances(DeviceId device) {
        return device.equals(DeviceId.cuda(0)) && divided
                ? new MigInstances.Listed("Test GPU", List.of(new MigInstances.Instance("MIG-1", "Test GPU MIG 3g.40gb",
                        OptionalLong.of(40 * GIB), OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty(),
                        OptionalInt.of(60))))
                : new MigInstances.None("MIG mode is off");
    }

    @Override
    public Generation generate(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt, int newTokens, boolean logits) throws WorkerException {
        if (generateObstacle != null) {
            throw new WorkerException(generateObstacle, null);
        }
        generated = new GenerateCall(model, device, precision, engine, prompt, newTokens);
        List<Integer> tokens = IntStream.range(0, newTokens).map(i -> 100 + i).boxed().toList();
        return new Generation(List.of(tokens), logits ? Optional.of(List.of(List.of(0.5f, -1.25f))) : Optional.empty(),
                EngineUse.as(engine));
    }

    @Override
    public DecodeBench.Report decodeSteps(DeviceId device, DecodeBench.Plan plan, Consumer<String> progress) {
        benched = plan;
        List<DecodeBench.Row> rows = new ArrayList<>();
        for (ModelSource model : plan.models()) {
            for (EngineKind kind : plan.engines()) {
                for (int batch : plan.batches()) {
                    Finding<DecodeBench.Step> step = batch > 100
                            ? new Finding.Failed<>("no memory for so many")
                            : new Finding.Found<>(new DecodeBench.Step(EngineUse.as(kind), 1.25, 1.125, 96, 0.5, 30,
                                    batch * 314L));
                    rows.add(new DecodeBench.Row(model.config().name(), plan.precision(), kind, batch, step));
                }
            }
        }
        return new DecodeBench.Report(device, "libtorch 0.0", 2e12, plan.context(), rows);
    }

    @Override
    public SweepControl start(SweepPlan plan, SweepListener listener) {
        return start(plan, listener, Optional.empty());
    }

    private SweepControl start(SweepPlan plan, SweepListener listener, Optional<StoredRun> resumed) {
        sweepsStarted.incrementAndGet();
        started = plan;
        Control control = new Control();
        new Thread(() -> sweep(plan, listener, control, resumed), "fake sweep").start();
        return control;
    }

    @Override
    public void tag(long id, String tag) {
        annotations.add("tag " + id + " " + tag);
    }

    @Override
    public void untag(long id, String tag) {
        annotations.add("untag " + id + " " + tag);
    }

    @Override
    public void note(long id, String text) {
        annotations.add("note " + id + " " + text);
    }

    @Override
    public void pin(long id, boolean pinned) {
        annotations.add((pinned ? "pin " : "unpin ") + id);
    }

    @Override
    public void delete(long id) {
        deleted.add(run(id).orElseThrow());
        runs.removeIf(run -> run.summary().id() == id);
    }

    @Override
    public void restore(long id) {
        StoredRun back = deleted.stream()
                .filter(run -> run.summary().id() == id)
                .findFirst()
                .orElseThrow(
                        () -> new RunLogException("run " + id + " could not be restored: it is not deleted", null));
        deleted.remove(back);
        runs.add(back);
    }

    @Override
    public List<RunSummary> deletedRuns() {
        return deleted.stream().map(StoredRun::summary).toList();
    }

    @Override
    public void share(long id, Path file) {
        throw new UnsupportedOperationException("nothing here is shared");
    }

    @Override
    public long importRun(Path file) {
        throw new UnsupportedOperationException("nothing here takes runs from files");
    }

    @Override
    public long importForeign(ForeignRun run) {
        long id = imported.size() + 1L;
        imported.put(id, run);
        return id;
    }

    @Override
    public List<ForeignRunSummary> foreignRuns() {
        return imported.entrySet()
                .stream()
                .map(entry -> new ForeignRunSummary(entry.getKey(), entry.getValue().title(),
                        entry.getValue().fileName(), entry.getValue().format(), entry.getValue().importedAt(),
                        entry.getValue().points().size(), entry.getValue().conditions()))
                .toList();
    }

    @Override
    public Optional<StoredForeignRun> foreignRun(long id) {
        return Optional.ofNullable(imported.get(id)).map(run -> new StoredForeignRun(id, run));
    }

    @Override
    public void deleteForeign(long id) {
        imported.remove(id);
    }

    private static final class Control implements SweepControl {
        volatile boolean stop;
        volatile boolean now;

        @Override
        public void stopAfterPoint() {
            stop = true;
        }

        @Override
        public void stopNow() {
            stop = true;
            now = true;
        }
    }

    @Override
    public SweepControl resume(long runId, SweepListener listener) {
        StoredRun run = runs.stream().filter(each -> each.summary().id() == runId).findFirst().orElseThrow();
        boolean same = run.conditions().settled().equals(conditions.settled());
        return start(run.plan(), listener, same ? Optional.of(run) : Optional.empty());
    }

    @Override
    public LiveTelemetry telemetry(DeviceId device) {
        return new SilentTelemetry();
    }

    private void sweep(SweepPlan plan, SweepListener listener, Control control, Optional<StoredRun> resumed) {
        if (runObstacle != null) {
            listener.on(new SweepEvent.Finished(RunStatus.FAILED, runObstacle));
            return;
        }
        long id = resumed.map(run -> run.summary().id()).orElse(runs.size() + 1L);
        DeviceReport device = devices().stream().filter(d -> d.id().equals(plan.device())).findFirst().orElseThrow();
        List<PlannedPoint> points = FitCheck.check(plan, device);
        List<PointResult> results = new ArrayList<>(resumed.map(StoredRun::results).orElse(List.of()));
        Set<Integer> committed = results.stream().map(result -> result.point().ordinal()).collect(Collectors.toSet());
        listener.on(new SweepEvent.Started(id, points, committed));
        for (PlannedPoint planned : points) {
            if (committed.contains(planned.point().ordinal())) {
                continue;
            }
            if (control.stop) {
                break;
            }
            for (SweepEvent.Phase phase : SweepEvent.Phase.values()) {
                listener.on(new SweepEvent.PhaseEntered(planned.point(), phase));
            }
            PointResult result = new PointResult(planned.point(), planned.memory(), Instant.EPOCH,
                    planned.obstacle()
                            .<PointOutcome>map(PointOutcome.Skipped::new)
                            .orElseGet(() -> outcome(planned.point(), plan.repeats())));
            results.add(result);
            listener.on(new SweepEvent.PointFinished(result));
            listener.on(new SweepEvent.Progress(results.size(), points.size(), Optional.of(Duration.ofSeconds(75))));
            afterPoint.accept(planned.point().ordinal());
        }
        RunStatus status = results.size() < points.size() ? RunStatus.STOPPED : RunStatus.COMPLETED;
        String message = control.now ? "stopped at once" : control.stop ? "stopped after a point" : "";
        runs.removeIf(run -> run.summary().id() == id);
        runs.add(stored(id, plan, status, message, results));
        listener.on(new SweepEvent.Finished(status, message));
    }

    private PointOutcome outcome(Point point, int repeats) {
        if (failingBatches.contains(point.batch())) {
            return new PointOutcome.Failed("the worker ran out of memory");
        }
        PointSamples samples = TestReplicas.samples(point, repeats,
                part -> batch(point, point.parts().get(part)), new Reading.Value(GIB, 1));
        return PointOutcome.Measured.of(graphObstacle == null || point.engine() != EngineKind.GRAPH
                ? samples
                : TestSamples.decodedBy(
                        EngineUse.instead(EngineKind.GRAPH, EngineKind.TORCHSCRIPT, graphObstacle), samples));
    }

    /** 20 ms and then 4 ms a step for one alone; each replica more adds a quarter. */
    private static StepTimes batch(Point point, Part part) {
        long quarters = 3L + point.placement().total();
        long prefill = 5_000_000 * quarters;
        long step = 1_000_000 * quarters;
        List<Long> steps = IntStream.range(1, point.outputTokens()).mapToObj(i -> step).toList();
        return new StepTimes(part.batch(), (long) part.batch() * point.promptTokens(),
                (long) part.batch() * point.outputTokens(), prefill, steps, prefill + step * steps.size());
    }

    private StoredRun stored(long id, SweepPlan plan, RunStatus status, String message,
            List<PointResult> results) {
        RunSummary summary = new RunSummary(id, Instant.EPOCH, status,
                plan.models().stream().map(ModelSource::label).toList(), plan.device().toString(),
                plan.precision().label(), plan.engines().stream().map(EngineKind::label).toList(), plan.points().size(),
                count(results, PointOutcome.Measured.class::isInstance),
                count(results, PointOutcome.Failed.class::isInstance),
                count(results, PointOutcome.Skipped.class::isInstance));
        return new StoredRun(summary, plan, conditions, message, results);
    }

    private static int count(List<PointResult> results, Predicate<PointOutcome> kind) {
        return (int) results.stream().map(PointResult::outcome).filter(kind).count();
    }

    @Override
    public RunArchive archive() {
        if (archiveBroken) {
            throw new RunLogException("disk gone", null);
        }
        return this;
    }

    @Override
    public List<RunSummary> runs() {
        return runs.stream()
                .map(StoredRun::summary)
                .sorted(Comparator.comparingLong(RunSummary::id).reversed())
                .toList();
    }

    @Override
    public Optional<StoredRun> run(long id) {
        return runs.stream().filter(run -> run.summary().id() == id).findFirst();
    }

    @Override
    public Optional<StoredRun> latest() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    @Override
    public void close() {
        open.decrementAndGet();
    }
}
