package io.paretoscope.window;

import io.paretoscope.chart.ChartSource;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Imported;
import io.paretoscope.workbench.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OverlayViewModelTest {
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 2, 4, 8, 16, 32), "opt-125m");

    private final FakeWorkbench workbench = new FakeWorkbench().withRun(run(1))
            .withRun(run(2))
            .withForeign(Imported.run(3));
    private final SimpleObjectProperty<Optional<RunViewModel>> shown = new SimpleObjectProperty<>(Optional.empty());
    private final List<Problem> problems = new ArrayList<>();
    private final OverlayViewModel overlay = new OverlayViewModel(shown, () -> Optional.of(workbench.archive()),
            new Background(Runnable::run, Runnable::run), problems::add);

    private static StoredRun run(long id) {
        return Samples.run(id, PLAN, RunStatus.COMPLETED, "", PLAN.points()
                .stream()
                .map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE))
                .toList());
    }

    private List<String> names() {
        return overlay.sources().get().stream().map(source -> source.role() + " " + source.name()).toList();
    }

    @Test
    void withoutARunThereIsNothing() {
        assertEquals(List.of(), names());
    }

    @Test
    void theShownRunComesFirst() {
        overlay.toggle(run(2).summary());
        shown.set(Optional.of(RunViewModel.of(run(1))));
        assertEquals(List.of("SHOWN run 1", "OVERLAID run 2"), names());
    }

    @Test
    void aRunIsNotLaidOverItself() {
        overlay.toggle(run(1).summary());
        shown.set(Optional.of(RunViewModel.of(run(1))));
        assertEquals(List.of("SHOWN run 1"), names());
    }

    @Test
    void choosingARunAgainTakesItAway() {
        overlay.toggle(run(2).summary());
        overlay.toggle(run(2).summary());
        assertEquals(List.of(), names());
    }

    @Test
    void aRunOfOthersIsCalledImported() {
        overlay.refreshImported();
        overlay.toggle(overlay.imported().getFirst());
        assertEquals(List.of("IMPORTED F3"), names());
    }

    @Test
    void oneRunCanBeTheBaseline() {
        overlay.toggle(run(2).summary());
        overlay.baseline(Optional.of("run 2"));
        assertEquals(List.of("BASELINE run 2"), names());
        overlay.baseline(Optional.empty());
        assertEquals(List.of("OVERLAID run 2"), names());
    }

    @Test
    void predictionsComeWhenTheyAreAskedFor() {
        shown.set(Optional.of(RunViewModel.of(run(1))));
        overlay.predicted().set(true);
        assertEquals(List.of("SHOWN run 1", "PREDICTED run 1"), names());
        assertEquals(List.of(1, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 64).stream().distinct().toList(),
                overlay.sources().get().getLast().points().stream().map(point -> point.batch()).toList());
        overlay.predicted().set(false);
        assertEquals(List.of("SHOWN run 1"), names());
    }

    @Test
    void tooFewPointsForAPredictionAreSaidToBe() {
        SweepPlan few = GpuSamples.plan(List.of(1, 2), "opt-125m");
        shown.set(Optional.of(RunViewModel.of(Samples.run(1, few, RunStatus.COMPLETED, "", few.points()
                .stream()
                .map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE))
                .toList()))));
        overlay.predicted().set(true);
        assertTrue(overlay.predictionObstacle().get().startsWith("No prediction: 2 points count"),
                overlay.predictionObstacle().get());
    }

    @Test
    void aPredictionOfAnotherRunDoesNotStay() {
        shown.set(Optional.of(RunViewModel.of(run(1))));
        overlay.predicted().set(true);
        shown.set(Optional.empty());
        assertEquals(List.of(), names());
    }

    @Test
    void pointsThatLandAreInTheCharts() {
        RunViewModel live = RunViewModel.resuming(Samples.run(1, PLAN, RunStatus.STOPPED, "", List.of()));
        shown.set(Optional.of(live));
        live.on(new SweepEvent.PointFinished(run(1).results().getFirst()));
        assertEquals(1, overlay.sources().get().getFirst().points().size());
    }

    @Test
    void aPhaseOfAPointDrawsNothingAnew() {
        RunViewModel live = RunViewModel.resuming(Samples.run(1, PLAN, RunStatus.STOPPED, "", List.of()));
        shown.set(Optional.of(live));
        List<ChartSource> before = overlay.sources().get();
        live.on(new SweepEvent.PhaseEntered(PLAN.points().getFirst(), SweepEvent.Phase.WARM_UP));
        assertEquals(System.identityHashCode(before), System.identityHashCode(overlay.sources().get()));
    }

    @Test
    void aRunThatCannotBeReadIsAProblem() {
        workbench.failArchive(new RunLogException("page 7 is corrupt", null));
        overlay.toggle(run(2).summary());
        assertEquals("page 7 is corrupt", problems.getFirst().message());
        assertFalse(overlay.has("run 2"));
    }

    @Test
    void clearingLeavesTheShownRun() {
        shown.set(Optional.of(RunViewModel.of(run(1))));
        overlay.toggle(run(2).summary());
        overlay.predicted().set(true);
        overlay.clear();
        assertEquals(List.of("SHOWN run 1"), names());
    }
}
