package io.paretoscope.window;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/** The menu bar: every action of the window, with its key. */
final class WindowMenu extends MenuBar {

    WindowMenu(WorkbenchViewModel workbench, WindowActions actions) {
        MenuItem live = item("Show the running sweep", Shortcut.SHOW_LIVE, workbench::showLive);
        live.disableProperty().bind(workbench.running().not());
        getMenus().addAll(
                new Menu("File", null, item("Add checkpoint folder…", Shortcut.ADD_CHECKPOINT, actions::addCheckpoint),
                        new SeparatorMenuItem(),
                        unless(workbench.exportObstacle(),
                                item("Save chart…", Shortcut.EXPORT_CHART, actions::exportChart)),
                        unless(workbench.exportObstacle(),
                                item("Save points as CSV…", Shortcut.EXPORT_POINTS, actions::exportPoints)),
                        new SeparatorMenuItem(), item("Open run file…", Shortcut.TAKE, actions::takeRun),
                        new SeparatorMenuItem(), item("Quit", Shortcut.QUIT, actions::quit)),
                new Menu("Sweep", null,
                        unless(workbench.startObstacle(), item("Start", Shortcut.START, workbench::start)),
                        unless(workbench.stopObstacle(),
                                item("Stop after this point", Shortcut.STOP_AFTER_POINT, workbench::stopAfterPoint)),
                        unless(workbench.stopObstacle(),
                                item("Stop now", Shortcut.STOP_NOW, workbench::stopNow))),
                runs(workbench, actions),
                new Menu("View", null, live, item("Read runs anew", Shortcut.REFRESH, workbench::refresh),
                        telemetry(workbench),
                        item("Freeze telemetry", Shortcut.FREEZE, actions::freezeTelemetry),
                        item("Reset zoom", Shortcut.RESET_ZOOM, actions::resetZoom),
                        item("Larger text", Shortcut.LARGER_TEXT, actions::enlargeText),
                        item("Smaller text", Shortcut.SMALLER_TEXT, actions::shrinkText),
                        item("Switch light and dark", Shortcut.SWITCH_THEME, actions::switchTheme)),
                new Menu("Tools", null,
                        unless(workbench.selfTestObstacle(),
                                item("Self-test of this device…", Shortcut.SELF_TEST, actions::selfTestDevice))),
                new Menu("Help", null, item("Keyboard shortcuts", Shortcut.HELP, actions::showShortcuts)));
    }

    /** What can be done with the runs of the list. */
    private static Menu runs(WorkbenchViewModel workbench, WindowActions actions) {
        StoredRunsViewModel stored = workbench.stored();
        MenuItem undo = item("Undo deletion", Shortcut.UNDO, stored::undo);
        undo.disableProperty()
                .bind(Bindings.createBooleanBinding(() -> stored.deletion().get().isEmpty(), stored.deletion()));
        Menu menu = new Menu("Run", null,
                item("Compare…", Shortcut.COMPARE, actions::compareRuns),
                item("Copy as command", Shortcut.COPY_COMMAND, actions::copyCommand),
                item("Save report…", Shortcut.REPORT, actions::reportRun),
                item("Share as file…", Shortcut.SHARE, actions::shareRun), new SeparatorMenuItem(),
                item("Pin or release", Shortcut.PIN, stored::togglePin),
                item("Delete", Shortcut.DELETE, stored::deleteSelected), undo);
        return menu;
    }

    private static MenuItem telemetry(WorkbenchViewModel workbench) {
        CheckMenuItem item = new CheckMenuItem("Live telemetry");
        item.setAccelerator(Shortcut.TELEMETRY.keys());
        item.selectedProperty().bindBidirectional(workbench.telemetry().shown());
        return item;
    }

    private static MenuItem item(String text, Shortcut shortcut, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setAccelerator(shortcut.keys());
        item.setOnAction(event -> action.run());
        return item;
    }

    private static MenuItem unless(ObservableStringValue obstacle, MenuItem item) {
        item.disableProperty().bind(Bindings.createBooleanBinding(() -> !obstacle.get().isEmpty(), obstacle));
        return item;
    }
}
