package io.paretoscope.window;

import io.paretoscope.chart.MetricDisplay;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import javafx.geometry.Pos;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A number in a table, at its right edge, with where it comes from, or why there is none. */
final class ReadingCell<S> extends TableCell<S, Reading> {
    private final Metric metric;

    ReadingCell(Metric metric) {
        this.metric = metric;
        setAlignment(Pos.CENTER_RIGHT);
    }

    @Override
    protected void updateItem(@Nullable Reading reading, boolean empty) {
        super.updateItem(reading, empty);
        if (empty || reading == null) {
            setText(null);
            setTooltip(null);
        } else {
            setText(MetricDisplay.text(metric, reading));
            setTooltip(new Tooltip(MetricDisplay.explanation(metric, reading)));
        }
    }
}
