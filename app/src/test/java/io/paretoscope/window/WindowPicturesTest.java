package io.paretoscope.window;

import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.FakeWorkbench;
import io.paretoscope.workbench.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
                        .write(FOLDER.resolve("failed-" + theme.name().toLowerCase(java.util.Locale.ROOT)
                                + ".png"));
                assertEquals("Run 3", window.workbench().shown().get().orElseThrow().title().get().substring(0, 5));
            }
        }
    }
}
