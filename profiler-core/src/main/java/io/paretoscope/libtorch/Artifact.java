package io.paretoscope.libtorch;

import io.paretoscope.download.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Files that somebody has brought: which of them are meant, and whether they came whole. */
final class Artifact {
    private Artifact() {}

    /**
     * The file itself, or the only one of a folder whose name begins so.
     *
     * @throws InstallException where there is none, or more than one
     */
    static Path of(Path place, String prefix) throws InstallException {
        if (!Files.isDirectory(place)) {
            if (!Files.isRegularFile(place)) {
                throw new InstallException("there is no file " + place, null);
            }
            return place;
        }
        List<Path> found = all(place, prefix);
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new InstallException(place + " holds " + (found.isEmpty() ? "no " : found.size() + " files ") + prefix
                + "….jar: name the one to take", null);
    }

    /** Those files of a folder whose names begin so. */
    static List<Path> all(Path folder, String prefix) throws InstallException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(path -> path.getFileName().toString().startsWith(prefix)
                    && path.getFileName().toString().endsWith(".jar")).sorted().forEach(found::add);
        } catch (IOException e) {
            throw new InstallException(folder + " cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    /**
     * Its SHA-256, after it was compared with what it should be: with {@code expected}, and with the checksum files of Maven beside
     * it.
     *
     * @throws InstallException where it differs
     */
    static String checked(Path file, Optional<String> expected, Progress progress)
            throws IOException, InterruptedException {
        String sha256 = FileHashes.of(file, "SHA-256", progress);
        if (expected.isPresent()) {
            compare(file, sha256, expected.get(), "you gave with --sha256");
        }
        Path beside = file.resolveSibling(file.getFileName() + ".sha256");
        if (Files.exists(beside)) {
            compare(file, sha256, stated(beside), "is in " + beside);
        }
        Path older = file.resolveSibling(file.getFileName() + ".sha1");
        if (Files.exists(older)) {
            compare(file, FileHashes.of(file, "SHA-1", progress), stated(older), "is in " + older);
        }
        return sha256;
    }

    /** A checksum file holds the hash, and behind a space perhaps the name. */
    private static String stated(Path checksum) throws IOException {
        return Files.readString(checksum).strip().split("\\s+", 2)[0];
    }

    private static void compare(Path file, String found, String expected, String where) throws InstallException {
        if (!found.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new InstallException(file + " has the checksum " + found + ", and " + expected + " " + where
                    + ": it was damaged on the way or is another file; nothing was installed", null);
        }
    }
}
