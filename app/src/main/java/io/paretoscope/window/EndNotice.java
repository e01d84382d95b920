package io.paretoscope.window;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.stage.Stage;
import org.controlsfx.control.Notifications;

/** Tells that a sweep has ended which took so long that its user is likely to look at something else. */
final class EndNotice {
    /** Whoever started a sweep is still there for so long. */
    static final Duration LONG = Duration.ofSeconds(30);

    private static final double SHOWN_SECONDS = 20;

    private final Stage stage;
    private final InstantSource clock;
    private Optional<Instant> begun = Optional.empty();
    private Optional<RunViewModel> run = Optional.empty();

    EndNotice(WorkbenchViewModel workbench, Stage stage, InstantSource clock) {
        this.stage = stage;
        this.clock = clock;
        workbench.live().subscribe(live -> {
            if (live.isPresent()) {
                begun = Optional.of(clock.instant());
                run = live;
            }
        });
        workbench.running().subscribe(running -> {
            if (!running) {
                ended();
            }
        });
    }

    private void ended() {
        text(begun.map(at -> Duration.between(at, clock.instant())).orElse(Duration.ZERO), run).ifPresent(this::show);
        begun = Optional.empty();
        run = Optional.empty();
    }

    /** What is to be told of a run that took so long; empty where nothing is. */
    static Optional<String> text(Duration took, Optional<RunViewModel> ended) {
        return took.compareTo(LONG) < 0
                ? Optional.empty()
                : ended.map(run -> run.title().get() + " " + run.status().get().label() + " after "
                        + TimeText.duration(took) + ": " + run.tally());
    }

    private void show(String text) {
        if (stage.isShowing()) {
            Notifications.create()
                    .owner(stage)
                    .title("The sweep has ended")
                    .text(text)
                    .position(Pos.BOTTOM_RIGHT)
                    .hideAfter(javafx.util.Duration.seconds(SHOWN_SECONDS))
                    .show();
            if (!stage.isFocused()) {
                // Desktops make a window that asks to be in front blink in their list of windows.
                stage.toFront();
            }
        }
    }
}
