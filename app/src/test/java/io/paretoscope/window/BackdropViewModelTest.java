package io.paretoscope.window;

import io.paretoscope.chart.MemoryBars;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BackdropViewModelTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(1, 2, 4), "opt-125m");
    private static final List<PointResult> RESULTS = PLAN.points().stream().map(Samples::measured).toList();

    private final List<Long> read = new ArrayList<>();
    private final SimpleObjectProperty<Optional<RunViewModel>> shown = new SimpleObjectProperty<>(Optional.empty());
    private final Background background = new Background(Runnable::run, Runnable::run);
    private final BackdropViewModel backdrop = new BackdropViewModel(shown, id -> () -> {
        read.add(id);
        if (id == 9) {
            throw new IOException("page 7 is corrupt");
        }
        return stored(id);
    }, background);
    private final MemoryViewModel memory = new MemoryViewModel(shown, backdrop);
    private final RooflineViewModel roofline = new RooflineViewModel(shown, backdrop);

    private static StoredRun stored(long id) {
        return Samples.under(new Conditions(Map.of("device memory", "24.0 GiB"), Map.of()),
                Samples.run(id, PLAN, RunStatus.STOPPED, "", RESULTS.subList(0, 1)));
    }

    private RunViewModel show(long id) {
        RunViewModel run = RunViewModel.resuming(stored(id));
        shown.set(Optional.of(run));
        return run;
    }

    private List<MemoryBars> bars() {
        return assertInstanceOf(MemoryViewModel.State.Told.class, memory.state().get()).series();
    }

    @Test
    void nothingIsReadWhileNobodyLooks() {
        show(1);
        assertEquals(List.of(), read);
    }

    @Test
    void aRunIsReadOnceHoweverManyPointsLand() {
        backdrop.watched(true);
        RunViewModel run = show(1);
        run.on(new SweepEvent.PointFinished(RESULTS.get(1)));
        run.on(new SweepEvent.PointFinished(RESULTS.get(2)));
        assertEquals(List.of(1L), read);
    }

    @Test
    void aRunThatEndedIsReadAgain() {
        backdrop.watched(true);
        show(1).on(new SweepEvent.Finished(RunStatus.COMPLETED, ""));
        assertEquals(List.of(1L, 1L), read);
    }

    @Test
    void aNewRunIsReadOnceItIsInTheStore() {
        backdrop.watched(true);
        RunViewModel run = RunViewModel.live(PLAN, List.of());
        shown.set(Optional.of(run));
        assertEquals(List.of(), read);
        run.on(new SweepEvent.Started(4, List.of(), Set.of()));
        assertEquals(List.of(4L), read);
    }

    @Test
    void aRunThatCannotBeReadIsSaidToBe() {
        backdrop.watched(true);
        show(9);
        assertEquals(new BackdropViewModel.State.Absent("The run could not be read: page 7 is corrupt"),
                backdrop.state().get());
    }

    @Test
    void memoryGrowsAsPointsLand() {
        memory.watched(true);
        RunViewModel run = show(1);
        assertEquals(1, bars().getFirst().bars().size());
        run.on(new SweepEvent.PointFinished(RESULTS.get(1)));
        assertEquals(2, bars().getFirst().bars().size());
        assertEquals(24, bars().getFirst().device().orElseThrow());
    }

    @Test
    void theRooflineSaysWhatItLacks() {
        roofline.watched(true);
        show(1);
        assertTrue(roofline.plane().get().absence().startsWith("n/a: no self-test went with this run"));
    }

    @Test
    void withoutARunBothSaySo() {
        memory.watched(true);
        roofline.watched(true);
        String reason = "No run is shown. Start a sweep, or open an earlier run on the right.";
        assertEquals(new MemoryViewModel.State.Absent(reason), memory.state().get());
        assertEquals(reason, roofline.plane().get().absence());
    }
}
