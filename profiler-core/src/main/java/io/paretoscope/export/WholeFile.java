package io.paretoscope.export;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file so that at every moment either the old or the new content is there, whole. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces the content of {@code file} by {@code text} in UTF-8.
     *
     * @throws IOException with a one-line message that names the file, where it cannot be written; an earlier file is then
     *     left as it was
     */
    public static void write(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException(file + ": is a folder; give a file, such as " + file.resolve("run.csv"));
        }
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                // A device or a pipe, such as /dev/stdout, is written to and not replaced.
                Files.write(target, bytes);
            } else {
                replace(Files.exists(target) ? target.toRealPath() : target, bytes);
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": cannot be written, since there is no folder " + target.getParent()
                    + "; make it, or give a file in another", e);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    file + ": cannot be written (permission denied); give a file in a folder that you can "
                            + "write to",
                    e);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written (" + e.getMessage() + "); give a file in another folder",
                    e);
        }
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new AccessDeniedException(target.toString());
        }
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        // Made by hand: a file of createTempFile could be read by nobody else after the move.
        Files.createFile(part);
        try {
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                out.write(bytes);
                out.getFD().sync();
            }
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
