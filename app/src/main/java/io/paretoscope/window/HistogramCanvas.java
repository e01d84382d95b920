package io.paretoscope.window;

import io.paretoscope.chart.ChartStyle;
import java.util.List;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;

/** Bars from left to right, the highest as high as the canvas; one that is not empty is at least one pixel high. */
final class HistogramCanvas extends Pane {
    private final Canvas canvas = new Canvas();
    private final List<Integer> counts;
    private final Color bar;
    private final Color base;

    HistogramCanvas(List<Integer> counts, ChartStyle style, double height) {
        this.counts = counts;
        bar = color(style.series().getFirst());
        base = color(style.muted());
        setMinSize(40, height);
        setPrefHeight(height);
        canvas.widthProperty().bind(widthProperty());
        canvas.heightProperty().bind(heightProperty());
        getChildren().add(canvas);
    }

    private static Color color(java.awt.Color awt) {
        return Color.rgb(awt.getRed(), awt.getGreen(), awt.getBlue());
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        double width = canvas.getWidth();
        double height = canvas.getHeight();
        graphics.clearRect(0, 0, width, height);
        int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
        graphics.setFill(bar);
        double step = width / Math.max(1, counts.size());
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                double high = Math.max(1, (height - 1) * counts.get(i) / most);
                graphics.fillRect(i * step, height - 1 - high, Math.max(1, step - 1), high);
            }
        }
        graphics.setFill(base);
        graphics.fillRect(0, height - 1, width, 1);
    }
}
