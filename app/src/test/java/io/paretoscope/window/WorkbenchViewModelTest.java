package io.paretoscope.window;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import io.paretoscope.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The window without a window: everything runs at once on the test's own thread. */
class WorkbenchViewModelTest {
    private final FakeWorkbench workbench = new FakeWorkbench()
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-350m")));
    private final WorkbenchViewModel window = model(Setups.of(workbench));
    private final List<Problem> problems = new ArrayList<>();

    @TempDir
    Path folder;

    private WorkbenchViewModel model(WindowSetup setup) {
        WorkbenchViewModel model = new WorkbenchViewModel(setup, new Background(Runnable::run, Runnable::run));
        model.onProblem(problem -> problems.add(problem));
        return model;
    }

    private RunViewModel shown() {
        return window.shown().get().orElseThrow();
    }

    private List<String> states() {
        return shown().rows().stream().map(row -> row.state().text()).toList();
    }

    private void startSweep() {
        window.open();
        window.start();
        workbench.begin();
    }

    private WorkbenchViewModel lackingAnEngine(Map<String, String> environment) {
        workbench.withDevices(() -> List.of(Samples.cpu(), Samples.deadGpu()));
        WorkbenchViewModel model = model(Setups.with(Setups.of(workbench), Setups.engines(folder, environment)));
        model.open();
        return model;
    }

    @Test
    void whereAGpuLacksAnEngineOneIsOffered() {
        assertTrue(lackingAnEngine(Map.of()).engineOffered().get());
    }

    @Test
    void whoeverNamesALibtorchIsOfferedNoEngine() {
        assertFalse(lackingAnEngine(Map.of("PYTORCH_LIBRARY_PATH", "/opt/torch")).engineOffered().get());
    }

    @Test
    void whereThereIsNoGpuNoEngineIsOffered() {
        workbench.withDevices(() -> List.of(Samples.cpu()));
        WorkbenchViewModel model = model(Setups.with(Setups.of(workbench), Setups.engines(folder, Map.of())));
        model.open();
        assertFalse(model.engineOffered().get());
    }

    @Test
    void beforeTheStoreIsOpenNothingCanStart() {
        assertEquals("the store is being opened", window.startObstacle().get());
        window.start();
        assertNull(workbench.plan());
    }

    @Test
    void whatIsWaitedForIsSaidUntilItIsThere() {
        ArrayDeque<Runnable> work = new ArrayDeque<>();
        WorkbenchViewModel model = new WorkbenchViewModel(Setups.of(workbench),
                new Background(work::add, Runnable::run));
        model.open();
        List<String> waiting = new ArrayList<>(List.of(model.waiting().get()));
        while (!work.isEmpty()) {
            work.remove().run();
            waiting.add(model.waiting().get());
        }
        String looking = "Looking for devices: each is tried in a process of its own, which takes some seconds";
        assertEquals(List.of("Opening the store", looking, ""), waiting.stream().distinct().toList());
    }

    @Test
    void theListOfRunsCountsAlong() {
        startSweep();
        workbench.measure(0);
        workbench.measure(1);
        assertEquals(2, window.history().runs().getFirst().pointsMeasured());
    }

    @Test
    void onceOpenASweepCanStart() {
        window.open();
        assertEquals("", window.startObstacle().get());
    }

    @Test
    void theSweepIsThatOfTheFields() {
        window.open();
        window.experiment().batchSizes().text().set("3");
        window.start();
        assertEquals(Samples.plan(List.of(3), "opt-125m"), workbench.plan());
    }

    @Test
    void whileASweepRunsNoOtherCanStart() {
        startSweep();
        assertEquals("a sweep is running", window.startObstacle().get());
        window.start();
        assertEquals(List.of("start"), workbench.calls());
    }

    @Test
    void aPlanOfWhichNothingFitsCannotStart() {
        window.open();
        window.experiment()
                .models()
                .forEach(model -> model.chosen()
                        .set(model.source().config().name().equals("opt-13b")));
        assertTrue(window.startObstacle().get().startsWith("no point of this plan fits: needs 5"),
                window.startObstacle().get());
    }

    @Test
    void everyPointShowsWhereItIs() {
        startSweep();
        workbench.measure(0);
        workbench.fail(1, "the worker died");
        workbench.phase(2, SweepEvent.Phase.WARM_UP);
        assertEquals(List.of("measured", "failed: the worker died", "warming up", "waiting"), states());
        assertEquals("opt-125m, batch 4: warming up", shown().phase().get());
    }

    @Test
    void aFailedPointHasNoValueButAReason() {
        startSweep();
        workbench.fail(0, "the worker died");
        assertEquals(new Reading.Unavailable("failed: the worker died"),
                shown().rows().getFirst().reading(Metric.ITL_MEDIAN));
    }

    @Test
    void progressAndTimeToGoFollowThePoints() {
        startSweep();
        workbench.measure(0);
        assertEquals(0.25, shown().progress().get());
        assertEquals("about 75 s left", shown().eta().get());
    }

    @Test
    void pointsThatWereNotReachedAreNotRun() {
        startSweep();
        workbench.measure(0);
        window.stopAfterPoint();
        assertEquals("stopping after this point", window.stopping().get());
        workbench.finish(RunStatus.STOPPED, "stopped");
        assertEquals(List.of("measured", "not run", "not run", "not run"), states());
        assertEquals("", window.stopping().get());
    }

    @Test
    void stoppingReachesTheSweep() {
        startSweep();
        window.stopAfterPoint();
        window.stopNow();
        assertEquals(List.of("start", "stopAfterPoint", "stopNow"), workbench.calls());
    }

    /** Run 5, which ended after the first of four points. */
    private void selectUnfinishedRun() {
        SweepPlan plan = Samples.plan(List.of(1, 2, 4, 8), "opt-125m");
        workbench.withRun(Samples.run(5, plan, RunStatus.STOPPED, "stopped",
                List.of(Samples.measured(plan.points().getFirst()))));
        window.open();
        window.history().selected().setAll(window.history().runs().getFirst());
    }

    @Test
    void anUnfinishedRunGoesOnWithThePointsItNeverCameTo() {
        selectUnfinishedRun();
        assertEquals("", window.resumeObstacle());
        window.resumeSelected();
        workbench.begin();
        assertEquals(List.of("resume 5", "start"), workbench.calls());
        assertEquals("Run 5", shown().title().get());
        assertEquals(List.of("measured", "waiting", "waiting", "waiting"), states());
        workbench.measure(1);
        assertEquals(0.5, shown().progress().get());
    }

    @Test
    void underOtherConditionsANewRunBeginsAndThatIsSaid() {
        selectUnfinishedRun();
        workbench.changeConditions();
        window.resumeSelected();
        workbench.begin();
        assertEquals("The conditions have changed since run 5, so a new run of its plan has begun: run 6",
                window.notice().get());
        assertEquals(List.of("waiting", "waiting", "waiting", "waiting"), states());
    }

    @Test
    void aRunThatIsCompleteCannotBeResumed() {
        window.open();
        assertEquals("no run is selected", window.resumeObstacle());
        window.history().selected().setAll(window.history().runs().getFirst());
        assertEquals("run 1 has no point left to measure", window.resumeObstacle());
        window.resumeSelected();
        assertEquals(List.of(), workbench.calls());
    }

    @Test
    void whileASweepRunsNoRunCanBeResumed() {
        selectUnfinishedRun();
        window.start();
        assertEquals("a sweep is running", window.resumeObstacle());
    }

    @Test
    void twoRunsAreComparedTheEarlierFirst() {
        selectUnfinishedRun();
        List<RunComparison> comparisons = new ArrayList<>();
        window.stored().compareSelected(comparisons::add);
        assertEquals("choose two runs or more, each but the first with Ctrl and a click",
                window.history().compareObstacle());
        window.history().selected().setAll(window.history().runs());
        window.stored().compareSelected(comparisons::add);
        assertEquals(List.of(1L, 5L), List.of(comparisons.getFirst().before().summary().id(),
                comparisons.getFirst().runs().getLast().summary().id()));
        assertEquals(1, comparisons.size());
    }

    @Test
    void tagsAndNoteReplaceWhatWasThere() {
        window.open();
        window.stored().describe(window.history().runs().getFirst(), List.of("old", "keep"), "first");
        window.stored().describe(window.history().runs().getFirst(), List.of("keep", "new, too"), "second");
        assertEquals(List.of("keep", "new, too"), window.history().runs().getFirst().tags());
        assertEquals("second", window.history().runs().getFirst().note());
        assertEquals(List.of(), problems);
    }

    @Test
    void aTagThatTheStoreRefusesIsAProblem() {
        window.open();
        window.stored().describe(window.history().runs().getFirst(), List.of("x".repeat(100)), "Before the update");
        assertEquals("Tags or note of run 1 could not be kept", problems.getFirst().title());
        assertTrue(problems.getFirst().details().contains("Before the update"), "what was written is not lost");
    }

    @Test
    void runsAreFoundByTheirTagsAndModels() {
        selectUnfinishedRun();
        window.stored().describe(window.history().runs().getFirst(), List.of("Baseline"), "");
        window.history().filter().set("baseline opt-125M");
        assertEquals(List.of(5L), window.history().listed().stream().map(run -> run.id()).toList());
        window.history().filter().set("opt-350m");
        assertEquals(List.of(1L), window.history().listed().stream().map(run -> run.id()).toList());
        window.history().filter().set("");
        assertEquals(2, window.history().listed().size());
    }

    @Test
    void aRunStaysSelectedWhenTheListIsReadAnew() {
        selectUnfinishedRun();
        window.start();
        workbench.begin();
        assertEquals(List.of(5L), window.history().selected().stream().map(run -> run.id()).toList());
    }

    @Test
    void noDeviceIsWatchedBeforeSomeoneWantsToSeeIt() {
        window.open();
        assertEquals(List.of(), workbench.calls());
        window.telemetry().shown().set(true);
        assertEquals(List.of("telemetry cpu"), workbench.calls());
        window.telemetry().shown().set(false);
        assertEquals(Optional.empty(), window.telemetry().source().get());
    }

    @Test
    void anotherDeviceIsWatchedWhenItIsChosen() {
        window.open();
        window.telemetry().shown().set(true);
        window.experiment().device().set(Optional.of(Samples.gpu()));
        assertEquals(List.of("telemetry cpu", "telemetry cuda:0"), workbench.calls());
    }

    @Test
    void thePhasesOfTheSweepAreNotedWithTheirTimes() {
        startSweep();
        long before = System.nanoTime();
        workbench.phase(0, SweepEvent.Phase.LOAD);
        workbench.phase(0, SweepEvent.Phase.MEASURE);
        workbench.finish(RunStatus.STOPPED, "");
        PhaseLog log = window.telemetry().phases();
        assertEquals(Arrays.asList(SweepEvent.Phase.LOAD, SweepEvent.Phase.MEASURE, null),
                Arrays.asList(log.phase(0), log.phase(1), log.phase(2)));
        assertTrue(log.nanos(0) >= before && log.endNanos(0, 0) == log.nanos(1));
    }

    @Test
    void theSelectedPointIsFollowedAsItIsMeasured() {
        startSweep();
        shown().select(OptionalInt.of(1));
        workbench.measure(0);
        assertEquals("waiting", shown().selected().get().orElseThrow().state().text());
        workbench.measure(1);
        assertEquals("measured", shown().selected().get().orElseThrow().state().text());
    }

    @Test
    void withoutASweepThereIsNothingToStop() {
        window.open();
        assertEquals("no sweep is running", window.stopObstacle().get());
        window.stopNow();
        assertEquals(List.of(), workbench.calls());
    }

    @Test
    void aFinishedRunIsInTheListAtOnce() {
        startSweep();
        for (int i = 0; i < 4; i++) {
            workbench.measure(i);
        }
        workbench.finish(RunStatus.COMPLETED, "");
        assertFalse(window.running().get());
        assertEquals(RunStatus.COMPLETED, window.history().runs().getFirst().status());
        assertEquals("Run 2 completed: 4 of 4 points measured", window.notice().get());
    }

    @Test
    void anEarlierRunCanBeSeenWhileASweepGoesOn() {
        startSweep();
        window.open(window.history().runs().getLast());
        workbench.measure(0);
        assertEquals("opt-350m", shown().plan().models().getFirst().config().name());
        window.showLive();
        assertEquals("measured", states().getFirst());
    }

    @Test
    void openingTheRunThatIsUnderWayShowsItLive() {
        startSweep();
        window.open(window.history().runs().getLast());
        window.open(window.history().runs().getFirst());
        assertEquals(window.live().get(), window.shown().get());
    }

    @Test
    void aReopenedRunHasItsPointsAndThoseThatNeverRan() {
        var plan = Samples.plan(List.of(1, 2, 4), "opt-125m");
        workbench.withRun(Samples.run(9, plan, RunStatus.STOPPED, "stopped",
                List.of(Samples.measured(plan.points().getFirst()))));
        window.open();
        window.open(window.history().runs().getFirst());
        assertEquals(List.of("measured", "not run", "not run"), states());
        assertEquals("stopped", shown().message().get());
    }

    @Test
    void aStoreThatDoesNotOpenIsAProblemAndTheWindowStays() {
        WorkbenchViewModel locked = model(Setups.of(() -> {
            throw new RunLogException("runs.mv.db is in use by another process", null);
        }, Theme.LIGHT, folder));
        locked.open();
        assertEquals("runs.mv.db is in use by another process", locked.startObstacle().get());
        assertEquals("The runs cannot be read: runs.mv.db is in use by another process",
                locked.history().message().get());
        assertEquals(List.of("runs.mv.db is in use by another process"),
                problems.stream().map(Problem::message).toList());
    }

    @Test
    void aListThatCannotBeReadSaysWhyAndComesBack() {
        window.open();
        workbench.failArchive(new RunLogException("disk gone", null));
        window.refresh();
        assertEquals("The runs cannot be read: disk gone", window.history().message().get());
        workbench.failArchive(null);
        window.refresh();
        assertEquals(1, window.history().runs().size());
    }

    @Test
    void anEmptyStoreSaysWhatWillBeThere() {
        WorkbenchViewModel empty = model(Setups.of(new FakeWorkbench()));
        empty.open();
        assertEquals("No runs yet. What you measure is kept here.", empty.history().message().get());
    }

    @Test
    void aRunThatCannotBeOpenedIsAProblem() {
        window.open();
        workbench.failArchive(new RunLogException("page 7 is corrupt", null));
        window.open(window.history().runs().getFirst());
        assertEquals("Run 1 could not be opened", problems.getFirst().title());
        assertEquals("page 7 is corrupt", problems.getFirst().message());
        assertTrue(problems.getFirst().details().contains("RunLogException"));
    }

    @Test
    void aSweepThatCannotStartIsAProblemAndAnotherMayTry() {
        window.open();
        workbench.failStart(new IllegalStateException("a sweep is running already"));
        window.start();
        assertEquals("a sweep is running already", problems.getFirst().message());
        assertEquals("", window.startObstacle().get());
    }

    @Test
    void aSweepThatFailsIsAProblem() {
        startSweep();
        workbench.finish(RunStatus.FAILED, "the store is full");
        assertEquals("the store is full", problems.getFirst().message());
    }

    @Test
    void devicesThatCannotBeFoundAreAProblem() {
        workbench.withDevices(() -> {
            throw new IllegalStateException("the worker does not start");
        });
        window.open();
        assertEquals("the worker does not start", window.startObstacle().get());
        assertEquals("The devices could not be found", problems.getFirst().title());
    }

    @Test
    void withoutARunThereIsNothingToExport() {
        window.open();
        assertEquals("no run is shown", window.exportObstacle().get());
    }

    @Test
    void theShownRunIsExported() throws IOException {
        window.open();
        window.open(window.history().runs().getFirst());
        window.exportPoints(folder.resolve("points.csv"));
        assertEquals("run,1\n", Files.readString(folder.resolve("points.csv")));
        window.exportChart(folder.resolve("chart.png"), () -> Files.writeString(folder.resolve("chart.png"), "png"));
        assertEquals("png", Files.readString(folder.resolve("chart.png")));
        assertEquals("The chart of run 1 went to " + folder.resolve("chart.png"), window.notice().get());
    }

    @Test
    void anExportThatFailsIsAProblem() {
        window.open();
        window.open(window.history().runs().getFirst());
        Path file = folder.resolve("missing").resolve("chart.png");
        window.exportChart(file, () -> {
            throw new IOException(file + ": its folder does not exist");
        });
        assertEquals(file + ": its folder does not exist", problems.getFirst().message());
    }

    @Test
    void closingClosesTheWorkbenchOnce() {
        window.open();
        List<String> done = new ArrayList<>();
        window.close(() -> done.add("done"));
        window.close(() -> done.add("again"));
        assertEquals(List.of("close"), workbench.calls());
        assertEquals("done", done.getFirst());
    }

    @Test
    void closingWhileTheStoreOpensClosesItWhenItHasOpened() {
        List<Runnable> waiting = new ArrayList<>();
        WorkbenchViewModel slow = new WorkbenchViewModel(Setups.of(workbench),
                new Background(waiting::add, Runnable::run));
        List<String> done = new ArrayList<>();
        slow.open();
        slow.close(() -> done.add("done"));
        assertEquals(List.of(), done);
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
        assertEquals(List.of("done"), done);
        assertEquals(List.of("close"), workbench.calls());
    }

    @Test
    void aStopThatComesBeforeTheSweepHasStartedIsNotLost() {
        List<Runnable> waiting = new ArrayList<>();
        WorkbenchViewModel slow = new WorkbenchViewModel(Setups.of(workbench),
                new Background(waiting::add, Runnable::run));
        slow.open();
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
        slow.start();
        slow.stopNow();
        waiting.removeFirst().run();
        assertEquals(List.of("start", "stopNow"), workbench.calls());
    }

    @Test
    void ofTwoReadingsOfTheListTheOneAskedLastWins() {
        List<Runnable> waiting = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        HistoryViewModel history = new HistoryViewModel(new Background(waiting::add, answers::add));
        history.refresh(workbench.archive());
        waiting.getFirst().run();
        workbench.withRun(Samples.finished(2, Samples.plan(List.of(1), "opt-125m")));
        history.refresh(workbench.archive());
        waiting.getLast().run();
        answers.getLast().run();
        answers.getFirst().run();
        assertEquals(2, history.runs().size());
    }

    @Test
    void theDeviceIsNamedWithItsMemory() {
        window.open();
        assertEquals("cpu: 16-core processor, 22.0 GiB free of 24.0 GiB", window.deviceLine().get());
        window.experiment().device().set(Optional.of(Samples.deadGpu()));
        assertNotNull(window.deviceLine().get());
        assertEquals("cuda:0: NVIDIA H100", window.deviceLine().get());
    }

    @Test
    void aSelfTestOfTheDeviceIsShownWhenItHasEnded() {
        window.open();
        assertEquals("", window.selfTestObstacle().get());
        window.startSelfTest();
        SelfTestViewModel test = window.selfTest().get().orElseThrow();
        assertEquals("Self-test of cpu, 16-core processor", test.title());
        assertEquals(8, test.found().get().orElseThrow().checks().size());
        assertEquals("Self-test of cpu, 16-core processor: pass", window.notice().get());
        assertEquals("", window.waiting().get());
    }

    @Test
    void nothingElseIsMeasuredBesideASelfTest() {
        ArrayDeque<Runnable> work = new ArrayDeque<>();
        WorkbenchViewModel model = new WorkbenchViewModel(Setups.of(workbench),
                new Background(work::add, Runnable::run));
        model.open();
        while (!work.isEmpty()) {
            work.remove().run();
        }
        model.startSelfTest();
        SelfTestViewModel test = model.selfTest().get().orElseThrow();
        assertEquals("a self-test is running", model.startObstacle().get());
        assertEquals("Self-test of cpu, 16-core processor: beginning", model.waiting().get());
        model.startSelfTest();
        assertSame(test, model.selfTest().get().orElseThrow());
        work.remove().run();
        assertEquals("", model.startObstacle().get());
        assertEquals("copy rate", test.remark().get());
    }

    @Test
    void whileASweepRunsThereIsNoSelfTest() {
        startSweep();
        assertEquals("a sweep is running", window.selfTestObstacle().get());
        window.startSelfTest();
        assertEquals(Optional.empty(), window.selfTest().get());
    }

    @Test
    void aSelfTestThatCannotBeMadeSaysWhy() {
        WindowSetup setup = Setups.of(workbench, (_, _) -> {
            throw new WorkerException("a worker could not be started: no memory", null);
        });
        WorkbenchViewModel model = model(setup);
        model.open();
        model.startSelfTest();
        SelfTestViewModel test = model.selfTest().get().orElseThrow();
        assertEquals("a worker could not be started: no memory", test.problem().get());
        assertFalse(test.running());
        assertEquals("", model.startObstacle().get());
    }

    @Test
    void theSelfTestOfARunIsTheOneThatWasKeptWithIt() {
        StoredRun run = Samples.finished(3, Samples.plan(List.of(1), "opt-125m"));
        workbench.withRun(new StoredRun(run.summary(), run.plan(), run.conditions(), "", run.results(),
                Optional.of(SelfTestJson.of(Reports.brief(DeviceId.CPU)).toString())));
        window.open();
        List<SelfTestViewModel> shown = new ArrayList<>();
        window.selfTestOfSelected(shown::add);
        assertEquals(List.of(), shown, "no run is selected");
        window.history().selected().setAll(List.of(run.summary()));
        window.selfTestOfSelected(shown::add);
        assertEquals(Optional.of(SelfTestSummary.of(Reports.brief(DeviceId.CPU))), shown.getFirst().found().get());
        assertTrue(shown.getFirst().remark().get().startsWith("The short form"));
    }

    @Test
    void aRunWithoutASelfTestSaysSo() {
        window.open();
        window.history().selected().setAll(window.history().runs());
        List<SelfTestViewModel> shown = new ArrayList<>();
        window.selfTestOfSelected(shown::add);
        assertTrue(shown.getFirst().problem().get().startsWith("No self-test was kept with this run."));
    }

    @Test
    void aSelfTestThatCannotBeReadSaysWhy() {
        StoredRun run = Samples.finished(3, Samples.plan(List.of(1), "opt-125m"));
        SelfTestViewModel test = SelfTestViewModel.of(new StoredRun(run.summary(), run.plan(), run.conditions(), "",
                run.results(), Optional.of("{\"self_test_version\":9}")));
        assertEquals("the self-test cannot be read: it has form 9, and this version knows form 1",
                test.problem().get());
        assertEquals(Optional.empty(), test.found().get());
    }

    @Test
    void whereNoRunMatchesTheListSaysSo() {
        window.open();
        window.history().filter().set("opt-13b");
        assertEquals("No run has all of these words", window.history().whyEmpty().get());
    }

    @Test
    void tagsAreLinesOfBoundedLength() {
        assertEquals(List.of("a, b", "c"), DescriptionDialog.tags(" a, b \n\nc\na, b"));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> DescriptionDialog.tags("c\n" + "x".repeat(61))).getMessage());
        assertEquals("'xxxxxxxxxxxxxxxxxxxx…' has 61 characters: a tag has at most 60", message);
    }
}
