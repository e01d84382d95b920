package io.paretoscope.window;

import javafx.beans.property.ObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The whole window: the experiment on the left, charts and table in the middle, the runs on the right. */
final class WorkbenchView extends BorderPane {

    WorkbenchView(WorkbenchViewModel workbench, WindowActions actions, ObjectProperty<Theme> theme) {
        ChartsView charts = new ChartsView(workbench, theme);
        actions.charts(charts);
        SplitPane results = new SplitPane(charts, new PointTable(workbench));
        results.setOrientation(Orientation.VERTICAL);
        results.setDividerPositions(0.62);
        VBox.setVgrow(results, Priority.ALWAYS);
        VBox centre = new VBox(new HeaderView(workbench, actions, theme), results);
        centre.getStyleClass().add("results");

        ExperimentView experiment = new ExperimentView(workbench, actions);
        experiment.setMinWidth(290);
        experiment.setPrefWidth(310);
        HistoryView history = new HistoryView(workbench);
        history.setMinWidth(150);
        history.setPrefWidth(240);
        SplitPane columns = new SplitPane(experiment, centre, history);
        SplitPane.setResizableWithParent(experiment, false);
        SplitPane.setResizableWithParent(history, false);

        setTop(new WindowMenu(workbench, actions));
        setCenter(columns);
        setBottom(new StatusView(workbench));
    }
}
