package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.libtorch.EngineChoice;
import io.paretoscope.selftest.Check;
import io.paretoscope.store.RunArchive;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.PlannedPoint;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * What the window as a whole can do, and why not where it cannot. Everything here runs on the screen's thread; whatever
 * may block is handed to the background.
 */
final class WorkbenchViewModel {
    private final WindowSetup setup;
    private final Background background;
    private final ExperimentViewModel experiment;
    private final HistoryViewModel history;
    private final LiveViewModel telemetry;
    private final ReadOnlyObjectWrapper<Optional<RunViewModel>> shown = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final SweepViewModel sweep;
    private final FindingsViewModel findings;
    private final DecideViewModel decide = new DecideViewModel(shown);
    private final StoredRunsViewModel stored;
    private final ReferenceViewModel reference;
    private final FirstStartViewModel firstStart;
    private final ResultViews results;
    private final FileSaver saver;
    private final EngineInstallViewModel engine;
    private final ReadOnlyBooleanWrapper engineOffered = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper startObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper stopObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper exportObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper selfTestObstacle = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<SelfTestViewModel>> selfTest = new ReadOnlyObjectWrapper<>(
            Optional.empty());
    private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper waiting = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper deviceLine = new ReadOnlyStringWrapper("");
    private Consumer<Problem> problems = problem -> {};
    private Optional<Workbench> workbench = Optional.empty();
    private String absence = "the store is being opened";
    private Optional<Runnable> closing = Optional.empty();
    private boolean opening;
    private boolean devicesOutdated;

    WorkbenchViewModel(WindowSetup setup, Background background) {
        this.setup = setup;
        this.background = background;
        experiment = new ExperimentViewModel(setup.plan(), setup.configs(), background);
        history = new HistoryViewModel(background);
        stored = new StoredRunsViewModel(history, background, new OfStore());
        reference = new ReferenceViewModel(this::archive, background, InstantSource.system(),
                problem -> problems.accept(problem));
        firstStart = new FirstStartViewModel(history, shown, this::start);
        telemetry = new LiveViewModel(background, experiment::energyTold);
        sweep = new SweepViewModel(background, telemetry.phases(), new OfSweep());
        engine = new EngineInstallViewModel(setup.engines(),
                install -> Thread.ofPlatform().name("engine install").daemon().start(install), background,
                this::engineInstalled);
        findings = new FindingsViewModel(shown, this::reading, background);
        results = ResultViews.of(shown, () -> workbench.map(Workbench::archive), this::reading, background,
                problem -> problems.accept(problem));
        saver = new FileSaver(background, notice::set, problem -> problems.accept(problem));
        experiment.device().subscribe(ignored -> watchDevice());
        telemetry.shown().subscribe(ignored -> watchDevice());
        experiment.plan().subscribe(ignored -> update());
        experiment.device().subscribe(ignored -> update());
        shown.subscribe(run -> {
            if (run.isPresent()) {
                reference.close();
            }
            update();
        });
    }

    ExperimentViewModel experiment() {
        return experiment;
    }

    HistoryViewModel history() {
        return history;
    }

    /** What the experiment's device reports now. */
    LiveViewModel telemetry() {
        return telemetry;
    }

    /** The run in the charts and the table. */
    ReadOnlyObjectProperty<Optional<RunViewModel>> shown() {
        return shown.getReadOnlyProperty();
    }

    /** What stands out in it. */
    FindingsViewModel findings() {
        return findings;
    }

    /** What it comes to. */
    DecideViewModel decide() {
        return decide;
    }

    /** What can be done with the runs of the store. */
    StoredRunsViewModel stored() {
        return stored;
    }

    /** The runs of others. */
    ReferenceViewModel reference() {
        return reference;
    }

    /** What is offered while nothing was measured. */
    FirstStartViewModel firstStart() {
        return firstStart;
    }

    /** What the other result views show. */
    ResultViews results() {
        return results;
    }

    /** The way to an engine for GPUs. */
    EngineInstallViewModel engine() {
        return engine;
    }

    /** Whether there is a GPU that lacks but an engine. */
    ReadOnlyBooleanProperty engineOffered() {
        return engineOffered.getReadOnlyProperty();
    }

    /** The run that is under way. */
    ReadOnlyObjectProperty<Optional<RunViewModel>> live() {
        return sweep.live();
    }

    /** Whether a sweep is under way. */
    ReadOnlyBooleanProperty running() {
        return sweep.running();
    }

    /** Why no sweep can start now; empty where one can. */
    ReadOnlyStringProperty startObstacle() {
        return startObstacle.getReadOnlyProperty();
    }

    /** Why there is nothing to stop; empty where there is. */
    ReadOnlyStringProperty stopObstacle() {
        return stopObstacle.getReadOnlyProperty();
    }

    /** Why there is nothing to export; empty where there is. */
    ReadOnlyStringProperty exportObstacle() {
        return exportObstacle.getReadOnlyProperty();
    }

    /** Why there can be no self-test of the experiment's device now; empty where there can. */
    ReadOnlyStringProperty selfTestObstacle() {
        return selfTestObstacle.getReadOnlyProperty();
    }

    /** The self-test that was started last. */
    ReadOnlyObjectProperty<Optional<SelfTestViewModel>> selfTest() {
        return selfTest.getReadOnlyProperty();
    }

    /** How the sweep has been asked to stop; empty where it has not. */
    ReadOnlyStringProperty stopping() {
        return sweep.stopping();
    }

    /** What was done last. */
    ReadOnlyStringProperty notice() {
        return notice.getReadOnlyProperty();
    }

    /** What has to be known before anything can be measured, and is still being found out; empty where nothing is. */
    ReadOnlyStringProperty waiting() {
        return waiting.getReadOnlyProperty();
    }

    /** The experiment's device, with its name and memory. */
    ReadOnlyStringProperty deviceLine() {
        return deviceLine.getReadOnlyProperty();
    }

    /** Where results are kept. */
    String store() {
        return setup.store();
    }

    /** Who hears of problems. */
    void onProblem(Consumer<Problem> listener) {
        problems = listener;
    }

    /** Opens the workbench, reads the list of runs and looks for devices. Call it once. */
    void open() {
        opening = true;
        waiting.set("Opening the store");
        background.run(() -> setup.workbench().get(), this::opened, failure -> {
            opening = false;
            absence = Problem.messageOf(failure);
            waiting.set("");
            notice.set("The workbench could not be opened");
            history.unreadable(absence);
            experiment.devicesFailed(absence);
            update();
            problems.accept(Problem.of("The workbench could not be opened", failure));
            closing.ifPresent(Runnable::run);
        });
    }

    private void opened(Workbench newWorkbench) {
        opening = false;
        workbench = Optional.of(newWorkbench);
        if (closing.isPresent()) {
            close(closing.get());
            return;
        }
        watchDevice();
        refresh();
        findDevices();
    }

    /** Trying devices would disturb what a sweep measures, so they are looked for when it has ended. */
    private void engineInstalled() {
        devicesOutdated = true;
        if (!sweep.running().get()) {
            findDevices();
        }
    }

    private void findDevices() {
        if (workbench.isEmpty()) {
            return;
        }
        devicesOutdated = false;
        Workbench bench = workbench.get();
        waiting.set("Looking for devices: each is tried in a process of its own, which takes some seconds");
        update();
        background.run(() -> new Found(bench.devices(), setup.engines().choice(true)), found -> {
            waiting.set("");
            experiment.devicesFound(found.devices());
            engineOffered.set(found.lacksEngine());
            update();
        }, failure -> {
            waiting.set("");
            experiment.devicesFailed(Problem.messageOf(failure));
            problems.accept(Problem.of("The devices could not be found", failure));
        });
    }

    /**
     * What was found on this machine.
     *
     * @param onGpu what GPUs would run on
     */
    private record Found(List<DeviceReport> devices, EngineChoice onGpu) {
        /** A GPU that is there tells its memory; where none is, a report stands in for it. */
        boolean lacksEngine() {
            return onGpu instanceof EngineChoice.BuiltIn && devices.stream()
                    .anyMatch(device -> !device.id().isCpu() && !device.usable() && device.totalBytes().isPresent());
        }
    }

    /** Reads the list of runs anew. */
    void refresh() {
        workbench.ifPresent(bench -> {
            history.refresh(bench.archive());
            reference.refresh();
        });
    }

    /** Starts a sweep of the experiment and shows it; nothing where something is in the way. */
    void start() {
        if (!startObstacle.get().isEmpty() || !(experiment.plan().get() instanceof PlanState.Ready ready)) {
            return;
        }
        start(ready.plan(), ready.points());
    }

    private void start(SweepPlan plan, List<PlannedPoint> points) {
        Workbench bench = workbench.orElseThrow();
        begin(RunViewModel.live(plan, points), listener -> bench.start(plan, listener));
    }

    private Optional<RunArchive> archive() {
        return workbench.map(Workbench::archive);
    }

    /** Why the selected run cannot be resumed; empty where it can. */
    String resumeObstacle() {
        if (history.selected().size() != 1) {
            return history.selected().isEmpty() ? "no run is selected" : "several runs are selected";
        }
        RunSummary run = history.selected().getFirst();
        if (run.origin().isPresent()) {
            return "run " + run.id() + " was measured elsewhere";
        }
        int ended = run.pointsMeasured() + run.pointsFailed() + run.pointsSkipped();
        if (ended >= run.pointsPlanned()) {
            return "run " + run.id() + " has no point left to measure";
        }
        return workbench.isEmpty() ? absence : busy();
    }

    /** Goes on with the selected run and shows it; nothing where something is in the way. */
    void resumeSelected() {
        if (!resumeObstacle().isEmpty()) {
            return;
        }
        long id = history.selected().getFirst().id();
        Workbench bench = workbench.orElseThrow();
        background.run(() -> read(bench, id), stored -> {
            if (busy().isEmpty()) {
                begin(RunViewModel.resuming(stored), listener -> bench.resume(id, listener));
            }
        }, failure -> problems.accept(Problem.of("Run " + id + " could not be resumed", failure)));
    }

    /** Starts a self-test of the experiment's device; nothing where something is in the way, or one is under way. */
    void startSelfTest() {
        Optional<DeviceReport> device = experiment.device().get();
        if (testing() || !selfTestObstacle.get().isEmpty() || device.isEmpty()) {
            return;
        }
        SelfTestViewModel test = SelfTestViewModel.beginning(device.get());
        selfTest.set(Optional.of(test));
        test.step().subscribe(step -> waiting.set(step.isEmpty() ? "" : test.title() + ": " + step));
        update();
        background.run(
                () -> setup.selfTests().run(device.get(), text -> background.onScreen(() -> test.says(text))),
                report -> {
                    test.ended(report);
                    notice.set(test.title() + ": " + Check.worst(report.checks()).label());
                    update();
                }, failure -> {
                    test.failed(Problem.messageOf(failure));
                    notice.set(test.title() + " could not be made: " + test.problem().get());
                    update();
                });
    }

    private boolean testing() {
        return selfTest.get().map(SelfTestViewModel::running).orElse(false);
    }

    /** Reads the self-test that was kept with the selected run. */
    void selfTestOfSelected(Consumer<SelfTestViewModel> done) {
        if (workbench.isEmpty() || !history.singleObstacle().isEmpty()) {
            return;
        }
        long id = history.selected().getFirst().id();
        Workbench bench = workbench.get();
        background.run(() -> read(bench, id), run -> done.accept(SelfTestViewModel.of(run)),
                failure -> problems.accept(Problem.of("The self-test of run " + id + " could not be read", failure)));
    }

    private void begin(RunViewModel run, Function<SweepListener, SweepControl> start) {
        shown.set(Optional.of(run));
        sweep.begin(run, start);
    }

    /** Asks the sweep to end after its running point. */
    void stopAfterPoint() {
        sweep.stopAfterPoint();
    }

    /** Ends the sweep now. */
    void stopNow() {
        sweep.stopNow();
    }

    /** Shows the run that is under way. */
    void showLive() {
        sweep.live().get().ifPresent(run -> shown.set(Optional.of(run)));
    }

    /** Shows an earlier run. */
    void open(RunSummary summary) {
        Optional<RunViewModel> underWay = sweep.live()
                .get()
                .filter(run -> run.id().equals(OptionalLong.of(summary.id())));
        if (underWay.isPresent()) {
            shown.set(underWay);
            return;
        }
        workbench.ifPresent(bench -> background.run(() -> read(bench, summary.id()),
                run -> shown.set(Optional.of(RunViewModel.of(run))),
                failure -> problems.accept(Problem.of("Run " + summary.id() + " could not be opened", failure))));
    }

    /** Writes the points of the run that is shown into {@code file}. */
    void exportPoints(Path file) {
        shownId().ifPresent(id -> workbench.ifPresent(bench -> saver.save("points", " of run " + id, file,
                () -> setup.exporter().write(read(bench, id), file))));
    }

    /** Writes a chart into {@code file}. */
    void exportChart(Path file, FileSaver.Saving chart) {
        saver.save("chart", shownId().map(id -> " of run " + id).orElse(""), file, chart);
    }

    private Optional<Long> shownId() {
        return shown.get().flatMap(run -> run.id().isPresent() ? Optional.of(run.id().getAsLong()) : Optional.empty());
    }

    /** The job that reads a run. */
    private Callable<StoredRun> reading(long id) {
        Optional<Workbench> bench = workbench;
        String why = absence;
        return () -> read(bench.orElseThrow(() -> new IOException(why)), id);
    }

    private static StoredRun read(Workbench bench, long id) throws IOException {
        return bench.archive()
                .run(id)
                .orElseThrow(() -> new IOException("run " + id + " is not in the store any more"));
    }

    /** Closes the workbench, which stops a sweep that is under way, and then calls {@code done}. */
    void close(Runnable done) {
        closing = Optional.of(done);
        if (workbench.isPresent()) {
            Workbench bench = workbench.get();
            workbench = Optional.empty();
            watchDevice();
            absence = "the workbench is being closed";
            update();
            background.run(() -> {
                bench.close();
                return bench;
            }, closed -> done.run(), failure -> done.run());
        } else if (!opening) {
            done.run();
        }
    }

    private void watchDevice() {
        telemetry.watch(workbench, experiment.device().get());
    }

    private void update() {
        startObstacle.set(whyNotStart());
        stopObstacle.set(sweep.running().get() ? "" : "no sweep is running");
        exportObstacle.set(shown.get().isEmpty()
                ? "no run is shown"
                : shown.get().get().id().isEmpty() ? "the run is not in the store yet" : "");
        selfTestObstacle.set(whyNoSelfTest());
        firstStart.update(workbench.isEmpty() ? absence : busy(), experiment.devices());
        deviceLine.set(experiment.device()
                .get()
                .map(WorkbenchViewModel::line)
                .orElse(experiment.lookingForDevices() ? experiment.devicesProblem().get() : "no device"));
    }

    private String whyNotStart() {
        if (workbench.isEmpty()) {
            return absence;
        }
        if (!busy().isEmpty()) {
            return busy();
        }
        return switch (experiment.plan().get()) {
            case PlanState.Incomplete incomplete -> incomplete.problem();
            case PlanState.Ready ready -> ready.skipped() < ready.points().size()
                    ? ""
                    : "no point of this plan fits: " + ready.points().getFirst().obstacle().orElse("");
        };
    }

    /** What is under way and would show in anything measured beside it; empty where nothing is. */
    private String busy() {
        return sweep.running().get() ? "a sweep is running" : testing() ? "a self-test is running" : "";
    }

    private String whyNoSelfTest() {
        if (workbench.isEmpty()) {
            return absence;
        }
        return sweep.running().get()
                ? "a sweep is running"
                : experiment.device()
                        .get()
                        .map(device -> device.obstacle().orElse(""))
                        .orElse(experiment.devicesProblem().get());
    }

    private static String line(DeviceReport device) {
        String memory = device.freeBytes().isPresent() && device.totalBytes().isPresent()
                ? ", " + FitCheck.gibibytes(device.freeBytes().getAsLong()) + " free of "
                        + FitCheck.gibibytes(device.totalBytes().getAsLong())
                : "";
        return device.id() + ": " + device.name() + memory;
    }

    private final class OfStore implements StoredRunsViewModel.Host {
        @Override
        public Optional<RunArchive> archive() {
            return WorkbenchViewModel.this.archive();
        }

        @Override
        public OptionalLong shown() {
            return number(shown.get());
        }

        @Override
        public OptionalLong underWay() {
            return number(sweep.live().get());
        }

        private static OptionalLong number(Optional<RunViewModel> run) {
            return run.map(RunViewModel::id).orElse(OptionalLong.empty());
        }

        @Override
        public void hide() {
            shown.set(Optional.empty());
        }

        @Override
        public void notice(String text) {
            notice.set(text);
        }

        @Override
        public void problem(Problem problem) {
            problems.accept(problem);
        }

        @Override
        public void changed() {
            refresh();
        }
    }

    private final class OfSweep implements SweepViewModel.Audience {
        @Override
        public void changed() {
            update();
            if (devicesOutdated && !sweep.running().get()) {
                findDevices();
            }
        }

        @Override
        public void stored() {
            refresh();
        }

        @Override
        public void notice(String text) {
            notice.set(text);
        }

        @Override
        public void problem(Problem problem) {
            problems.accept(problem);
        }
    }
}
