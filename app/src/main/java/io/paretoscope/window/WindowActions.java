package io.paretoscope.window;

import io.paretoscope.chart.ChartCaption;
import io.paretoscope.store.RunSummary;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.Dialog;
import javafx.stage.Window;

/** What the window does that needs more than its view models: dialogs, files, the theme. */
final class WindowActions {
    private final WorkbenchViewModel workbench;
    private final FilePrompt files;
    private final Window window;
    private final ObjectProperty<Theme> theme;
    private final Runnable quit;
    private Optional<ChartsView> charts = Optional.empty();

    WindowActions(WorkbenchViewModel workbench, FilePrompt files, Window window, ObjectProperty<Theme> theme,
            Runnable quit) {
        this.workbench = workbench;
        this.files = files;
        this.window = window;
        this.theme = theme;
        this.quit = quit;
    }

    /** The charts have been made. */
    void charts(ChartsView view) {
        charts = Optional.of(view);
    }

    void addCheckpoint() {
        files.folder(window, "Checkpoint folder").ifPresent(workbench.experiment()::addCheckpoint);
    }

    void exportPoints() {
        shownId().ifPresent(name -> files.save(window, "Save the points", "CSV table", name + ".csv")
                .ifPresent(workbench::exportPoints));
    }

    void exportChart() {
        charts.ifPresent(view -> shownId().ifPresent(name -> {
            ChartExportDialog dialog = new ChartExportDialog(window, view.shownCharts());
            dialog.resultProperty().subscribe(choice -> {
                if (choice != null) {
                    files.save(window, "Save the chart", choice.kind(),
                            name + "-" + choice.chart().fileName() + "." + choice.extension())
                            .ifPresent(file -> saveChart(file, choice));
                }
            });
            show(dialog);
        }));
    }

    private void saveChart(Path file, ChartExportDialog.Choice choice) {
        ChartCaption caption = new ChartCaption(choice.chart().title(),
                workbench.shown().get().map(run -> run.title().get() + " · " + run.conditions()).orElse(""));
        workbench.exportChart(file, () -> {
            if (choice.format().isEmpty()) {
                choice.chart().table().write(file);
            } else {
                choice.format()
                        .get()
                        .write(file, choice.chart().drawing().apply(caption), choice.widthPixels(),
                                choice.heightPixels());
            }
        });
    }

    void compareConditions() {
        workbench.compareSelected(comparison -> show(new ConditionsDialog(window, comparison)));
    }

    void describeRun() {
        if (!workbench.history().singleObstacle().isEmpty()) {
            return;
        }
        RunSummary run = workbench.history().selected().getFirst();
        DescriptionDialog dialog = new DescriptionDialog(window, run);
        dialog.resultProperty().subscribe(description -> {
            if (description != null) {
                workbench.describe(run, description.tags(), description.note());
            }
        });
        show(dialog);
    }

    /** Starts a self-test of the device, and shows it; shows the one that is under way where there is one. */
    void selfTestDevice() {
        workbench.startSelfTest();
        workbench.selfTest().get().ifPresent(this::show);
    }

    /** Shows the self-test that was kept with the selected run. */
    void selfTestOfRun() {
        workbench.selfTestOfSelected(this::show);
    }

    /** Shows the ways to an engine for GPUs. */
    void installEngine() {
        show(new EngineDialog(window, workbench.engine(), files));
    }

    private void show(SelfTestViewModel selfTest) {
        show(new SelfTestDialog(window, selfTest));
    }

    private Optional<String> shownId() {
        return workbench.exportObstacle().get().isEmpty()
                ? workbench.shown().get().map(run -> "paretoscope-run-" + run.id().orElseThrow())
                : Optional.empty();
    }

    void switchTheme() {
        theme.set(theme.get().other());
    }

    void resetZoom() {
        charts.ifPresent(ChartsView::resetZoom);
    }

    void showShortcuts() {
        show(new ShortcutsDialog(window));
    }

    void showProblem(Problem problem) {
        show(new ErrorDialog(window, problem));
    }

    /** Shows {@code dialog} without waiting for it, so that a sweep's events go on arriving. */
    void show(Dialog<?> dialog) {
        WindowStyle.apply(dialog.getDialogPane().getScene());
        dialog.show();
    }

    void quit() {
        quit.run();
    }
}
