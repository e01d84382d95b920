package io.paretoscope.window;

import io.paretoscope.chart.ChartCaption;
import io.paretoscope.chart.Dimension;
import io.paretoscope.chart.PictureFormat;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Imported;
import io.paretoscope.workbench.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Draws every result view in both themes into {@code target/snapshots}, for people to look at. */
class ResultPicturesTest {
    private static final Path FOLDER = Path.of("target", "snapshots");
    private static final SweepPlan PLAN = GpuSamples.plan(List.of(1, 2, 4, 8, 16, 32, 64, 128), "opt-125m", "opt-1.3b");

    /** The ceilings of a card, as a self-test keeps them. */
    private static final String SELF_TEST = """
            {"self_test_version": 1, "form": "full", "device": "cuda:0", "libtorch": "2.5.1",
             "started_at": "2026-11-23T07:00:00Z", "took_seconds": 18, "verdict": "pass", "checks": [
             {"check": "copy_rate", "verdict": "pass", "sentence": "steady", "figures": {"best_gb_per_s": 2900}},
             {"check": "matrix_rate_fp16", "verdict": "pass", "sentence": "steady",
              "figures": {"best_tflop_per_s": 660}}]}
            """;

    private final FakeWorkbench workbench = new FakeWorkbench();

    /** One point was throttled and one failed. */
    private static StoredRun gpuRun(long id) {
        StoredRun run = Samples.run(id, PLAN, RunStatus.COMPLETED, "", PLAN.points()
                .stream()
                .map(point -> point.ordinal() == 15
                        ? Samples.failed(point, "the worker ran out of memory while loading")
                        : GpuSamples.measured(point,
                                point.ordinal() == 12 ? GpuSamples.Flaw.THROTTLED : GpuSamples.Flaw.NONE))
                .toList());
        return new StoredRun(run.summary(), run.plan(),
                new Conditions(Map.of("device", "cuda:0", "device memory", "80.0 GiB"), Map.of()), run.message(),
                run.results(), Optional.of(SELF_TEST));
    }

    private static String name(Theme theme) {
        return theme.name().toLowerCase(Locale.ROOT);
    }

    private WindowSnapshot open(Theme theme, int width, StoredRun run) {
        workbench.withRun(run).withDevices(() -> List.of(Samples.cpu(), Samples.gpu()));
        WindowSnapshot window = WindowSnapshot
                .open(Setups.of(() -> workbench, theme, FOLDER, run.plan()), width, width == 1440 ? 900 : 720)
                .await("the run is listed",
                        model -> model.history().runs().stream().anyMatch(one -> one.id() == run.summary().id()));
        WindowSnapshot.onScreen(() -> {
            window.workbench().open(run.summary());
            return true;
        });
        return window.awaitPoints(run.results().size());
    }

    private static ChartsView charts(WindowSnapshot window) {
        return (ChartsView) window.scene().lookup(".charts");
    }

    private static void turnTo(WindowSnapshot window, ChartsView.Page page) {
        WindowSnapshot.onScreen(() -> {
            charts(window).page().set(page);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void everyPageOfAGpuRun() throws IOException {
        for (Theme theme : Theme.values()) {
            for (int width : List.of(1440, 1280)) {
                try (WindowSnapshot window = open(theme, width, gpuRun(3))) {
                    for (ChartsView.Page page : List.of(ChartsView.Page.SPEED, ChartsView.Page.PARETO,
                            ChartsView.Page.ENERGY, ChartsView.Page.USE, ChartsView.Page.MEMORY,
                            ChartsView.Page.ROOFLINE, ChartsView.Page.ALL)) {
                        turnTo(window, page);
                        if (page == ChartsView.Page.ROOFLINE) {
                            window.await("the ceilings are read",
                                    model -> model.results().roofline().plane().get().size() > 0);
                        }
                        window.write(FOLDER.resolve("results-" + page.name().toLowerCase(Locale.ROOT) + "-" + width
                                + "-" + name(theme) + ".png"));
                    }
                    assertEquals(15, WindowSnapshot
                            .onScreen(() -> window.workbench().results().roofline().plane().get().size()));
                }
            }
        }
    }

    @Test
    void runsAPredictionAndAnImportedRunOverEachOther() throws IOException {
        workbench.withRun(gpuRun(2)).withForeign(Imported.run(1));
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme, 1440, gpuRun(3))) {
                OverlayViewModel overlay = window.workbench().results().overlay();
                WindowSnapshot.onScreen(() -> {
                    overlay.toggle(gpuRun(2).summary());
                    overlay.predicted().set(true);
                    overlay.refreshImported();
                    return true;
                });
                window.await("imported runs are listed", _ -> !overlay.imported().isEmpty());
                WindowSnapshot.onScreen(() -> {
                    overlay.toggle(overlay.imported().getFirst());
                    overlay.baseline(Optional.of("run 2"));
                    return true;
                });
                window.await("all are there", _ -> overlay.sources().get().size() == 4);
                window.write(FOLDER.resolve("overlay-speed-" + name(theme) + ".png"));
                turnTo(window, ChartsView.Page.PARETO);
                window.write(FOLDER.resolve("overlay-pareto-" + name(theme) + ".png"));
                WindowSnapshot.onScreen(() -> {
                    PlaneViewModel plane = charts(window).trade().model();
                    plane.up().set(Dimension.of(Metric.OUTPUT_THROUGHPUT));
                    plane.across().set(Dimension.Load.BATCH);
                    plane.logUp().set(true);
                    return true;
                });
                window.write(FOLDER.resolve("overlay-log-" + name(theme) + ".png"));
                assertTrue(WindowSnapshot.onScreen(() -> charts(window).trade().model().plane().get().size()) > 30);
            }
        }
    }

    @Test
    void aRunOnTheCpuSaysWhyItHasNoEnergyNoUseAndNoRoofline() throws IOException {
        StoredRun run = Samples.finished(1, Samples.plan(List.of(1, 2, 4, 8), "opt-125m"));
        try (WindowSnapshot window = open(Theme.DARK, 1280, run)) {
            for (ChartsView.Page page : List.of(ChartsView.Page.ENERGY, ChartsView.Page.USE,
                    ChartsView.Page.MEMORY, ChartsView.Page.ROOFLINE)) {
                turnTo(window, page);
                window.await("the store has answered",
                        model -> page != ChartsView.Page.ROOFLINE
                                || model.results().roofline().plane().get().absence().startsWith("n/a"));
                window.write(FOLDER.resolve("absent-" + page.name().toLowerCase(Locale.ROOT) + "-dark.png"));
            }
            assertTrue(WindowSnapshot.onScreen(() -> charts(window).energy().model().plane().get().absence())
                    .startsWith("No point has a value of Energy per token: "));
        }
    }

    @Test
    void emptyPages() throws IOException {
        // A store with runs, of which none is shown yet: an empty one offers a first start in place of charts.
        workbench.withRun(gpuRun(2));
        try (WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> workbench, Theme.DARK, FOLDER), 1280, 720)) {
            for (ChartsView.Page page : List.of(ChartsView.Page.PARETO, ChartsView.Page.USE,
                    ChartsView.Page.MEMORY, ChartsView.Page.ROOFLINE)) {
                turnTo(window, page);
                window.write(FOLDER.resolve("empty-" + page.name().toLowerCase(Locale.ROOT) + "-dark.png"));
            }
            assertTrue(WindowSnapshot.onScreen(() -> window.workbench().results().roofline().plane().get().absence())
                    .startsWith("No run is shown."));
        }
    }

    @Test
    void everyKindOfChartInEveryFormat() throws IOException {
        workbench.withRun(gpuRun(2));
        try (WindowSnapshot window = open(Theme.DARK, 1440, gpuRun(3))) {
            WindowSnapshot.onScreen(() -> {
                window.workbench().results().overlay().predicted().set(true);
                return true;
            });
            window.await("the prediction is there", model -> model.results().overlay().sources().get().size() == 2);
            for (ChartsView.Page page : List.of(ChartsView.Page.SPEED, ChartsView.Page.PARETO,
                    ChartsView.Page.MEMORY, ChartsView.Page.ROOFLINE)) {
                turnTo(window, page);
                window.await("the store has answered", model -> page != ChartsView.Page.ROOFLINE
                        || model.results().roofline().plane().get().size() > 0);
                ShownChart chart = WindowSnapshot.onScreen(() -> charts(window).shownCharts().getFirst());
                for (PictureFormat format : PictureFormat.values()) {
                    Path file = FOLDER
                            .resolve("file-" + page.name().toLowerCase(Locale.ROOT) + "." + format.extension());
                    format.write(file, chart.drawing()
                            .apply(new ChartCaption(chart.title(), "cuda:0 · fp16 · prompt 16 + output 16 tokens")),
                            1200,
                            700);
                    assertTrue(Files.size(file) > 5000, file.toString());
                }
                BufferedImage picture = ImageIO
                        .read(FOLDER.resolve("file-" + page.name().toLowerCase(Locale.ROOT) + ".png").toFile());
                assertEquals(Color.WHITE.getRGB(), picture.getRGB(2, 2), "light whatever the window is");
            }
        }
    }
}
