package io.paretoscope.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.testfx.util.WaitForAsyncUtils;

/**
 * A real window on any workbench, without a screen, that can be driven through its view models and drawn into a file. Runs
 * with {@code -Dglass.platform=Headless -Dprism.order=sw}; made for tests and for the pictures of the documentation.
 */
public final class WindowSnapshot implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stage stage;
    private final WorkbenchWindow window;
    private final CompletableFuture<Void> closed;

    private Duration patience = PATIENCE;

    private WindowSnapshot(Stage stage, WorkbenchWindow window, CompletableFuture<Void> closed) {
        this.stage = stage;
        this.window = window;
        this.closed = closed;
    }

    /** Opens a window of that size, in pixels. */
    public static WindowSnapshot open(WindowSetup setup, double width, double height) {
        startToolkit();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        return onScreen(() -> {
            Stage stage = new Stage();
            WorkbenchWindow window = new WorkbenchWindow(setup, stage, () -> closed.complete(null));
            window.show();
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(width);
            stage.setHeight(height);
            return new WindowSnapshot(stage, window, closed);
        });
    }

    static synchronized void startToolkit() {
        try {
            Platform.startup(() -> Platform.setImplicitExit(false));
        } catch (IllegalStateException e) {
            // It is running already; it starts once in a process.
            Platform.setImplicitExit(false);
        }
    }

    /** Runs {@code call} on the FX thread and waits for it. */
    static <T> T onScreen(Callable<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                answer.complete(call.call());
            } catch (Exception | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the FX thread does not answer", e);
        }
    }

    /** From now on, waits at most so long for whatever is awaited; a minute before. */
    public WindowSnapshot patience(Duration most) {
        patience = most;
        return this;
    }

    /** Starts the sweep that the fields describe, once that can be done. */
    public WindowSnapshot start() {
        await("a sweep can start", workbench -> workbench.startObstacle().get().isEmpty());
        onScreen(() -> {
            window.workbench().start();
            return true;
        });
        return this;
    }

    /** Waits until {@code points} points of the run that is shown have ended. */
    public WindowSnapshot awaitPoints(int points) {
        return await(points + " points have ended",
                workbench -> workbench.shown().get().map(run -> run.results().size() >= points).orElse(false));
    }

    /** Waits until no sweep is running. */
    public WindowSnapshot awaitFinished() {
        return await("the sweep has ended", workbench -> !workbench.running().get());
    }

    /** Waits until the window is as {@code state} wants it, which is asked on the FX thread. */
    WindowSnapshot await(String what, Predicate<WorkbenchViewModel> state) {
        try {
            WaitForAsyncUtils.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS,
                    () -> onScreen(() -> state.test(window.workbench())));
        } catch (TimeoutException e) {
            throw new AssertionError("in vain: " + what, e);
        }
        return this;
    }

    /** The scene, for robots. */
    Scene scene() {
        return stage.getScene();
    }

    Stage stage() {
        return stage;
    }

    WorkbenchViewModel workbench() {
        return window.workbench();
    }

    /** Draws the window into a PNG, its folder made where it is missing. */
    public Path write(Path file) throws IOException {
        return draw(scene(), file);
    }

    /** Draws the newest dialog into a PNG, and closes it. */
    Path writeDialog(Path file) throws IOException {
        WaitForAsyncUtils.waitForFxEvents();
        Window dialog = onScreen(() -> List.copyOf(Window.getWindows()).getLast());
        draw(dialog.getScene(), file);
        return onScreen(() -> {
            dialog.hide();
            return file;
        });
    }

    private static Path draw(Scene scene, Path file) throws IOException {
        WaitForAsyncUtils.waitForFxEvents();
        WritableImage image = onScreen(() -> {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
            return scene.snapshot(null);
        });
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ImageIO.write(SwingFXUtils.fromFXImage(image, null), "png", file.toFile());
        return file;
    }

    /** Closes the window and its workbench. */
    @Override
    public void close() {
        onScreen(() -> {
            stage.hide();
            window.workbench().close(() -> closed.complete(null));
            return true;
        });
        closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
