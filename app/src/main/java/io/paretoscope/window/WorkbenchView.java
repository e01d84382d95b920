package io.paretoscope.window;

import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.property.ObjectProperty;
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
    private static final double EXPERIMENT_WIDTH = 336;
    private static final double HISTORY_WIDTH = 256;
    /** Of a narrow window, at most that much. */
    private static final double HISTORY_SHARE = 0.19;

    WorkbenchView(WorkbenchViewModel workbench, WindowActions actions, ObjectProperty<Theme> theme) {
        ChartsView charts = new ChartsView(workbench, theme);
        actions.charts(charts);
        SplitPane results = new SplitPane(charts, new PointsView(workbench, theme));
        results.setOrientation(Orientation.VERTICAL);
        results.setDividerPositions(0.58);
        VBox.setVgrow(results, Priority.ALWAYS);
        VBox run = new VBox(new HeaderView(workbench, actions, charts.pages()), results);
        run.getStyleClass().add("results");
        Node centre = new CentreView(workbench, run, new WelcomeView(workbench, actions),
                new ReferenceView(workbench.reference(), theme));

        ExperimentView experiment = new ExperimentView(workbench, actions);
        experiment.setMinWidth(300);
        HistoryView history = new HistoryView(workbench, actions);
        history.setMinWidth(150);
        SplitPane columns = new SplitPane(experiment, centre, history);
        SplitPane.setResizableWithParent(experiment, false);
        SplitPane.setResizableWithParent(history, false);
        placeDividers(columns);

        WindowMenu menu = new WindowMenu(workbench, actions);
        HBox.setHgrow(menu, Priority.ALWAYS);
        HBox top = new HBox(menu, new ThemeSwitch(theme));
        top.getStyleClass().add("top-line");
        setTop(top);
        setCenter(columns);
        setBottom(new VBox(new LiveStrip(workbench.telemetry(), workbench.telemetry().timeline(), theme,
                actions::enlargeTelemetry), new StatusView(workbench)));
    }

    /** The sides keep their width when the window grows, so they are given one as soon as the window has one. */
    private static void placeDividers(SplitPane columns) {
        AtomicReference<Subscription> once = new AtomicReference<>(Subscription.EMPTY);
        once.set(columns.widthProperty().subscribe(width -> {
            if (width.doubleValue() > 0) {
                columns.setDividerPositions(EXPERIMENT_WIDTH / width.doubleValue(),
                        1 - Math.min(HISTORY_WIDTH / width.doubleValue(), HISTORY_SHARE));
                once.get().unsubscribe();
            }
        }));
    }
}
