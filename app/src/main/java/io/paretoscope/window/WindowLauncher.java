package io.paretoscope.window;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javafx.application.Platform;
import javafx.stage.Stage;

/** Opens the window. Not a JavaFX Application itself, so that it can be called from any main class. */
public final class WindowLauncher {
    private WindowLauncher() {}

    /**
     * Why no window can be opened here, in one line, such as a missing display or GTK; empty where nothing is known to be in
     * the way. Does not touch JavaFX, so a caller may go on without a window. Takes five seconds at the very most.
     */
    public static Optional<String> obstacle() {
        return DisplayCheck.ofThisProcess().obstacle();
    }

    /**
     * Opens the window and returns once it is closed, the workbench with it. At most once in a process.
     *
     * @throws WindowUnavailableException where there is no display, or JavaFX cannot start; nothing was opened then
     */
    public static void open(WindowSetup setup) throws WindowUnavailableException {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw new WindowUnavailableException(obstacle.get());
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try {
            Platform.startup(() -> show(setup, closed));
        } catch (RuntimeException | Error e) {
            throw new WindowUnavailableException("JavaFX cannot start: " + Problem.messageOf(e), e);
        }
        try {
            closed.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new WindowUnavailableException("the window cannot be opened: " + Problem.messageOf(cause), cause);
        } finally {
            Platform.exit();
        }
    }

    private static void show(WindowSetup setup, CompletableFuture<Void> closed) {
        Platform.setImplicitExit(false);
        try {
            new WorkbenchWindow(setup, new Stage(), () -> closed.complete(null)).show();
        } catch (RuntimeException | Error e) {
            closed.completeExceptionally(e);
        }
    }
}
