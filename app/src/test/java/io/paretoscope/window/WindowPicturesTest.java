package io.paretoscope.window;

import io.paretoscope.chart.ChartImage;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.Reports;
import io.paretoscope.selftest.SelfTestJson;
import io.paretoscope.selftest.SelfTestReport;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.RunLogException;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.MovingTelemetry;
import io.paretoscope.workbench.Samples;
import io.paretoscope.worker.TinyModel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Draws the window in every state into {@code target/snapshots}, for people to look at. */
class WindowPicturesTest {
    private static final Path FOLDER = Path.of("target", "snapshots");
    private static final SweepPlan THREE_MODELS = Samples.plan(List.of(1, 2, 4, 8, 16, 32), "opt-125m", "opt-350m",
            "opt-1.3b");

    private final FakeWorkbench workbench = new FakeWorkbench();

    private WindowSnapshot open(Theme theme, SweepPlan plan) {
        return WindowSnapshot.open(Setups.of(() -> workbench, theme, FOLDER, plan), 1440, 900)
                .await("devices are known", model -> model.startObstacle().get().isEmpty());
    }

    private void fillStore() {
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1, 2, 4, 8), "opt-125m")))
                .withRun(Samples.finished(2, THREE_MODELS));
        SweepPlan plan = Samples.plan(List.of(1, 64, 4096), "opt-1.3b", "opt-6.7b");
        workbench.withRun(Samples.run(3, plan, RunStatus.STOPPED, "stopped after point 4 of 6", List.of(
                Samples.measured(plan.points().get(0)), Samples.measured(plan.points().get(1)),
                Samples.failed(plan.points().get(2),
                        "the worker ran out of memory while loading: 18.4 GiB asked for, 3.1 GiB free"),
                Samples.skipped(plan.points().get(3), "needs 29.1 GiB, cpu has 22.0 GiB"))));
    }

    private static Color corner(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        return new Color(image.getRGB(image.getWidth() / 2, image.getHeight() - 3));
    }

    private static int brightness(Color color) {
        return (color.getRed() + color.getGreen() + color.getBlue()) / 3;
    }

    @Test
    void emptyLight() throws IOException {
        try (WindowSnapshot window = open(Theme.LIGHT, Samples.plan(List.of(1, 2, 4, 8), "opt-125m"))) {
            assertTrue(brightness(corner(window.write(FOLDER.resolve("empty-light.png")))) > 200);
        }
    }

    @Test
    void emptyDark() throws IOException {
        try (WindowSnapshot window = open(Theme.DARK, Samples.plan(List.of(1, 2, 4, 8), "opt-125m"))) {
            assertTrue(brightness(corner(window.write(FOLDER.resolve("empty-dark.png")))) < 60);
        }
    }

    @Test
    void runningDark() throws IOException {
        fillStore();
        try (WindowSnapshot window = open(Theme.DARK, THREE_MODELS)) {
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            for (int i = 0; i < 8; i++) {
                workbench.measure(i);
            }
            workbench.phase(8, SweepEvent.Phase.MEASURE);
            window.awaitPoints(8).write(FOLDER.resolve("running-dark.png"));
            assertEquals("opt-350m, batch 4: measuring", window.workbench().live().get().orElseThrow().phase().get());
        }
    }

    @Test
    void finishedLight() throws IOException {
        fillStore();
        try (WindowSnapshot window = open(Theme.LIGHT, THREE_MODELS)) {
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            for (int i = 0; i < THREE_MODELS.points().size(); i++) {
                workbench.measure(i);
            }
            workbench.finish(RunStatus.COMPLETED, "");
            window.awaitFinished().write(FOLDER.resolve("finished-light.png"));
            assertEquals(18, window.workbench().shown().get().orElseThrow().results().size());
        }
    }

    @Test
    void reopenedRunWithFailedAndSkippedPoints() throws IOException {
        fillStore();
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme, Samples.plan(List.of(1, 2, 4096), "opt-125m", "opt-6.7b"))) {
                window.await("runs are listed", model -> model.history().runs().size() == 3);
                WindowSnapshot.onScreen(() -> {
                    window.workbench().open(window.workbench().history().runs().getFirst());
                    return true;
                });
                window.awaitPoints(4)
                        .write(FOLDER.resolve("failed-" + theme.name().toLowerCase(Locale.ROOT)
                                + ".png"));
                assertEquals("Run 3", window.workbench().shown().get().orElseThrow().title().get().substring(0, 5));
            }
        }
    }

    @Test
    void invalidInputInASmallWindow() throws IOException {
        try (WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> workbench, Theme.LIGHT, FOLDER), 1000, 700)
                .await("devices are known", model -> model.startObstacle().get().isEmpty())) {
            WindowSnapshot.onScreen(() -> {
                ExperimentViewModel experiment = window.workbench().experiment();
                experiment.batchSizes().text().set("1, 2, two");
                experiment.addCheckpoint(Path.of("/data/models/llama"));
                return true;
            });
            window.await("the checkpoint was refused",
                    model -> !model.experiment().checkpointProblem().get().isEmpty());
            window.write(FOLDER.resolve("invalid-small-light.png"));
            assertEquals("batch size 'two': must be a whole number of at least 1",
                    window.workbench().startObstacle().get());
        }
    }

    @Test
    void aStoreInUseInDark() throws IOException {
        try (WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> {
            throw new RunLogException(
                    "/home/ada/runs.mv.db is in use by another Paretoscope: close it, or choose another "
                            + "file with --store",
                    null);
        }, Theme.DARK, FOLDER), 1440, 900)
                .await("the store was refused",
                        model -> model.history().message().get().contains("in use"))) {
            window.write(FOLDER.resolve("store-in-use-dark.png"));
            window.writeDialog(FOLDER.resolve("dialog-error-dark.png"));
            assertTrue(window.workbench().startObstacle().get().contains("in use"));
        }
    }

    @Test
    void manyBatchesAndALongCheckpointName() throws IOException {
        OptConfig tiny = TinyModel.synthetic("opt-350m-finetuned-on-the-minutes-of-the-municipal-council-2019-2024")
                .config();
        SweepPlan plan = new SweepPlan(
                List.of(Samples.synthetic("opt-125m"), new ModelSource(tiny, new WeightsRef.Stored(
                        "/data/shared/research/language/checkpoints/2026-03/" + tiny.name()))),
                IntStream.rangeClosed(1, 20).map(i -> 3 * i).boxed().toList(), 16, 16, Precision.FP32, DeviceId.CPU, 0,
                3);
        try (WindowSnapshot window = open(Theme.LIGHT, plan)) {
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            for (int i = 0; i < 33; i++) {
                workbench.measure(i);
            }
            window.awaitPoints(33).write(FOLDER.resolve("many-batches-long-name-light.png"));
            assertEquals(40, window.workbench().shown().get().orElseThrow().rows().size());
        }
    }

    @Test
    void sixModelsTimesEightBatches() throws IOException {
        SweepPlan plan = Samples.plan(List.of(1, 2, 4, 8, 16, 32, 64, 128), "opt-125m", "opt-350m", "opt-1.3b",
                "opt-2.7b", "opt-6.7b", "opt-13b");
        workbench.withRun(Samples.finished(1, plan));
        for (int width : List.of(1440, 1000)) {
            try (WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> workbench, Theme.LIGHT, FOLDER, plan),
                    width, width == 1000 ? 700 : 900)
                    .await("runs are listed",
                            model -> model.history().runs().size() == 1)) {
                WindowSnapshot.onScreen(() -> {
                    window.workbench().open(window.workbench().history().runs().getFirst());
                    return true;
                });
                window.awaitPoints(48).write(FOLDER.resolve("six-models-" + width + "-light.png"));
                assertEquals(48, window.workbench().shown().get().orElseThrow().results().size());
            }
        }
    }

    @Test
    void aDeviceThatCannotBeUsedIsChosen() throws IOException {
        try (WindowSnapshot window = open(Theme.DARK, THREE_MODELS)) {
            WindowSnapshot.onScreen(() -> {
                window.workbench().experiment().device().set(Optional.of(Samples.deadGpu()));
                return true;
            });
            window.write(FOLDER.resolve("dead-device-dark.png"));
            assertTrue(window.workbench().startObstacle().get().contains("PYTORCH_LIBRARY_PATH"));
        }
    }

    @Test
    void aGpuThatLacksAnEngine() throws IOException {
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            workbench.withDevices(() -> List.of(Samples.cpu(), Samples.deadGpu()));
            WindowSetup setup = Setups.with(Setups.of(() -> workbench, theme, FOLDER, THREE_MODELS),
                    Setups.engines(FOLDER, Map.of("PARETOSCOPE_ENGINE_URL", "nowhere")));
            try (WindowSnapshot window = WindowSnapshot.open(setup, 1440, 900)
                    .await("the engine is offered", model -> model.engineOffered().get())) {
                window.write(FOLDER.resolve("engine-offered-" + name + ".png"));
                WindowSnapshot.onScreen(() -> {
                    window.workbench().engine().fetch();
                    return true;
                });
                window.await("it has failed", model -> !model.engine().running().get());
                show(() -> new EngineDialog(window.stage(), window.workbench().engine(), setup.files()));
                Path picture = window.writeDialog(FOLDER.resolve("dialog-engine-" + name + ".png"));
                assertTrue(Files.size(picture) > 0);
                EngineInstallViewModel underWay = new EngineInstallViewModel(setup.engines(), _ -> {},
                        new Background(Runnable::run, Runnable::run), () -> {});
                WindowSnapshot.onScreen(() -> {
                    underWay.fetch();
                    return true;
                });
                show(() -> new EngineDialog(window.stage(), underWay, setup.files()));
                window.writeDialog(FOLDER.resolve("dialog-engine-under-way-" + name + ".png"));
            }
        }
    }

    /** A finished run of a GPU: all is well but one unstable point and one that was throttled. */
    private StoredRun gpuRun(long id) {
        SweepPlan plan = GpuSamples.plan(List.of(1, 2, 4, 8, 16, 32, 64), "opt-125m", "opt-1.3b");
        return Samples.under(
                new Conditions(Map.of("driver", "575.57.08", "power limit", "700 W"), Map.of("Temperature", "34 °C")),
                Samples.run(id, plan, RunStatus.COMPLETED, "", plan.points()
                        .stream()
                        .map(point -> GpuSamples.measured(point,
                                point.ordinal() == 3
                                        ? GpuSamples.Flaw.UNSTEADY
                                        : point.ordinal() == 12 ? GpuSamples.Flaw.THROTTLED : GpuSamples.Flaw.NONE))
                        .toList()));
    }

    private WindowSnapshot openGpuRun(Theme theme, int width, int height) {
        workbench.withRun(gpuRun(7)).withDevices(() -> List.of(Samples.cpu(), Samples.gpu()));
        WindowSnapshot window = WindowSnapshot.open(Setups.of(() -> workbench, theme, FOLDER, gpuRun(7).plan()), width,
                height).await("the run is listed", model -> model.history().runs().size() == 1);
        WindowSnapshot.onScreen(() -> {
            window.workbench().open(window.workbench().history().runs().getFirst());
            return true;
        });
        return window.awaitPoints(14);
    }

    private static void select(WindowSnapshot window, int row) {
        WindowSnapshot.onScreen(() -> {
            TableView<?> table = (TableView<?>) window.scene().lookup("#points");
            table.getSelectionModel().select(row);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void page(WindowSnapshot window, ChartsView.Page page) {
        WindowSnapshot.onScreen(() -> {
            ((ChartsView) window.scene().lookup(".charts")).page().set(page);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void evidenceOfAThrottledPointOfAGpu() throws IOException {
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            try (WindowSnapshot window = openGpuRun(theme, 1440, 900)) {
                page(window, ChartsView.Page.ENERGY);
                window.write(FOLDER.resolve("gpu-energy-" + name + ".png"));
                select(window, 12);
                window.write(FOLDER.resolve("evidence-invalid-" + name + ".png"));
                assertEquals("INVALID", ((Label) window.scene().lookup("#evidence-verdict")).getText());
            }
        }
    }

    @Test
    void allFourChartsOfAGpuRunInALargeWindow() throws IOException {
        try (WindowSnapshot window = openGpuRun(Theme.LIGHT, 1800, 1100)) {
            page(window, ChartsView.Page.ALL);
            select(window, 3);
            window.write(FOLDER.resolve("gpu-all-large-light.png"));
            assertEquals("UNSTABLE", ((Label) window.scene().lookup("#evidence-verdict")).getText());
        }
    }

    @Test
    void columnsWithoutAnyValueAreHiddenUntilTheyAreWanted() throws IOException {
        try (WindowSnapshot window = open(Theme.LIGHT, Samples.plan(List.of(1, 2), "opt-125m"))) {
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            workbench.measure(0);
            window.awaitPoints(1);
            PointTable table = (PointTable) window.scene().lookup("#points");
            assertEquals(List.of(true, false), WindowSnapshot.onScreen(
                    () -> List.of(table.shows(Metric.OUTPUT_THROUGHPUT), table.shows(Metric.SM_CLOCK))));
            WindowSnapshot.onScreen(() -> {
                table.want(Metric.SM_CLOCK, true);
                return true;
            });
            assertEquals("n/a", TableText.cell(window.scene(), 0, Metric.SM_CLOCK.key()));
            assertEquals(Optional.of("a silent device"),
                    WindowSnapshot.onScreen(() -> table.nowhereKnown(Metric.SM_CLOCK)));
        }
    }

    @Test
    void theCurvesOfAPointShadeItsWindows() throws IOException {
        try (WindowSnapshot window = openGpuRun(Theme.LIGHT, 1440, 900)) {
            select(window, 12);
            WindowSnapshot.onScreen(() -> {
                Node results = window.scene().lookup(".points-view").getParent().getParent();
                ((SplitPane) results).setDividerPositions(0.05);
                return true;
            });
            WaitForAsyncUtils.waitForFxEvents();
            window.write(FOLDER.resolve("evidence-curves-light.png"));
            assertEquals(7, window.scene().lookup("#evidence").lookupAll("StripCanvas").size());
        }
    }

    @Test
    void aStripThatIsNotShownReadsNothing() throws IOException {
        MovingTelemetry telemetry = MovingTelemetry.cpu();
        workbench.withTelemetry(telemetry);
        try (WindowSnapshot window = open(Theme.LIGHT, THREE_MODELS)) {
            showTelemetry(window);
            LiveStrip strip = (LiveStrip) window.scene().lookup("#live");
            WindowSnapshot.onScreen(() -> {
                window.workbench().telemetry().shown().set(false);
                return true;
            });
            int reads = WindowSnapshot.onScreen(telemetry::reads);
            int frames = WindowSnapshot.onScreen(strip::frames);
            window.write(FOLDER.resolve("live-hidden-light.png"));
            assertEquals(List.of(reads, frames), List.of(WindowSnapshot.onScreen(telemetry::reads),
                    WindowSnapshot.onScreen(strip::frames)));
        }
    }

    @Test
    void evidenceInANarrowWindowTakesThePlaceOfTheTable() throws IOException {
        try (WindowSnapshot window = openGpuRun(Theme.LIGHT, 1000, 700)) {
            select(window, 0);
            window.write(FOLDER.resolve("evidence-narrow-light.png"));
            assertNull(window.scene().lookup("#points"));
        }
    }

    @Test
    void liveTelemetryOfAGpuAndOfACpu() throws IOException {
        workbench.withTelemetry(MovingTelemetry.gpu());
        try (WindowSnapshot window = openGpuRun(Theme.DARK, 1440, 900)) {
            showTelemetry(window);
            window.write(FOLDER.resolve("live-gpu-dark.png"));
        }
        workbench.withTelemetry(MovingTelemetry.cpu());
        try (WindowSnapshot window = open(Theme.LIGHT, THREE_MODELS)) {
            showTelemetry(window);
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            workbench.phase(0, SweepEvent.Phase.LOAD);
            workbench.phase(0, SweepEvent.Phase.MEASURE);
            window.write(FOLDER.resolve("live-cpu-light.png"));
            assertEquals("", ((LiveStrip) window.scene().lookup("#live")).charts().getFirst().reason());
        }
    }

    @Test
    void liveTelemetryInLarge() throws IOException {
        workbench.withTelemetry(MovingTelemetry.gpu());
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = openGpuRun(theme, 1440, 900)) {
                showTelemetry(window);
                window.workbench()
                        .telemetry()
                        .phases()
                        .enter(SweepEvent.Phase.LOAD, System.nanoTime() - 50_000_000_000L);
                window.workbench()
                        .telemetry()
                        .phases()
                        .enter(SweepEvent.Phase.WARM_UP,
                                System.nanoTime() - 40_000_000_000L);
                window.workbench()
                        .telemetry()
                        .phases()
                        .enter(SweepEvent.Phase.MEASURE,
                                System.nanoTime() - 30_000_000_000L);
                window.workbench()
                        .telemetry()
                        .phases()
                        .enter(SweepEvent.Phase.COOL_DOWN,
                                System.nanoTime() - 8_000_000_000L);
                LiveWindow large = WindowSnapshot.onScreen(() -> {
                    LiveWindow made = new LiveWindow(window.stage(), window.workbench().telemetry(),
                            window.workbench().telemetry().timeline(), new SimpleObjectProperty<>(theme),
                            new SimpleObjectProperty<>(TextSize.USUAL));
                    made.show();
                    return made;
                });
                window.await("charts move", model -> large.charts().getFirst().reason().isEmpty());
                WindowSnapshot.onScreen(() -> {
                    window.workbench().telemetry().timeline().freeze(System.nanoTime());
                    window.workbench().telemetry().timeline().cursor().set(0.6);
                    return true;
                });
                window.writeDialog(FOLDER.resolve("live-large-" + theme.name().toLowerCase(Locale.ROOT) + ".png"));
                assertEquals(11, large.charts().size());
                assertEquals(MovingTelemetry.REASON, large.charts().getLast().reason());
            }
        }
    }

    private static void showTelemetry(WindowSnapshot window) {
        WindowSnapshot.onScreen(() -> {
            window.workbench().telemetry().shown().set(true);
            return true;
        });
        window.await("charts move", model -> {
            LiveStrip strip = (LiveStrip) window.scene().lookup("#live");
            return strip.frames() > 2 && strip.charts().stream().anyMatch(chart -> chart.reason().isEmpty());
        });
    }

    @Test
    void conditionsOfTwoRunsCompared() throws IOException {
        workbench.withRun(Samples.under(
                new Conditions(Map.of("driver", "570.124.06", "power limit", "500 W"), Map.of("Temperature", "51 °C")),
                Samples.finished(6, THREE_MODELS)));
        try (WindowSnapshot window = open(Theme.LIGHT, THREE_MODELS)) {
            RunComparison comparison = new RunComparison(
                    List.of(workbench.archive().run(6).orElseThrow(), gpuRun(7)));
            WindowSnapshot.onScreen(() -> {
                Dialog<?> dialog = new ComparisonDialog(window.stage(), comparison);
                WindowStyle.apply(dialog.getDialogPane().getScene());
                ((TabPane) dialog.getDialogPane().getContent()).getSelectionModel().select(1);
                dialog.show();
                return true;
            });
            Path picture = window.writeDialog(FOLDER.resolve("dialog-conditions-light.png"));
            assertTrue(ImageIO.read(picture.toFile()).getWidth() > 300);
        }
    }

    @Test
    void taggedRunsAndTheirDialog() throws IOException {
        fillStore();
        workbench.archive().tag(2, "baseline");
        workbench.archive().tag(2, "driver 580, power limit 500 W");
        workbench.archive().note(2, "Before the driver update.\nAgain next week.");
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            try (WindowSnapshot window = open(theme, THREE_MODELS)) {
                window.await("runs are listed", model -> model.history().runs().size() == 3);
                window.write(FOLDER.resolve("tagged-runs-" + name + ".png"));
                RunSummary tagged = workbench.archive().run(2).orElseThrow().summary();
                show(() -> new DescriptionDialog(window.stage(), tagged));
                Path picture = window.writeDialog(FOLDER.resolve("dialog-description-" + name + ".png"));
                assertTrue(ImageIO.read(picture.toFile()).getWidth() > 300);
            }
        }
    }

    private static void show(Supplier<Dialog<?>> make) {
        WindowSnapshot.onScreen(() -> {
            Dialog<?> dialog = make.get();
            WindowStyle.apply(dialog.getDialogPane().getScene());
            dialog.show();
            return true;
        });
    }

    /** A report with everything in it: what is well, what is to be noted, what is not there, and what failed. */
    private static StoredRun tested(StoredRun run, SelfTestReport report) {
        return new StoredRun(run.summary(), run.plan(), run.conditions(), run.message(), run.results(),
                Optional.of(SelfTestJson.of(report).toString()));
    }

    @Test
    void selfTestsOfRunsAndOfTheDevice() throws IOException {
        StoredRun run = Samples.finished(4, Samples.plan(List.of(1), "opt-125m"));
        Map<String, StoredRun> runs = Map.of("full", tested(run, Reports.full(DeviceId.cuda(0))), "mixed",
                tested(run, Reports.mixed(DeviceId.CPU)), "brief", tested(run, Reports.brief(DeviceId.CPU)), "none",
                run);
        for (Theme theme : Theme.values()) {
            try (WindowSnapshot window = open(theme, THREE_MODELS)) {
                for (Map.Entry<String, StoredRun> each : runs.entrySet()) {
                    show(() -> new SelfTestDialog(window.stage(), SelfTestViewModel.of(each.getValue())));
                    Path picture = window.writeDialog(FOLDER.resolve("dialog-self-test-" + each.getKey() + "-"
                            + theme.name().toLowerCase(Locale.ROOT) + ".png"));
                    assertTrue(ImageIO.read(picture.toFile()).getWidth() > 300);
                }
                SelfTestViewModel underWay = SelfTestViewModel.beginning(Samples.gpu());
                underWay.says("matrix rate fp16");
                show(() -> new SelfTestDialog(window.stage(), underWay));
                window.writeDialog(FOLDER.resolve("dialog-self-test-under-way-"
                        + theme.name().toLowerCase(Locale.ROOT) + ".png"));
            }
        }
    }

    @Test
    void dialogs() throws IOException {
        workbench.withRun(Samples.finished(1, THREE_MODELS));
        try (WindowSnapshot window = open(Theme.LIGHT, THREE_MODELS)
                .await("the run is listed", model -> model.history().runs().size() == 1)) {
            for (String name : List.of("export", "shortcuts")) {
                WindowSnapshot.onScreen(() -> {
                    Dialog<?> dialog = name.equals("export")
                            ? new ChartExportDialog(window.stage(),
                                    ((ChartsView) window.scene().lookup(".charts")).shownCharts())
                            : new ShortcutsDialog(window.stage());
                    WindowStyle.apply(dialog.getDialogPane().getScene());
                    dialog.show();
                    return true;
                });
                Path picture = window.writeDialog(FOLDER.resolve("dialog-" + name + "-light.png"));
                assertTrue(ImageIO.read(picture.toFile()).getWidth() > 300);
            }
        }
    }

    @Test
    void chartFile() throws IOException {
        Path file = FOLDER.resolve("chart-file.png");
        Files.createDirectories(FOLDER);
        ChartImage.writePng(file, Samples.finished(2, THREE_MODELS), Metric.OUTPUT_THROUGHPUT,
                ChartImage.DEFAULT_WIDTH, ChartImage.DEFAULT_HEIGHT);
        assertEquals(ChartImage.DEFAULT_WIDTH, ImageIO.read(file.toFile()).getWidth());
    }
}
