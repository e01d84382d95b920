package io.paretoscope.window;

import io.paretoscope.telemetry.SamplerStats;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.shape.Rectangle;

/** What charts that move can be told: to stand still, and how far back to reach; and what their shades mean. */
final class LiveControls {
    private LiveControls() {}

    /** A button that holds the picture while measuring goes on. */
    static ToggleButton freeze(LiveTimeline timeline) {
        ToggleButton freeze = new ToggleButton("Freeze");
        freeze.setId("freeze");
        freeze.getStyleClass().add("small");
        freeze.setMinWidth(ToggleButton.USE_PREF_SIZE);
        freeze.setTooltip(
                new Tooltip("Hold the picture; measuring and sampling go on. Dragging over a chart shows that "
                        + "stretch, the right button goes one step back, a double click returns to the present"));
        freeze.setOnAction(event -> {
            if (freeze.isSelected()) {
                timeline.freeze(System.nanoTime());
            } else {
                timeline.follow();
            }
        });
        timeline.held().subscribe(held -> freeze.setSelected(held));
        return freeze;
    }

    /** Buttons for the time that is shown. */
    static HBox spans(LiveTimeline timeline) {
        HBox box = new HBox();
        LiveTimeline.Span[] spans = LiveTimeline.Span.values();
        for (int i = 0; i < spans.length; i++) {
            LiveTimeline.Span span = spans[i];
            ToggleButton button = new ToggleButton(span.label());
            button.setId("span-" + span.name().toLowerCase(Locale.ROOT));
            button.setMinWidth(ToggleButton.USE_PREF_SIZE);
            button.setTooltip(new Tooltip("Show the last " + span.label()));
            button.getStyleClass()
                    .addAll("small",
                            i == 0 ? "left-pill" : i == spans.length - 1 ? "right-pill" : "center-pill");
            button.setOnAction(event -> {
                timeline.span().set(span);
                timeline.follow();
                button.setSelected(true);
            });
            timeline.span().subscribe(chosen -> button.setSelected(chosen == span));
            box.getChildren().add(button);
        }
        return box;
    }

    /** What the shades mean. */
    static Node legend(ObservableValue<Theme> theme) {
        HBox legend = new HBox(8);
        for (PhaseColours.Entry entry : PhaseColours.LEGEND) {
            Rectangle patch = new Rectangle(10, 10);
            theme.subscribe(now -> {
                patch.setFill(PhaseColours.of(now.charts()).of(entry.phase()).deriveColor(0, 1, 1, 3));
            });
            Label label = new Label(entry.name(), patch);
            label.getStyleClass().addAll("muted", "live-reason");
            legend.getChildren().add(label);
        }
        legend.setAlignment(Pos.CENTER_LEFT);
        return legend;
    }

    /** What watching costs, in words; empty parts where nothing is watched. */
    static String sampling(Optional<SamplerStats> stats) {
        return stats.map(now -> String.format(Locale.ROOT, "Sampled every %.0f ms, %.1f ms late (p99 %.1f ms), "
                + "%.2f %% of a core", now.periodNanos() / 1e6, now.latenessMedianNanos() / 1e6,
                now.latenessP99Nanos() / 1e6, 100 * now.cpuShare())).orElse("No device is being watched");
    }
}
