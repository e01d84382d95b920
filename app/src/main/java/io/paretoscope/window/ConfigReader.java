package io.paretoscope.window;

import io.paretoscope.opt.OptConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Finds out which model lies in a checkpoint folder. */
@FunctionalInterface
public interface ConfigReader {
    /**
     * Reads the shape of the model in {@code folder}. Called off the FX thread; may block on the disk.
     *
     * @throws IOException with a one-line message, where there is no model that can be run
     */
    OptConfig read(Path folder) throws IOException;
}
