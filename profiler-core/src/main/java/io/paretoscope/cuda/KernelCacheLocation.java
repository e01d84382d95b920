package io.paretoscope.cuda;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a user's compiled kernels are kept. They can be deleted at any time. */
public final class KernelCacheLocation {
    private KernelCacheLocation() {}

    /** The folder for the user of this process. */
    public static Path ofThisMachine() {
        return folder(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /**
     * The folder that an environment names.
     *
     * @param environment as {@link System#getenv()}
     * @param osName as the system property {@code os.name}
     * @param home as the system property {@code user.home}
     */
    static Path folder(Map<String, String> environment, String osName, Path home) {
        if (osName.toLowerCase(Locale.ROOT).startsWith("windows")) {
            return absolute(environment, "LOCALAPPDATA")
                    .orElse(home.resolve("AppData").resolve("Local"))
                    .resolve("Paretoscope")
                    .resolve("kernels");
        }
        return absolute(environment, "XDG_CACHE_HOME")
                .orElse(home.resolve(".cache"))
                .resolve("paretoscope")
                .resolve("kernels");
    }

    /** The XDG base directory specification has relative paths ignored; the same does no harm on Windows. */
    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
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
