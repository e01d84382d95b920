package io.paretoscope.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a user's runs are kept where no other file is asked for. */
public final class StoreLocation {
    private static final String FILE = "runs.mv.db";

    private StoreLocation() {}

    /**
     * The file for the user of this process.
     *
     * @param environment as {@link System#getenv()}
     * @param osName as the system property {@code os.name}
     * @param home as the system property {@code user.home}
     */
    public static Path defaultFile(Map<String, String> environment, String osName, Path home) {
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            return folder(environment, "LOCALAPPDATA")
                    .orElse(home.resolve("AppData").resolve("Local"))
                    .resolve("Paretoscope")
                    .resolve(FILE);
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve("Paretoscope").resolve(FILE);
        }
        return folder(environment, "XDG_DATA_HOME")
                .orElse(home.resolve(".local").resolve("share"))
                .resolve("paretoscope")
                .resolve(FILE);
    }

    /** The XDG base directory specification has relative paths ignored; the same does no harm on Windows. */
    private static Optional<Path> folder(Map<String, String> environment, String variable) {
        try {
            return Optional.ofNullable(environment.get(variable))
                    .filter(text -> !text.isBlank())
                    .map(Path::of)
                    .filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
