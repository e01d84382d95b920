package io.paretoscope.window;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.analysis.Front;
import io.paretoscope.analysis.Knee;
import io.paretoscope.decision.Advice;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class DecideViewModelTest {
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 2, 4, 8), "opt-125m", "opt-1.3b");
    private static final List<PointResult> RESULTS = PLAN.points()
            .stream()
            .map(point -> GpuSamples.measured(point, GpuSamples.Flaw.NONE))
            .toList();

    private final SimpleObjectProperty<Optional<RunViewModel>> shown = new SimpleObjectProperty<>(Optional.empty());
    private final DecideViewModel model = new DecideViewModel(shown);

    @BeforeEach
    void look() {
        model.watched(true);
    }

    private RunViewModel show(int points) {
        RunViewModel run = RunViewModel
                .resuming(Samples.run(1, PLAN, RunStatus.STOPPED, "", RESULTS.subList(0, points)));
        shown.set(Optional.of(run));
        return run;
    }

    private DecideViewModel.State.Told told() {
        return assertInstanceOf(DecideViewModel.State.Told.class, model.state().get());
    }

    private String absence() {
        return assertInstanceOf(DecideViewModel.State.Absent.class, model.state().get()).reason();
    }

    private static List<Candidate> first() {
        return Candidate.of(RESULTS.subList(0, 4));
    }

    @Test
    void everySeriesHasAKneeAndAdvice() {
        show(8);
        assertEquals(List.of("opt-125m (synthetic)", "opt-1.3b (synthetic)"),
                told().series().stream().map(series -> series.knee().series()).toList());
        assertEquals(Knee.of(first(), Knee.DEFAULT_EPSILON), told().series().getFirst().knee());
        assertEquals(Optional.of(Advice.of(first(), RESULTS, BatchAdvice.Rule.DEFAULT)),
                told().series().getFirst().advice());
    }

    @Test
    void theFrontIsOfAllSeries() {
        show(8);
        assertEquals(Front.of(Candidate.of(RESULTS), List.of(Metric.OUTPUT_THROUGHPUT, Metric.ITL_MEDIAN)),
                told().front());
    }

    @Test
    void theFieldsBeginWithTheDefaults() {
        assertEquals("0.1", model.epsilon().text().get());
        assertEquals("2", model.slowdown().text().get());
    }

    @Test
    void anotherRuleGivesOtherAdvice() {
        show(8);
        model.epsilon().text().set("0.99");
        model.slowdown().text().set("1");
        assertEquals(Optional.of(Advice.of(first(), RESULTS, new BatchAdvice.Rule(0.99, 1, Map.of()))),
                told().series().getFirst().advice());
    }

    @Test
    void whileTheRuleIsWrongThereAreKneesAndNoAdvice() {
        show(8);
        model.slowdown().text().set("0.5");
        assertEquals("slowdown 0.5: must be at least 1", model.slowdown().problem().get());
        assertEquals(List.of(Optional.empty(), Optional.empty()),
                told().series().stream().map(DecideViewModel.OfSeries::advice).toList());
        model.slowdown().text().set("2");
        assertEquals(Optional.of(Advice.of(first(), RESULTS, BatchAdvice.Rule.DEFAULT)),
                told().series().getFirst().advice());
    }

    @Test
    void aPointThatEndsIsTakenIn() {
        RunViewModel run = show(3);
        run.on(new SweepEvent.PointFinished(RESULTS.get(3)));
        assertEquals(4, told().front().members().size());
    }

    @Test
    void nothingIsWorkedOutWhileNobodyLooks() {
        RunViewModel run = show(3);
        model.watched(false);
        run.on(new SweepEvent.PointFinished(RESULTS.get(3)));
        assertEquals(3, told().front().members().size());
        model.watched(true);
        assertEquals(4, told().front().members().size());
    }

    @Test
    void replicasHaveAKneeAndNoAdvice() {
        SweepPlan plan = Samples.with(Samples.replicas(List.of(2), ReplicaMode.STREAMS),
                Samples.plan(List.of(4, 8), "opt-125m"));
        shown.set(Optional.of(RunViewModel.of(Samples.finished(1, plan))));
        assertEquals(List.of(Optional.empty()),
                told().series().stream().map(DecideViewModel.OfSeries::advice).toList());
    }

    @Test
    void withoutAnythingItSaysWhatIsMissing() {
        assertEquals("No run is shown. Start a sweep, or open an earlier run on the right.", absence());
        show(0);
        assertEquals("No point has ended yet. There is something to decide once the first points have.", absence());
        shown.get().orElseThrow().end(RunStatus.STOPPED, "stopped");
        assertEquals("No point of this run ended, so there is nothing to decide. Resume it on the right, or start a "
                + "sweep.", absence());
    }

    @Test
    void aBatchThatIsChosenIsSelected() {
        RunViewModel run = show(8);
        assertNotEquals(Optional.of(2), run.selected().get().map(row -> row.point().ordinal()));
        model.select("opt-125m, batch 4");
        assertEquals(Optional.of(2), run.selected().get().map(row -> row.point().ordinal()));
    }
}
