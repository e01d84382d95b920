package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.Point;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.telemetry.SilentTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/** A workbench that does what a test tells it: nothing happens in a sweep until the test says so. Thread-safe. */
public final class FakeWorkbench implements Workbench {
    private final Map<Long, StoredRun> runs = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final Map<Long, StoredRun> deleted = new ConcurrentSkipListMap<>();
    private final Map<Long, ForeignRun> foreign = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final List<String> callsOnFxThread = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<PointResult> results = new ArrayList<>();
    private LiveTelemetry telemetry = new SilentTelemetry();
    private OptionalLong resumed = OptionalLong.empty();
    private boolean changed;
    private volatile Supplier<List<DeviceReport>> devices = () -> List.of(Samples.cpu(), Samples.deadGpu());
    private volatile @Nullable RuntimeException archiveFailure;
    private volatile @Nullable RuntimeException startFailure;
    private volatile @Nullable SweepPlan plan;
    private volatile @Nullable SweepListener listener;
    private long runId;

    /** These devices are found; or not, where {@code found} throws. */
    public FakeWorkbench withDevices(Supplier<List<DeviceReport>> found) {
        devices = found;
        return this;
    }

    /** This run is in the store. */
    public FakeWorkbench withRun(StoredRun run) {
        runs.put(run.summary().id(), run);
        return this;
    }

    /** This run of others is in the store. */
    public FakeWorkbench withForeign(StoredForeignRun run) {
        foreign.put(run.id(), run.run());
        return this;
    }

    /** Every device is watched by this. */
    public FakeWorkbench withTelemetry(LiveTelemetry watching) {
        telemetry = watching;
        return this;
    }

    /** Conditions are others from now on, so that no run can be gone on with. */
    public void changeConditions() {
        changed = true;
    }

    /** The store cannot be read from now on; null where it can again. */
    public void failArchive(@Nullable RuntimeException failure) {
        archiveFailure = failure;
    }

    /** No sweep can be started from now on. */
    public void failStart(RuntimeException failure) {
        startFailure = failure;
    }

    /** What was asked of the store on the thread that draws, which must not wait for a disk. */
    public List<String> callsOnFxThread() {
        return callsOnFxThread;
    }

    /** What was asked of the sweep and the workbench, in order. */
    public List<String> calls() {
        return calls;
    }

    /** The plan of the sweep that was started; null before. */
    public @Nullable SweepPlan plan() {
        return plan;
    }

    /** The sweep begins. */
    public synchronized void begin() {
        SweepPlan running = running();
        boolean same = resumed.isPresent() && !changed;
        runId = same
                ? resumed.getAsLong()
                : runs.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1;
        results.clear();
        if (same) {
            results.addAll(Objects.requireNonNull(runs.get(runId)).results());
        }
        Set<Integer> committed = results.stream().map(result -> result.point().ordinal()).collect(Collectors.toSet());
        store(RunStatus.RUNNING, "");
        DeviceReport device = devices.get()
                .stream()
                .filter(each -> each.id().equals(running.device()))
                .findFirst()
                .orElseThrow();
        tell(new SweepEvent.Started(runId, FitCheck.check(running, device), committed));
    }

    /** A point enters a phase. */
    public void phase(int ordinal, SweepEvent.Phase phase) {
        tell(new SweepEvent.PhaseEntered(point(ordinal), phase));
    }

    /** A point is measured. */
    public void measure(int ordinal) {
        end(Samples.measured(point(ordinal)));
    }

    /** A point fails. */
    public void fail(int ordinal, String reason) {
        end(Samples.failed(point(ordinal), reason));
    }

    /** A point is skipped. */
    public void skip(int ordinal, String reason) {
        end(Samples.skipped(point(ordinal), reason));
    }

    /** The sweep ends. */
    public synchronized void finish(RunStatus status, String message) {
        store(status, message);
        tell(new SweepEvent.Finished(status, message));
    }

    /** A point ended. */
    public synchronized void end(PointResult result) {
        results.add(result);
        store(RunStatus.RUNNING, "");
        tell(new SweepEvent.PointFinished(result));
        int total = running().points().size();
        Optional<Duration> left = Optional.of(Duration.ofSeconds(25L * (total - results.size())));
        tell(new SweepEvent.Progress(results.size(), total, left));
    }

    @Override
    public SweepControl resume(long stored, SweepListener heard) {
        calls.add("resume " + stored);
        resumed = OptionalLong.of(stored);
        return start(Objects.requireNonNull(runs.get(stored)).plan(), heard);
    }

    @Override
    public LiveTelemetry telemetry(DeviceId device) {
        calls.add("telemetry " + device);
        return telemetry;
    }

    private void store(RunStatus status, String message) {
        runs.put(runId, Samples.run(runId, running(), status, message, results));
    }

    private Point point(int ordinal) {
        return running().points().get(ordinal);
    }

    private SweepPlan running() {
        SweepPlan running = plan;
        if (running == null) {
            throw new IllegalStateException("no sweep was started");
        }
        return running;
    }

    private void tell(SweepEvent event) {
        SweepListener hears = listener;
        if (hears != null) {
            hears.on(event);
        }
    }

    @Override
    public List<DeviceReport> devices() {
        return devices.get();
    }

    @Override
    public SweepControl start(SweepPlan newPlan, SweepListener newListener) {
        RuntimeException failure = startFailure;
        if (failure != null) {
            throw failure;
        }
        plan = newPlan;
        listener = newListener;
        calls.add("start");
        return new SweepControl() {
            @Override
            public void stopAfterPoint() {
                calls.add("stopAfterPoint");
            }

            @Override
            public void stopNow() {
                calls.add("stopNow");
            }
        };
    }

    @Override
    public MigInstances migInstances(DeviceId device) {
        return new MigInstances.None("nothing here has MIG instances");
    }

    @Override
    public Generation generate(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt, int newTokens, boolean logits) {
        throw new UnsupportedOperationException("nothing here generates");
    }

    @Override
    public DecodeBench.Report decodeSteps(DeviceId device, DecodeBench.Plan plan, Consumer<String> progress) {
        throw new UnsupportedOperationException("nothing here measures decode steps");
    }

    @Override
    public RunArchive archive() {
        return new RunArchive() {
            @Override
            public List<RunSummary> runs() {
                check();
                return runs.values().stream().map(StoredRun::summary).toList();
            }

            @Override
            public Optional<StoredRun> run(long id) {
                check();
                return Optional.ofNullable(runs.get(id));
            }

            @Override
            public Optional<StoredRun> latest() {
                check();
                return runs.values().stream().findFirst();
            }

            @Override
            public void tag(long id, String tag) {
                if (tag.length() > LONGEST_TAG) {
                    throw new RunLogException("a tag must be one line of 1 to " + LONGEST_TAG + " characters", null);
                }
                Set<String> tags = new TreeSet<>(summary(id).tags());
                tags.add(tag);
                describe(id, List.copyOf(tags), summary(id).note());
            }

            @Override
            public void untag(long id, String tag) {
                describe(id, summary(id).tags().stream().filter(each -> !each.equals(tag)).toList(),
                        summary(id).note());
            }

            @Override
            public void note(long id, String text) {
                describe(id, summary(id).tags(), text);
            }

            @Override
            public void pin(long id, boolean pinned) {
                check();
                RunSummary old = summary(id);
                describe(id, old.tags(), old.note(), pinned);
            }

            @Override
            public void delete(long id) {
                check();
                deleted.put(id, Objects.requireNonNull(runs.remove(id)));
            }

            @Override
            public void restore(long id) {
                check();
                runs.put(id, Objects.requireNonNull(deleted.remove(id)));
            }

            @Override
            public List<RunSummary> deletedRuns() {
                return deleted.values().stream().map(StoredRun::summary).toList();
            }

            @Override
            public void share(long id, Path file) {
                try {
                    Files.writeString(file, "run " + id);
                } catch (IOException e) {
                    throw new RunLogException(file + ": cannot be written", e);
                }
            }

            @Override
            public long importRun(Path file) {
                throw new RunLogException(file + ": is no run file", null);
            }

            @Override
            public long importForeign(ForeignRun run) {
                long id = foreign.size() + 1L;
                foreign.put(id, run);
                return id;
            }

            @Override
            public List<ForeignRunSummary> foreignRuns() {
                check();
                return foreign.entrySet()
                        .stream()
                        .map(each -> new ForeignRunSummary(each.getKey(), each.getValue().title(),
                                each.getValue().fileName(), each.getValue().format(), each.getValue().importedAt(),
                                each.getValue().points().size(), each.getValue().conditions()))
                        .toList();
            }

            @Override
            public Optional<StoredForeignRun> foreignRun(long id) {
                check();
                return Optional.ofNullable(foreign.get(id)).map(run -> new StoredForeignRun(id, run));
            }

            @Override
            public void deleteForeign(long id) {
                foreign.remove(id);
            }

            private RunSummary summary(long id) {
                return Objects.requireNonNull(runs.get(id)).summary();
            }

            private void describe(long id, List<String> tags, String note) {
                describe(id, tags, note, summary(id).pinned());
            }

            private void describe(long id, List<String> tags, String note, boolean pinned) {
                runs.computeIfPresent(id, (_, run) -> {
                    RunSummary old = run.summary();
                    return new StoredRun(
                            new RunSummary(id, old.startedAt(), old.status(), old.models(), old.device(),
                                    old.precision(), old.engines(), old.pointsPlanned(), old.pointsMeasured(),
                                    old.pointsFailed(),
                                    old.pointsSkipped(), tags, note, pinned, old.origin()),
                            run.plan(), run.conditions(), run.message(), run.results(), run.selfTest());
                });
            }

            private void check() {
                if (Platform.isFxApplicationThread()) {
                    callsOnFxThread.add(StackWalker.getInstance()
                            .walk(frames -> frames.skip(1).findFirst().orElseThrow().getMethodName()));
                }
                RuntimeException failure = archiveFailure;
                if (failure != null) {
                    throw failure;
                }
            }
        };
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
