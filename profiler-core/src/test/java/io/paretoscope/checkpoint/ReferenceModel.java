package io.paretoscope.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Two small OPT models with random weights, saved by Hugging Face transformers. */
enum ReferenceModel {
    PRE_NORM("tiny-opt-preln"),
    POST_NORM_PROJECTED("tiny-opt-postln-proj");

    private final String folder;

    ReferenceModel(String folder) {
        this.folder = folder;
    }

    Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                    ReferenceModel.class.getResource("/reference/" + folder + "/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A folder with the model's configuration and that one file of weights under the name {@code as}. */
    Path copy(Path folder, String weights, String as) {
        try {
            Files.createDirectories(folder);
            Files.copy(file("config.json"), folder.resolve("config.json"));
            Files.copy(file(weights), folder.resolve(as));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
