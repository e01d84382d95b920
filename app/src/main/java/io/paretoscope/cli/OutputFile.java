package io.paretoscope.cli;

import io.paretoscope.export.RunCsv;
import io.paretoscope.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command writes at its end, tried before it begins: a sweep is not measured only to be lost. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Makes sure that {@code file} can be written, and leaves things as they were.
     *
     * @throws CommandFailure saying why it cannot
     */
    static void check(String option, Path file) throws CommandFailure {
        try {
            if (Files.isDirectory(file)) {
                throw new CommandFailure(option + " " + file + ": is a folder, expected a file", null);
            }
            if (Files.exists(file)) {
                if (!Files.isWritable(file)) {
                    throw new CommandFailure(option + " " + file + ": cannot be written (permission denied)", null);
                }
                return;
            }
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new CommandFailure(option + " " + file + ": there is no folder " + folder, null);
            }
            Files.createFile(file);
            Files.delete(file);
        } catch (IOException e) {
            throw new CommandFailure(option + " " + file + ": cannot be written (" + ErrorLines.describe(e) + ")", e);
        }
    }

    /**
     * Makes sure that files can be written into {@code folder}, which is made where there is none.
     *
     * @throws CommandFailure saying why they cannot
     */
    static void checkFolder(String option, Path folder) throws CommandFailure {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "paretoscope", null));
        } catch (IOException e) {
            String reason = Files.exists(folder) && !Files.isDirectory(folder)
                    ? "is a file, expected a folder"
                    : "cannot be written (" + ErrorLines.describe(e) + ")";
            throw new CommandFailure(option + " " + folder + ": " + reason, e);
        }
    }

    /**
     * Writes the points of {@code run}, whole or not at all.
     *
     * @throws CommandFailure saying why that cannot be, and that the run is kept
     */
    static void writeCsv(StoredRun run, Path file) throws CommandFailure {
        try {
            RunCsv.write(run, file);
        } catch (IOException e) {
            throw new CommandFailure(ErrorLines.describe(e) + "; 'paretoscope export --run " + run.summary().id()
                    + "' writes it anew", e);
        }
    }

    /** {@code folder/name.ending}, or the first of {@code folder/name-2.ending} and so on that does not exist yet. */
    static Path unused(Path folder, String name, String ending) {
        Path file = folder.resolve(name + "." + ending);
        for (int number = 2; Files.exists(file); number++) {
            file = folder.resolve(name + "-" + number + "." + ending);
        }
        return file;
    }
}
