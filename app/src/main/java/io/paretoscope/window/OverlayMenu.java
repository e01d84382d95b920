package io.paretoscope.window;

import io.paretoscope.store.ForeignRunSummary;
import io.paretoscope.store.RunSummary;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;

/** Chooses what lies over the shown run in the charts: runs of the list, imported ones, a baseline, predictions. */
final class OverlayMenu extends MenuButton {
    /** More would run off the screen; the list of runs has them all. */
    private static final int LISTED = 12;
    private static final String HELP = "Lay other runs and predictions over the shown one in the charts";

    private final OverlayViewModel overlay;
    private final HistoryViewModel history;

    OverlayMenu(WorkbenchViewModel workbench) {
        super("Overlay", Icon.LAYERS.create());
        overlay = workbench.results().overlay();
        history = workbench.history();
        setId("overlay");
        getStyleClass().addAll("small", "overlay-menu");
        setMinWidth(USE_PREF_SIZE);
        Tooltip tooltip = new Tooltip(HELP);
        tooltip.textProperty()
                .bind(overlay.predictionObstacle()
                        .map(obstacle -> obstacle.isEmpty() ? HELP : HELP + ".\n" + obstacle));
        setTooltip(tooltip);
        setAccessibleHelp(HELP);
        overlay.sources()
                .subscribe(sources -> setText(sources.size() > 1 ? "Overlay " + (sources.size() - 1) : "Overlay"));
        // A menu without an item would not open.
        getItems().setAll(new MenuItem("No run to lay over"));
        overlay.imported().subscribe(() -> {
            if (isShowing()) {
                fill();
            }
        });
        setOnShowing(event -> {
            fill();
            overlay.refreshImported();
        });
    }

    private void fill() {
        getItems().clear();
        List<RunSummary> selected = List.copyOf(history.selected());
        if (selected.size() > 1) {
            getItems().add(item("overlay-selected", "The " + selected.size() + " runs that are selected in the list",
                    () -> selected.stream()
                            .filter(run -> !overlay.has(OverlayViewModel.name(run)))
                            .forEach(overlay::toggle)));
            getItems().add(new SeparatorMenuItem());
        }
        history.runs().stream().limit(LISTED).forEach(this::run);
        if (!overlay.imported().isEmpty()) {
            getItems().add(new SeparatorMenuItem());
            overlay.imported().stream().limit(LISTED).forEach(this::imported);
        }
        getItems().addAll(new SeparatorMenuItem(), baseline(), predictions());
        if (!overlay.predictionObstacle().get().isEmpty()) {
            MenuItem why = new MenuItem(overlay.predictionObstacle().get());
            why.setDisable(true);
            getItems().add(why);
        }
        getItems().addAll(new SeparatorMenuItem(),
                item("overlay-clear", "Nothing but the shown run", overlay::clear));
    }

    private void run(RunSummary run) {
        CheckMenuItem item = new CheckMenuItem("Run " + run.id() + ": " + String.join(", ", run.models()) + " on "
                + run.device() + ", " + TimeText.minute(run.startedAt()));
        item.setId("overlay-run-" + run.id());
        item.setSelected(overlay.has(OverlayViewModel.name(run)));
        item.setOnAction(event -> overlay.toggle(run));
        getItems().add(item);
    }

    private void imported(ForeignRunSummary run) {
        CheckMenuItem item = new CheckMenuItem("Imported " + run.name() + ": " + run.title());
        item.setId("overlay-imported-" + run.name());
        item.setSelected(overlay.has(run.name()));
        item.setOnAction(event -> overlay.toggle(run));
        getItems().add(item);
    }

    private Menu baseline() {
        Menu menu = new Menu("Baseline, in grey");
        menu.setId("overlay-baseline");
        menu.getItems().add(choice("none", Optional.empty()));
        overlay.names()
                .stream()
                .filter(name -> name.startsWith("run "))
                .forEach(name -> menu.getItems().add(choice(name, Optional.of(name))));
        menu.setDisable(menu.getItems().size() == 1);
        return menu;
    }

    private RadioMenuItem choice(String text, Optional<String> name) {
        RadioMenuItem item = new RadioMenuItem(text);
        item.setSelected(overlay.baseline().equals(name));
        item.setOnAction(event -> overlay.baseline(name));
        return item;
    }

    private CheckMenuItem predictions() {
        CheckMenuItem item = new CheckMenuItem("Predictions between and beyond the batches, dashed");
        item.setId("overlay-predicted");
        item.setSelected(overlay.predicted().get());
        item.setOnAction(event -> overlay.predicted().set(item.isSelected()));
        return item;
    }

    private static MenuItem item(String id, String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setId(id);
        item.setOnAction(event -> action.run());
        return item;
    }
}
