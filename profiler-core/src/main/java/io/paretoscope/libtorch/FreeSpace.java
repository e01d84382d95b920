package io.paretoscope.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How much room a disk has. */
@FunctionalInterface
public interface FreeSpace {
    /** What the file system tells. */
    FreeSpace OF_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

    /** Bytes that this user may still write where {@code folder} lies, which is there. */
    long bytes(Path folder) throws IOException;

    /** Refuses where less than {@code needed} bytes are free. */
    default void require(String what, long needed, Path folder) throws IOException {
        long free = bytes(folder);
        if (free < needed) {
            throw new InstallException(what + " needs " + gibibytes(needed) + " on the disk of " + folder + ", where "
                    + gibibytes(free) + " are free: make room, or name another folder in "
                    + InstalledEngines.FOLDER_VARIABLE, null);
        }
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
