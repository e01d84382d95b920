package io.paretoscope.window;

import io.paretoscope.sweep.SweepEvent;
import io.paretoscope.telemetry.LiveTelemetry;
import io.paretoscope.telemetry.Quantity;
import io.paretoscope.telemetry.SamplerStats;
import io.paretoscope.telemetry.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.animation.AnimationTimer;
import javafx.beans.value.ObservableValue;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/**
 * What the experiment's device reports, over the last minute: small charts that move while the strip is on the screen, and
 * stand still otherwise. Phases of a running sweep are shaded.
 */
final class LiveStrip extends HBox {
    private static final long SPAN_NANOS = 60_000_000_000L;
    private static final long FRAME_NANOS = 100_000_000L;
    private static final long TEXT_NANOS = 1_000_000_000L;

    private final LiveViewModel live;
    private final ObservableValue<Theme> theme;
    private final Label sampling = new Label();
    private final List<LiveChart> charts = new ArrayList<>();
    private final PhaseBands bands;
    private final AnimationTimer timer = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (now - last >= FRAME_NANOS) {
                last = now;
                frame();
            }
        }
    };
    private boolean onScreen;
    private long textAt;
    private int frames;

    LiveStrip(LiveViewModel live, ObservableValue<Theme> theme) {
        this.live = live;
        this.theme = theme;
        bands = new PhaseBands(live.phases());
        setId("live");
        getStyleClass().add("live");
        setAccessibleText("Live telemetry of the device");
        sampling.getStyleClass().addAll("muted", "live-reason");
        sampling.setWrapText(true);
        sampling.setMinWidth(120);
        sampling.setPrefWidth(150);
        sampling.setId("sampling");
        sampling.setTooltip(new Tooltip("What watching the device costs, and how late samples are taken"));
        visibleProperty().bind(live.shown());
        managedProperty().bind(visibleProperty());
        live.source().subscribe(this::show);
        sceneProperty().flatMap(Scene::windowProperty)
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

    private void show(Optional<LiveTelemetry> telemetry) {
        charts.clear();
        telemetry.ifPresent(source -> quantities(source).forEach(quantity -> charts
                .add(new LiveChart(quantity, name(quantity), theme))));
        getChildren().setAll(charts);
        getChildren().add(sampling);
        sampling.setText(telemetry.isPresent() ? "" : "No device is being watched");
        textAt = 0;
    }

    /** What tells most of a GPU, or of a CPU. */
    private static List<Quantity> quantities(LiveTelemetry telemetry) {
        boolean gpu = telemetry.offered().stream().anyMatch(series -> series.quantity() == Quantity.SM_CLOCK);
        return gpu
                ? List.of(Quantity.POWER_INSTANT, Quantity.SM_CLOCK, Quantity.GPU_UTILISATION, Quantity.SM_ACTIVITY,
                        Quantity.DRAM_BANDWIDTH, Quantity.TEMPERATURE, Quantity.HOST_LOAD)
                : List.of(Quantity.HOST_LOAD, Quantity.HOST_FREQUENCY, Quantity.HOST_MEMORY_USED,
                        Quantity.POWER_INSTANT);
    }

    private static String name(Quantity quantity) {
        return switch (quantity) {
            case HOST_LOAD -> "CPU load";
            case HOST_FREQUENCY -> "CPU clock";
            case HOST_MEMORY_USED -> "Memory used";
            default -> quantity.label();
        };
    }

    private void frame() {
        LiveTelemetry telemetry = live.source().get().orElse(null);
        if (telemetry == null) {
            return;
        }
        frames++;
        long now = System.nanoTime();
        boolean words = now - textAt >= TEXT_NANOS || textAt == 0;
        Traces none = words ? telemetry.cut(now, now) : Traces.NONE;
        for (LiveChart chart : charts) {
            boolean shown = chart.show(telemetry, now - SPAN_NANOS, now, bands);
            if (!shown && words) {
                chart.unavailable(whyNot(none, chart.quantity()));
            }
        }
        if (words) {
            textAt = now;
            sampling.setText(text(telemetry.sampling()));
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

    private static String text(SamplerStats stats) {
        return String.format(Locale.ROOT, "Sampled every %.0f ms,\n%.1f ms late (p99 %.1f ms),\n%.2f %% of a core",
                stats.periodNanos() / 1e6, stats.latenessMedianNanos() / 1e6, stats.latenessP99Nanos() / 1e6,
                100 * stats.cpuShare());
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
