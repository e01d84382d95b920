package io.paretoscope.window;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** The whole window: the experiment on the left, charts and table in the middle, the runs on the right. */
final class WorkbenchView extends BorderPane {
    private static final double HISTORY_WIDTH = 256;
    private static final double LEAST_EXPERIMENT_WIDTH = 300;
    private static final double LEAST_HISTORY_WIDTH = 150;
    /** Of a narrow window, at most that much. */
    private static final double HISTORY_SHARE = 0.19;

    private final WorkbenchViewModel workbench;
    private final ChartsView charts;
    private final PointsView points;
    private final SplitPane results;
    private final SplitPane columns;

    WorkbenchView(WorkbenchViewModel workbench, WindowActions actions, ObjectProperty<Theme> theme,
            ObservableValue<TextSize> textSize, WindowState.Layout layout) {
        this.workbench = workbench;
        charts = new ChartsView(workbench, theme);
        actions.charts(charts);
        points = new PointsView(workbench, theme);
        results = new SplitPane(charts, points);
        results.setOrientation(Orientation.VERTICAL);
        results.setDividerPositions(layout.chartShare());
        VBox.setVgrow(results, Priority.ALWAYS);
        VBox run = new VBox(new HeaderView(workbench, actions, charts.pages()), results);
        run.getStyleClass().add("results");
        Node centre = new CentreView(workbench, run, new WelcomeView(workbench, actions),
                new ReferenceView(workbench.reference(), theme));

        ExperimentView experiment = new ExperimentView(workbench, actions);
        HistoryView history = new HistoryView(workbench, actions);
        textSize.subscribe(size -> {
            experiment.setMinWidth(size.scaled(LEAST_EXPERIMENT_WIDTH));
            history.setMinWidth(size.scaled(LEAST_HISTORY_WIDTH));
        });
        columns = new SplitPane(experiment, centre, history);
        SplitPane.setResizableWithParent(experiment, false);
        SplitPane.setResizableWithParent(history, false);
        placeDividers(layout);
        restore(layout);

        WindowMenu menu = new WindowMenu(workbench, actions);
        HBox.setHgrow(menu, Priority.ALWAYS);
        HBox top = new HBox(menu, new ThemeSwitch(theme));
        top.getStyleClass().add("top-line");
        setTop(top);
        setCenter(columns);
        setBottom(new VBox(new LiveStrip(workbench.telemetry(), workbench.telemetry().timeline(), theme,
                actions::enlargeTelemetry), new StatusView(workbench)));
    }

    /** What is not known any more is left as it is at first. */
    private void restore(WindowState.Layout layout) {
        Arrays.stream(ChartsView.Page.values())
                .filter(page -> page.name().equals(layout.page()))
                .forEach(charts.page()::set);
        Arrays.stream(RunOrder.values())
                .filter(order -> order.name().equals(layout.order()))
                .forEach(workbench.history().order()::set);
        points.table().restore(layout.columns());
    }

    /** How the window is divided now, and what lies open in it. */
    WindowState.Layout remembered() {
        double width = columns.getWidth();
        double[] at = columns.getDividerPositions();
        return new WindowState.Layout(at[0] * width,
                width > 0 ? OptionalDouble.of((1 - at[1]) * width) : OptionalDouble.empty(),
                results.getDividerPositions()[0], charts.page().get().name(), workbench.history().order().get().name(),
                points.table().wanted());
    }

    /** The sides keep their width when the window grows, so they are given one as soon as the window has one. */
    private void placeDividers(WindowState.Layout layout) {
        AtomicReference<Subscription> once = new AtomicReference<>(Subscription.EMPTY);
        once.set(columns.widthProperty().subscribe(width -> {
            if (width.doubleValue() > 0) {
                double history = layout.historyWidth()
                        .orElse(Math.min(HISTORY_WIDTH, HISTORY_SHARE * width.doubleValue()));
                columns.setDividerPositions(layout.experimentWidth() / width.doubleValue(),
                        1 - history / width.doubleValue());
                once.get().unsubscribe();
            }
        }));
    }
}
