package io.paretoscope.window;

import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.AnimationTimer;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/**
 * Charts of what a device reports, which are drawn anew ten times a second while they are on the screen, and stand still otherwise. Samples
 * are taken however often they are drawn.
 */
final class LiveCharts {
    private static final long FRAME_NANOS = 100_000_000L;
    private static final long TEXT_NANOS = 1_000_000_000L;

    private final LiveViewModel live;
    private final LiveTimeline timeline;
    private final ObservableValue<Theme> theme;
    private final double height;
    private final Function<LiveTelemetry, List<Quantity>> choice;
    private final Consumer<LiveTelemetry> told;
    private final List<LiveChart> charts = new ArrayList<>();
    private final PhaseBands bands;
    private final AnimationTimer timer = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (now - last >= FRAME_NANOS) {
                last = now;
                frame(System.nanoTime());
            }
        }
    };
    private boolean onScreen;
    private long textAt;
    private int frames;

    /**
     * For a part of a window.
     *
     * @param height of each curve
     * @param choice which quantities of a device there are charts of
     * @param told hears once a second that words may have changed
     */
    LiveCharts(LiveViewModel live, LiveTimeline timeline, ObservableValue<Theme> theme, double height,
            Function<LiveTelemetry, List<Quantity>> choice, Consumer<LiveTelemetry> told) {
        this.live = live;
        this.timeline = timeline;
        this.theme = theme;
        this.height = height;
        this.choice = choice;
        this.told = told;
        bands = new PhaseBands(live.phases());
    }

    /** Makes charts of each device that is watched, and moves them while {@code place} is on the screen. */
    void showIn(Node place, Consumer<List<LiveChart>> arrange) {
        live.source().subscribe(source -> {
            charts.clear();
            source.ifPresent(device -> choice.apply(device)
                    .forEach(quantity -> charts
                            .add(new LiveChart(quantity, name(quantity), height, timeline, theme))));
            textAt = 0;
            arrange.accept(charts);
        });
        place.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false)
                .subscribe(showing -> {
                    onScreen = showing;
                    run();
                });
        live.source().subscribe(ignored -> run());
    }

    private void run() {
        if (onScreen && live.source().get().isPresent()) {
            timer.start();
        } else {
            timer.stop();
        }
    }

    private static String name(Quantity quantity) {
        return switch (quantity) {
            case HOST_LOAD -> "CPU load";
            case HOST_FREQUENCY -> "CPU clock";
            case HOST_MEMORY_USED -> "Host memory used";
            default -> quantity.label();
        };
    }

    private void frame(long now) {
        Optional<LiveTelemetry> source = live.source().get();
        if (source.isEmpty()) {
            return;
        }
        LiveTelemetry telemetry = source.get();
        frames++;
        boolean words = now - textAt >= TEXT_NANOS || textAt == 0;
        Traces none = words ? telemetry.cut(now, now) : Traces.NONE;
        for (LiveChart chart : charts) {
            boolean shown = chart.show(telemetry, now, bands);
            if (!shown && words) {
                chart.unavailable(whyNot(none, chart.quantity()));
            }
        }
        if (words) {
            textAt = now;
            told.accept(telemetry);
        }
    }

    /** A device without a meter of power may still count energy; why it does not is the better reason then. */
    private static String whyNot(Traces traces, Quantity quantity) {
        if (traces.find(quantity).isPresent()) {
            return "no sample yet";
        }
        return quantity == Quantity.POWER_INSTANT && traces.find(Quantity.ENERGY).isEmpty()
                && traces.unavailable().containsKey(Quantity.ENERGY)
                        ? traces.whyNot(Quantity.ENERGY)
                        : traces.whyNot(quantity);
    }

    /** How often the charts have been drawn, for tests. */
    int frames() {
        return frames;
    }

    /** The charts that are shown, for tests. */
    List<LiveChart> charts() {
        return charts;
    }

    private record PhaseBands(PhaseLog log) implements Bands {
        @Override
        public int size() {
            return log.size();
        }

        @Override
        public long start(int i) {
            return log.nanos(i);
        }

        @Override
        public long end(int i, long now) {
            return log.endNanos(i, now);
        }

        @Override
        public SweepEvent.@Nullable Phase phase(int i) {
            return log.phase(i);
        }
    }
}
