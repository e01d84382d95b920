package io.paretoscope.window;

import io.paretoscope.store.RunSummary;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import io.paretoscope.workbench.SweepCommandText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is done with stored runs, without a window. */
class StoredRunsViewModelTest {
    private final FakeWorkbench workbench = new FakeWorkbench()
            .withRun(Samples.finished(1, Samples.plan(List.of(1, 2), "opt-350m")))
            .withRun(Samples.finished(2, Samples.plan(List.of(1, 2, 4), "opt-125m")))
            .withRun(Samples.finished(3, Samples.plan(List.of(1), "opt-1.3b")));
    private final WorkbenchViewModel window = new WorkbenchViewModel(Setups.of(workbench),
            new Background(Runnable::run, Runnable::run));
    private final List<Problem> problems = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        window.onProblem(problems::add);
        window.open();
    }

    private void select(long... ids) {
        window.history()
                .selected()
                .setAll(window.history()
                        .runs()
                        .stream()
                        .filter(run -> List.of(Arrays.stream(ids).boxed().toArray()).contains(run.id()))
                        .toList());
    }

    private List<Long> listed() {
        return window.history().listed().stream().map(RunSummary::id).toList();
    }

    @Test
    void pinnedRunsComeFirstWhateverTheOrder() {
        select(1);
        window.stored().togglePin();
        assertEquals(List.of(1L, 3L, 2L), listed());
        window.history().order().set(RunOrder.POINTS);
        assertEquals(List.of(1L, 2L, 3L), listed());
        select(1);
        window.stored().togglePin();
        assertEquals(List.of(2L, 1L, 3L), listed());
    }

    @Test
    void theListIsSortedAsAskedFor() {
        window.history().order().set(RunOrder.OLDEST);
        assertEquals(List.of(1L, 2L, 3L), listed());
        window.history().order().set(RunOrder.MODEL);
        assertEquals(List.of(3L, 2L, 1L).stream().sorted((a, b) -> model(a).compareTo(model(b))).toList(), listed());
    }

    private String model(long id) {
        return window.history()
                .runs()
                .stream()
                .filter(run -> run.id() == id)
                .findFirst()
                .orElseThrow()
                .models()
                .getFirst();
    }

    @Test
    void aDeletedRunComesBackByUndo() {
        select(2);
        window.stored().deleteSelected();
        assertEquals(List.of(3L, 1L), listed());
        assertEquals("Run 2 deleted", window.stored().deletion().get().orElseThrow().text());
        window.stored().undo();
        assertEquals(List.of(3L, 2L, 1L), listed());
        assertEquals(Optional.empty(), window.stored().deletion().get());
    }

    @Test
    void severalRunsAreDeletedAndRestoredTogether() {
        select(1, 3);
        window.stored().deleteSelected();
        assertEquals("2 runs deleted", window.stored().deletion().get().orElseThrow().text());
        window.stored().undo();
        assertEquals(3, listed().size());
    }

    @Test
    void aDeletedRunIsShownNoMore() {
        window.open(window.history().runs().getFirst());
        select(3);
        window.stored().deleteSelected();
        assertEquals(Optional.empty(), window.shown().get());
    }

    @Test
    void theRunThatIsUnderWayIsNotDeleted() {
        window.start();
        workbench.begin();
        select(4);
        assertEquals("run 4 is under way", window.stored().deleteObstacle());
        window.stored().deleteSelected();
        assertEquals(4, listed().size());
    }

    @Test
    void aFailureIsToldAndTheListReadAnew() {
        select(2);
        workbench.failArchive(new RunLogException("the disk is gone", null));
        window.stored().deleteSelected();
        assertEquals("The runs could not be deleted", problems.getFirst().title());
        assertEquals(Optional.empty(), window.stored().deletion().get());
    }

    @Test
    void theSelectedRunIsSharedOrElseTheOneThatIsShown() throws IOException {
        assertEquals("no run is selected or shown", window.stored().targetObstacle());
        window.open(window.history().runs().getFirst());
        window.stored().share(folder.resolve("shown"));
        assertEquals("run 3", Files.readString(folder.resolve("shown")));
        select(1);
        window.stored().share(folder.resolve("selected"));
        assertEquals("run 1", Files.readString(folder.resolve("selected")));
        select(1, 2);
        assertEquals("several runs are selected", window.stored().targetObstacle());
    }

    @Test
    void theReportIsWritten() throws IOException {
        select(2);
        window.stored().report(folder.resolve("run.html"));
        assertEquals(List.of(), problems);
        assertTrue(Files.readString(folder.resolve("run.html")).contains("Run 2 · Paretoscope"));
        assertTrue(window.notice().get().startsWith("The report of run 2 went to "));
    }

    @Test
    void theCommandIsThatOfTheRunsPlan() {
        select(2);
        List<String> copied = new ArrayList<>();
        window.stored().command(copied::add);
        assertEquals(List.of(SweepCommandText.of(Samples.plan(List.of(1, 2, 4), "opt-125m"))), copied);
    }

    @Test
    void aFileThatCannotBeTakenIsAProblem() {
        window.stored().take(folder.resolve("odd.paretoscope"));
        assertEquals("The run could not be taken from the file", problems.getFirst().title());
        assertEquals(folder.resolve("odd.paretoscope") + ": is no run file", problems.getFirst().message());
    }

    @Test
    void aStoreWithoutRunsOffersTheFirstStart() {
        assertEquals(false, window.firstStart().offered().get());
        select(1, 2, 3);
        window.stored().deleteSelected();
        assertEquals(true, window.firstStart().offered().get());
        window.stored().undo();
        assertEquals(false, window.firstStart().offered().get());
    }

    @Test
    void theDemonstrationIsASweepLikeAnyOther() {
        window.firstStart().startDemo();
        workbench.begin();
        assertEquals(List.of(1, 2, 4, 8), Objects.requireNonNull(workbench.plan()).batchSizes());
        assertEquals(4, window.shown().get().orElseThrow().rows().size());
        assertEquals("a sweep is running", window.firstStart().demoObstacle().get());
        workbench.finish(RunStatus.STOPPED, "");
        assertEquals("", window.firstStart().demoObstacle().get());
    }

    @Test
    void thePublishedFiguresAreImportedOnceAndShown() {
        window.reference().showPublished();
        window.reference().close();
        window.reference().showPublished();
        assertEquals(1, window.reference().listed().size());
        assertEquals("Published: vLLM on an H100 64 GB", window.reference().shown().get().orElseThrow().run().title());
    }

    @Test
    void openingARunTakesThePublishedFiguresAway() {
        window.reference().showPublished();
        window.open(window.history().runs().getFirst());
        assertEquals(Optional.empty(), window.reference().shown().get());
    }

    @Test
    void theShownReferenceCanBeDeleted() {
        window.reference().showPublished();
        window.reference().deleteShown();
        assertEquals(0, window.reference().listed().size());
        assertEquals(Optional.empty(), window.reference().shown().get());
    }
}
