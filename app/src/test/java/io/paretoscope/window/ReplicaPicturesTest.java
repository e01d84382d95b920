package io.paretoscope.window;

import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.Conditions;
import io.paretoscope.sweep.Replication;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.GpuSamples;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Draws the window with replicas in it into {@code target/snapshots}, for people to look at. */
class ReplicaPicturesTest {
    private static final Path FOLDER = Path.of("target", "snapshots");
    private static final Replication ALL = new Replication(List.of(1, 2, 4),
            List.of(ReplicaMode.STREAMS, ReplicaMode.PROCESSES, ReplicaMode.MPS), OptionalInt.of(50), true,
            List.of(List.of(new Part(Samples.synthetic("opt-125m"), 32, 2),
                    new Part(Samples.synthetic("opt-1.3b"), 16, 1))));
    private static final SweepPlan ON_GPU = Samples.with(ALL,
            GpuSamples.plan(List.of(16, 32, 64), "opt-125m", "opt-1.3b"));

    private final FakeWorkbench workbench = new FakeWorkbench();

    /** One point is unstable and one was throttled. */
    private static StoredRun gpuRun() {
        return Samples.under(new Conditions(Map.of("driver", "575.57.08"), Map.of()), Samples.run(3, ON_GPU,
                RunStatus.COMPLETED, "", ON_GPU.points()
                        .stream()
                        .map(point -> GpuSamples.measured(point,
                                point.ordinal() == 7 ? GpuSamples.Flaw.THROTTLED : GpuSamples.Flaw.NONE))
                        .toList()));
    }

    private WindowSnapshot openRun(Theme theme, int width, int height, StoredRun run) {
        workbench.withRun(run).withDevices(() -> List.of(Samples.cpu(), Samples.gpu()));
        WindowSnapshot window = WindowSnapshot
                .open(Setups.of(() -> workbench, theme, FOLDER, run.plan()), width, height)
                .await("the run is listed", model -> model.history().runs().size() == 1);
        WindowSnapshot.onScreen(() -> {
            window.workbench().open(window.workbench().history().runs().getFirst());
            return true;
        });
        return window.awaitPoints(run.results().size());
    }

    private static void replicas(WindowSnapshot window) {
        WindowSnapshot.onScreen(() -> {
            ((ChartsView) window.scene().lookup(".charts")).page().set(ChartsView.Page.REPLICAS);
            return true;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void scroll(WindowSnapshot window, String query, double to) {
        WindowSnapshot.onScreen(() -> {
            ((ScrollPane) window.scene().lookup(query)).setVvalue(to);
            return true;
        });
    }

    @Test
    void replicasOfAGpu() throws IOException {
        for (Theme theme : Theme.values()) {
            String name = theme.name().toLowerCase(Locale.ROOT);
            for (int width : List.of(1440, 1280)) {
                try (WindowSnapshot window = openRun(theme, width, width == 1440 ? 900 : 720, gpuRun())) {
                    replicas(window);
                    scroll(window, ".experiment > .scroll-pane", 0.75);
                    window.write(FOLDER.resolve("replicas-" + width + "-" + name + ".png"));
                    scroll(window, "#replicas .scroll-pane", 1);
                    WindowSnapshot.onScreen(() -> {
                        TableView<?> table = (TableView<?>) window.scene().lookup("#points");
                        table.getSelectionModel().select(table.getItems().size() - 1);
                        return true;
                    });
                    WaitForAsyncUtils.waitForFxEvents();
                    scroll(window, "#evidence .scroll-pane", 0.62);
                    window.write(FOLDER.resolve("replicas-group-" + width + "-" + name + ".png"));
                    assertEquals(64, WindowSnapshot.onScreen(() -> ((javafx.scene.control.ComboBox<?>) window.scene()
                            .lookup("#replicas-total")).getValue()));
                }
            }
        }
    }

    @Test
    void replicasOfACpuWhileTheyAreMeasured() throws IOException {
        SweepPlan plan = Samples.with(Samples.replicas(List.of(1, 2, 4), ReplicaMode.STREAMS, ReplicaMode.PROCESSES),
                Samples.plan(List.of(4, 8, 16), "opt-125m"));
        workbench.withRun(Samples.finished(1, Samples.plan(List.of(1), "opt-125m")));
        try (WindowSnapshot window = WindowSnapshot
                .open(Setups.of(() -> workbench, Theme.DARK, FOLDER, plan), 1440, 900)
                .await("devices are known", model -> model.startObstacle().get().isEmpty())) {
            replicas(window);
            window.write(FOLDER.resolve("replicas-no-run-dark.png"));
            window.start().await("the sweep was started", model -> workbench.calls().contains("start"));
            workbench.begin();
            workbench.measure(0);
            window.awaitPoints(1);
            assertTrue(((Label) window.scene().lookup("#replicas-absence")).getText().startsWith("Nothing to compare"));
            for (int i = 1; i < 11; i++) {
                workbench.measure(i);
            }
            workbench.phase(11, SweepEvent.Phase.MEASURE);
            window.awaitPoints(11).write(FOLDER.resolve("replicas-cpu-dark.png"));
            assertEquals(List.of(8, 16, 32), WindowSnapshot.onScreen(() -> List.copyOf(
                    ((javafx.scene.control.ComboBox<?>) window.scene().lookup("#replicas-total")).getItems())));
        }
    }

    @Test
    void aRunWithoutReplicasSaysWhatToChoose() throws IOException {
        try (WindowSnapshot window = openRun(Theme.LIGHT, 1280, 720,
                Samples.finished(1, Samples.plan(List.of(1, 2), "opt-125m")))) {
            replicas(window);
            WindowSnapshot.onScreen(() -> {
                ExperimentViewModel experiment = window.workbench().experiment();
                experiment.device().set(Optional.of(Samples.cpu()));
                experiment.replication().mode(ReplicaMode.MPS).chosen().set(true);
                experiment.replication().mpsThreads().text().set("0");
                experiment.replication().counts().text().set("1, two");
                experiment.replication().groups().text().set("opt-125m:32");
                return true;
            });
            scroll(window, ".experiment > .scroll-pane", 0.7);
            window.write(FOLDER.resolve("replicas-none-light.png"));
            assertEquals(
                    "This run has one replica of each model, so there is nothing to compare. To compare, enter counts such "
                            + "as 1, 2, 4 under Replicas on the left, and start a sweep.",
                    ((Label) window.scene().lookup("#replicas-absence")).getText());
        }
    }
}
