package io.paretoscope.window;

import io.paretoscope.engine.DeviceId;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.workbench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javafx.application.Platform;

/**
 * Makes the README's pictures of the window: a real sweep on this machine's CPU, in a store of its own. Takes a
 * few minutes and needs no screen:
 *
 * <pre>
 * mvn -q -pl app -am test-compile exec:exec@pictures
 * </pre>
 */
public final class ReadmePictures {
    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private ReadmePictures() {}

    /**
     * Makes them.
     *
     * @param args the folder for the pictures; {@code docs/pictures} where it is not given
     */
    public static void main(String[] args) throws IOException {
        Path pictures = Path.of(args.length > 0 ? args[0] : "docs/pictures");
        Path folder = Files.createTempDirectory("paretoscope-pictures");
        SweepPlan first = new SweepPlan(List.of(Samples.synthetic("opt-125m")), List.of(1, 2, 4, 8), 16, 16,
                Precision.FP32, DeviceId.CPU, 0, 3);
        SweepPlan second = new SweepPlan(List.of(Samples.synthetic("opt-125m"), Samples.synthetic("opt-350m")),
                first.batchSizes(), 16, 16, Precision.FP32, DeviceId.CPU, 0, 3);
        try {
            try (WindowSnapshot window = RealRig.open(folder, first, Theme.LIGHT, WIDTH, HEIGHT).patience(PATIENCE)) {
                window.start().awaitFinished();
            }
            try (WindowSnapshot window = RealRig.open(folder, second, Theme.DARK, WIDTH, HEIGHT).patience(PATIENCE)) {
                window.start().awaitPoints(6);
                window.await("the next point is being measured", model -> model.live()
                        .get()
                        .map(run -> run.phase().get().endsWith("measuring"))
                        .orElse(false)).write(pictures.resolve("window-dark.png"));
                window.awaitFinished();
            }
            try (WindowSnapshot window = RealRig.open(folder, second, Theme.LIGHT, WIDTH, HEIGHT).patience(PATIENCE)) {
                window.await("both runs are listed and devices known", model -> model.history().runs().size() == 2
                        && model.startObstacle().get().isEmpty());
                WindowSnapshot.onScreen(() -> {
                    window.workbench().open(window.workbench().history().runs().getFirst());
                    return true;
                });
                window.awaitPoints(8).write(pictures.resolve("window-light.png"));
            }
        } finally {
            delete(folder);
            Platform.exit();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
