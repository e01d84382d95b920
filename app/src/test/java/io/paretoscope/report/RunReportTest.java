package io.paretoscope.report;

import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import io.paretoscope.workbench.SweepCommandText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A run as a page. */
class RunReportTest {
    private static final SweepPlan PLAN = Samples.plan(List.of(1, 2, 4), "opt-125m");

    @TempDir
    Path folder;

    private static StoredRun run() {
        return Samples.run(7, PLAN, RunStatus.STOPPED, "stopped after a point",
                List.of(Samples.measured(PLAN.points().get(0)), Samples.failed(PLAN.points().get(1), "out of <memory>"),
                        Samples.skipped(PLAN.points().get(2), "needs 9 GiB")));
    }

    private static String page(StoredRun run) throws IOException {
        return RunReport.page(run, Picture.of(run));
    }

    @Test
    void itNeedsNothingBesideIt() throws IOException {
        String page = page(run());
        Matcher source = Pattern.compile("(src|href)=\"(?!data:)").matcher(page);
        assertFalse(source.find(), page);
        assertFalse(page.contains("<script") || page.contains("@import") || page.contains("url("));
    }

    @Test
    void everyPointIsThereWithItsOutcome() throws IOException {
        String page = page(run());
        for (var point : PLAN.points()) {
            assertTrue(page.contains("<td>" + point.label() + "</td>"), point.label());
        }
        assertTrue(page.contains("<td>failed [") && page.contains("<td>skipped ["), page);
        assertTrue(page.contains("<li>needs 9 GiB</li>"), page);
    }

    @Test
    void textIsNeverMarkup() throws IOException {
        String page = page(run());
        assertTrue(page.contains("out of &lt;memory&gt;"));
        assertFalse(page.contains("<memory>"));
    }

    @Test
    void chartsOfWhatWasMeasuredArePartOfIt() throws IOException {
        String page = page(run());
        assertTrue(page.contains("alt=\"Output throughput against batch size\" src=\"data:image/png;base64,iVBOR"),
                page);
    }

    @Test
    void conditionsAndTheCommandAreThere() throws IOException {
        StoredRun run = run();
        StoredRun described = new StoredRun(run.summary(), run.plan(),
                new Conditions(Map.of("driver", "570 & more"), Map.of("host load", "3 %")), run.message(),
                run.results());
        String page = page(described);
        assertTrue(page.contains("<td>driver</td><td>570 &amp; more</td>"), page);
        assertTrue(page.contains("<td>host load</td><td>3 %</td>"), page);
        assertTrue(page.contains("<pre>" + SweepCommandText.of(PLAN) + "</pre>"), page);
    }

    @Test
    void aRunWithoutAPointSaysSo() throws IOException {
        RunSummary summary = Samples.run(1, PLAN, RunStatus.STOPPED, "", List.of()).summary();
        String page = page(new StoredRun(summary, PLAN, run().conditions(), "", List.of()));
        assertTrue(page.contains("No point has ended, so there is nothing to decide."), page);
    }

    @Test
    void theFileHoldsThePage() throws IOException {
        RunReport.write(run(), folder.resolve("run.html"));
        assertEquals(page(run()), Files.readString(folder.resolve("run.html")));
    }

    @Test
    void aFolderIsNoPage() {
        assertEquals(folder + ": is a folder; give a file, such as " + folder.resolve("run.csv"),
                assertThrows(IOException.class, () -> RunReport.write(run(), folder)).getMessage());
    }
}
