package io.paretoscope.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An engine that is installed.
 *
 * @param manifest what it is
 * @param folder its own folder
 * @param shipped whether it came with the program, and goes with it
 */
public record InstalledEngine(EngineManifest manifest, Path folder, boolean shipped) {

    static final String MANIFEST = "engine.json";
    static final String LIBRARIES = "lib";

    /** By which it is listed, chosen and removed. */
    public String name() {
        return manifest.name();
    }

    /** Where its libraries lie. */
    public Path libraries() {
        return manifest.linked().orElse(folder.resolve(LIBRARIES));
    }

    /** Why it cannot be used, in one line; empty where nothing is amiss. Looks at names and lengths, not at contents. */
    public Optional<String> obstacle() {
        for (EngineManifest.LibraryFile file : manifest.files()) {
            Path library = libraries().resolve(file.name());
            try {
                if (!Files.isRegularFile(library)) {
                    return Optional.of(library + " is gone: " + mend());
                }
                if (Files.size(library) != file.bytes()) {
                    return Optional.of(library + " has " + Files.size(library) + " bytes and had " + file.bytes()
                            + " when it was installed: " + mend());
                }
            } catch (IOException e) {
                return Optional.of(library + " cannot be read (" + e.getMessage() + "): " + mend());
            }
        }
        return Optional.empty();
    }

    private String mend() {
        return shipped
                ? "install the program anew"
                : "remove it with 'paretoscope engine remove " + name() + "' and install it anew";
    }
}
