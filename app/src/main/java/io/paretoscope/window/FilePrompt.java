package io.paretoscope.window;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/** Asks the user for files and folders. Called on the FX thread; empty where the user thought better of it. */
public interface FilePrompt {
    /**
     * Where to save.
     *
     * @param kind what the file is, such as {@code PNG picture}
     * @param suggested the name that is offered, with its extension
     */
    Optional<Path> save(Window owner, String title, String kind, String suggested);

    /**
     * An existing file.
     *
     * @param kind what the file is, such as {@code Run file}
     * @param ending how its name ends, such as {@code .csv}
     */
    Optional<Path> open(Window owner, String title, String kind, String ending);

    /** An existing folder. */
    Optional<Path> folder(Window owner, String title);
}
