package io.paretoscope.window;

import io.paretoscope.chart.ChartCaption;
import io.paretoscope.chart.ShownTable;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;

/**
 * A chart as it is on the screen, to be saved.
 *
 * @param title what it shows
 * @param fileName what its file may be called, without the end
 * @param drawing draws it anew with a caption, in light style; from any thread
 * @param table what it shows in numbers
 */
record ShownChart(String title, String fileName, Function<ChartCaption, JFreeChart> drawing, ShownTable table) {
    /** As it is listed. */
    @Override
    public String toString() {
        return title;
    }
}
