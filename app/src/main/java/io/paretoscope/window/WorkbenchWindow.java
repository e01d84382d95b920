package io.paretoscope.window;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyEvent;
import javafx.stage.Screen;
import javafx.stage.Stage;

/** Puts the window on a stage, and takes it off again. All on the FX thread. */
final class WorkbenchWindow {
    private static final WindowState.Bounds FIRST_SIZE = new WindowState.Bounds(40, 40, 1440, 900);

    private final WindowSetup setup;
    private final Stage stage;
    private final Runnable closed;
    private final ObjectProperty<Theme> theme;
    private final ObjectProperty<TextSize> textSize;
    private final WorkbenchViewModel workbench;
    private final WindowActions actions;
    private WindowState.Bounds bounds = FIRST_SIZE;
    private Optional<WorkbenchView> view = Optional.empty();

    /**
     * Fills {@code stage}.
     *
     * @param closed called once the window is gone and the workbench is closed
     */
    WorkbenchWindow(WindowSetup setup, Stage stage, Runnable closed) {
        this.setup = setup;
        this.stage = stage;
        this.closed = closed;
        Executor work = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("window-", 0).factory());
        workbench = new WorkbenchViewModel(setup, new Background(work, Platform::runLater));
        theme = new SimpleObjectProperty<>(setup.memory().load().theme());
        textSize = new SimpleObjectProperty<>(Arrays.stream(TextSize.values())
                .filter(size -> size.name().equals(setup.memory().load().textSize()))
                .findFirst()
                .orElse(TextSize.USUAL));
        actions = new WindowActions(workbench, setup.files(), stage, theme, textSize, this::askToClose);
    }

    /** Shows the window and opens the workbench. */
    void show() {
        WindowState last = setup.memory().load();
        workbench.telemetry().shown().set(last.telemetry());
        theme.subscribe(value -> Application.setUserAgentStylesheet(value.styleSheet()));
        WorkbenchView content = new WorkbenchView(workbench, actions, theme, textSize, last.layout());
        view = Optional.of(content);
        Scene scene = new Scene(content);
        textSize.subscribe(size -> WindowStyle.apply(scene, size));
        scene.addEventHandler(KeyEvent.KEY_TYPED, event -> {
            if (event.getCharacter().equals("?") && !(scene.getFocusOwner() instanceof TextInputControl)) {
                actions.showShortcuts();
            }
        });
        stage.setScene(scene);
        stage.getIcons().setAll(WindowStyle.icons());
        stage.titleProperty()
                .bind(Bindings.createStringBinding(this::title, workbench.live(), workbench.notice(),
                        workbench.shown()));
        stage.setMinWidth(960);
        stage.setMinHeight(600);
        place(last);
        stage.setOnCloseRequest(event -> {
            event.consume();
            askToClose();
        });
        Thread.currentThread()
                .setUncaughtExceptionHandler((thread, failure) -> actions
                        .showProblem(Problem.of("Something unexpected happened in the window", failure)));
        workbench.onProblem(actions::showProblem);
        stage.show();
        theme.subscribe(ignored -> remember());
        textSize.subscribe(ignored -> remember());
        workbench.telemetry().shown().subscribe(ignored -> remember());
        new EndNotice(workbench, stage, InstantSource.system());
        workbench.open();
    }

    /** What the window shows, for those who drive it. */
    WorkbenchViewModel workbench() {
        return workbench;
    }

    private String title() {
        return workbench.shown().get().map(run -> run.title().get() + " - Paretoscope").orElse("Paretoscope");
    }

    private void place(WindowState last) {
        List<WindowState.Bounds> screens = Screen.getScreens().stream().map(WorkbenchWindow::usable).toList();
        bounds = last.bounds().orElse(FIRST_SIZE).visibleOn(screens);
        stage.setX(bounds.x());
        stage.setY(bounds.y());
        stage.setWidth(bounds.width());
        stage.setHeight(bounds.height());
        stage.setMaximized(last.maximised());
        stage.xProperty().subscribe(ignored -> moved());
        stage.yProperty().subscribe(ignored -> moved());
        stage.widthProperty().subscribe(ignored -> moved());
        stage.heightProperty().subscribe(ignored -> moved());
    }

    private static WindowState.Bounds usable(Screen screen) {
        Rectangle2D area = screen.getVisualBounds();
        return new WindowState.Bounds(area.getMinX(), area.getMinY(), area.getWidth(), area.getHeight());
    }

    private void moved() {
        if (stage.isShowing() && !stage.isMaximized() && !stage.isIconified()) {
            bounds = new WindowState.Bounds(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight());
        }
    }

    private void remember() {
        setup.memory()
                .save(new WindowState(theme.get(), Optional.of(bounds), stage.isMaximized(),
                        workbench.telemetry().shown().get(), textSize.get().name(),
                        view.map(WorkbenchView::remembered).orElse(WindowState.Layout.FIRST)));
    }

    private void askToClose() {
        if (!workbench.running().get()) {
            close();
            return;
        }
        ButtonType stop = new ButtonType("Stop and close", ButtonBar.ButtonData.OK_DONE);
        ButtonType stay = new ButtonType("Keep running", ButtonBar.ButtonData.CANCEL_CLOSE);
        Alert alert = new Alert(Alert.AlertType.CONFIRMATION, "Finished points are kept; the running one is given up.",
                stop, stay);
        alert.initOwner(stage);
        alert.setTitle("Paretoscope");
        alert.setHeaderText("A sweep is running");
        alert.resultProperty().subscribe(answer -> {
            if (answer == stop) {
                close();
            }
        });
        actions.show(alert);
    }

    private void close() {
        remember();
        stage.hide();
        workbench.close(closed);
    }
}
