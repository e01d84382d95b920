package io.paretoscope.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Gives a file that was made under another name its own, so that the power can be lost at any moment. */
final class Placement {
    private Placement() {}

    /** Writes the file through, moves it, and writes its new name through. */
    static void move(Path made, Path file, CopyOption... options) throws IOException {
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(made, file, options);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            writeThrough(folder);
        }
    }

    private static void writeThrough(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system opens folders; those write names through by themselves.
        }
    }
}
