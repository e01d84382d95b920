package io.paretoscope.window;

import io.paretoscope.analysis.rule.Findings;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FindingsViewModelTest {
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 2, 4), "opt-125m");

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<Long> read = new ArrayList<>();
    private final SimpleObjectProperty<Optional<RunViewModel>> shown = new SimpleObjectProperty<>(Optional.empty());
    private StoredRun stored = run(1, 3);
    private final FindingsViewModel model = new FindingsViewModel(shown, this::reading,
            new Background(work::add, Runnable::run));

    private static StoredRun run(long id, int points) {
        return Samples.run(id, PLAN, RunStatus.COMPLETED, "", PLAN.points()
                .stream()
                .limit(points)
                .map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE))
                .toList());
    }

    private Callable<StoredRun> reading(long id) {
        read.add(id);
        return () -> stored;
    }

    private void show(StoredRun run) {
        stored = run;
        shown.set(Optional.of(RunViewModel.of(run)));
    }

    private void work() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    private String absence() {
        return assertInstanceOf(FindingsViewModel.State.Absent.class, model.state().get()).reason();
    }

    private Findings told() {
        return assertInstanceOf(FindingsViewModel.State.Told.class, model.state().get()).findings();
    }

    @Test
    void nothingIsReadWhileNobodyLooks() {
        show(run(1, 3));
        work();
        assertEquals(List.of(), read);
    }

    @Test
    void withoutARunItSaysWhatToDo() {
        model.watched(true);
        assertEquals("No run is shown. Start a sweep, or open an earlier run on the right.", absence());
    }

    @Test
    void whatTheStoredRunTellsIsShown() {
        model.watched(true);
        show(run(1, 3));
        work();
        assertEquals(Findings.of(PLAN, stored.conditions(), stored.results(), stored.selfTest()), told());
    }

    @Test
    void aRunningSweepWithoutAPointIsWaitedFor() {
        model.watched(true);
        shown.set(Optional.of(RunViewModel.live(PLAN, List.of())));
        assertEquals("No point has ended yet. The first findings come with the first point.", absence());
    }

    @Test
    void aPointThatEndsIsLookedAt() {
        model.watched(true);
        stored = run(1, 2);
        RunViewModel run = RunViewModel.resuming(stored);
        shown.set(Optional.of(run));
        work();
        int before = told().judged().size() + told().ignored().size();
        stored = run(1, 3);
        run.on(new SweepEvent.PointFinished(stored.results().getLast()));
        work();
        assertEquals(List.of(1L, 1L), read);
        assertEquals(Findings.of(PLAN, stored.conditions(), stored.results(), stored.selfTest()), told());
        assertTrue(before > 0);
    }

    @Test
    void aPhaseOfAPointIsNoReasonToReadAgain() {
        model.watched(true);
        stored = run(1, 2);
        RunViewModel run = RunViewModel.resuming(stored);
        shown.set(Optional.of(run));
        work();
        run.on(new SweepEvent.PhaseEntered(PLAN.points().getLast(), SweepEvent.Phase.MEASURE));
        work();
        assertEquals(List.of(1L), read);
    }

    @Test
    void anotherRunThatIsOpenedMeanwhileIsTheOneThatIsShown() {
        model.watched(true);
        show(run(1, 3));
        show(run(2, 1));
        assertEquals("Looking at the points …", absence());
        work();
        assertEquals(List.of(1L, 2L), read);
        assertEquals(Findings.of(PLAN, stored.conditions(), stored.results(), stored.selfTest()), told());
    }

    @Test
    void aStoreThatCannotBeReadIsTold() {
        FindingsViewModel failing = new FindingsViewModel(shown, _ -> () -> {
            throw new IOException("run 1 is not in the store any more");
        }, new Background(Runnable::run, Runnable::run));
        failing.watched(true);
        show(run(1, 1));
        assertEquals(new FindingsViewModel.State.Absent(
                "The findings could not be told: run 1 is not in the store any more"), failing.state().get());
    }

    @Test
    void aPointThatIsChosenIsSelected() {
        show(run(1, 3));
        model.select(PLAN.points().get(2));
        assertEquals(Optional.of(2), shown.get().orElseThrow().selected().get().map(row -> row.point().ordinal()));
    }

    @Test
    void aRunThatEndedWithoutAPointHasNothingToTell() {
        model.watched(true);
        show(Samples.run(1, PLAN, RunStatus.STOPPED, "stopped", List.of()));
        assertTrue(absence().startsWith("No point of this run ended"), absence());
        assertEquals(Set.of(), Set.copyOf(read));
    }
}
