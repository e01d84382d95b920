package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import io.paretoscope.sweep.SweepEvent;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * What the phases of a sweep are shaded with: what prepares a point, what warms it up, what is measured, and what waits.
 *
 * @param load loading
 * @param warmUp warming up
 * @param measure measuring, and checking answers
 * @param coolDown cooling down, and measuring the idle device
 */
record PhaseColours(Color load, Color warmUp, Color measure, Color coolDown) {

    /** Invisible. */
    static final PhaseColours NONE = new PhaseColours(Color.TRANSPARENT, Color.TRANSPARENT, Color.TRANSPARENT,
            Color.TRANSPARENT);

    private static final double VEIL = 0.17;

    /** A name for the legend, and a phase that has its colour. */
    record Entry(String name, SweepEvent.Phase phase) {}

    /** What a legend says, in the order in which phases come. */
    static final List<Entry> LEGEND = List.of(new Entry("load", SweepEvent.Phase.LOAD),
            new Entry("warm-up", SweepEvent.Phase.WARM_UP), new Entry("measure", SweepEvent.Phase.MEASURE),
            new Entry("cool-down", SweepEvent.Phase.COOL_DOWN));

    static PhaseColours of(ChartStyle style) {
        return new PhaseColours(veil(StripCanvas.color(style.muted())), veil(StripCanvas.color(style.series().get(1))),
                veil(StripCanvas.color(style.series().get(0))), veil(StripCanvas.color(style.series().get(2))));
    }

    private static Color veil(Color color) {
        return color.deriveColor(0, 1, 1, VEIL);
    }

    Color of(SweepEvent.Phase phase) {
        return switch (phase) {
            case LOAD -> load;
            case WARM_UP -> warmUp;
            case MEASURE, CHECK -> measure;
            case COOL_DOWN, IDLE -> coolDown;
        };
    }
}
