package io.paretoscope.window;

import io.paretoscope.chart.ChartCaption;
import io.paretoscope.store.RunFile;
import io.paretoscope.store.RunSummary;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.Dialog;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.Window;

/** What the window does that needs more than its view models: dialogs, files, the theme. */
final class WindowActions {
    private final WorkbenchViewModel workbench;
    private final FilePrompt files;
    private final Window window;
    private final ObjectProperty<Theme> theme;
    private final ObjectProperty<TextSize> textSize;
    private final Runnable quit;
    private Optional<ChartsView> charts = Optional.empty();

    WindowActions(WorkbenchViewModel workbench, FilePrompt files, Window window, ObjectProperty<Theme> theme,
            ObjectProperty<TextSize> textSize, Runnable quit) {
        this.workbench = workbench;
        this.files = files;
        this.window = window;
        this.theme = theme;
        this.textSize = textSize;
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

    void compareRuns() {
        workbench.stored().compareSelected(comparison -> show(new ComparisonDialog(window, comparison)));
    }

    /** Writes the selected run into a file for others. */
    void shareRun() {
        workbench.stored()
                .fileName()
                .flatMap(name -> files.save(window, "Share the run", "Run file", name + RunFile.SUFFIX))
                .ifPresent(workbench.stored()::share);
    }

    /** Takes a run from a file of others. */
    void takeRun() {
        files.open(window, "Open a run file", "Run file", RunFile.SUFFIX).ifPresent(workbench.stored()::take);
    }

    void reportRun() {
        workbench.stored()
                .fileName()
                .flatMap(name -> files.save(window, "Save the report", "HTML page", name + ".html"))
                .ifPresent(workbench.stored()::report);
    }

    /** Copies the command that measures the selected run again. */
    void copyCommand() {
        workbench.stored().command(text -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(text);
            Clipboard.getSystemClipboard().setContent(content);
        });
    }

    void describeRun() {
        if (!workbench.history().singleObstacle().isEmpty()) {
            return;
        }
        RunSummary run = workbench.history().selected().getFirst();
        DescriptionDialog dialog = new DescriptionDialog(window, run);
        dialog.resultProperty().subscribe(description -> {
            if (description != null) {
                workbench.stored().describe(run, description.tags(), description.note());
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

    void enlargeText() {
        textSize.set(textSize.get().larger());
    }

    void shrinkText() {
        textSize.set(textSize.get().smaller());
    }

    void switchTheme() {
        theme.set(theme.get().other());
    }

    /** Shows what the device reports in a window of its own. */
    void enlargeTelemetry() {
        new LiveWindow(window, workbench.telemetry(), workbench.telemetry().timeline(), theme, textSize).show();
    }

    /** Holds the picture of what the device reports, or lets it go. */
    void freezeTelemetry() {
        LiveTimeline timeline = workbench.telemetry().timeline();
        if (timeline.held().get()) {
            timeline.follow();
        } else {
            timeline.freeze(System.nanoTime());
        }
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
        WindowStyle.apply(dialog.getDialogPane().getScene(), textSize.get());
        dialog.show();
    }

    void quit() {
        quit.run();
    }
}
