package io.paretoscope.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of an MPS daemon. Its owner holds a lock on a file in it, which the kernel releases when the owner is
 * gone, however it went; unlike a process id, a lock is never taken for another's, not even across containers.
 */
final class MpsFolder implements AutoCloseable {
    private static final String PREFIX = "paretoscope-mps-";
    /** Not yet locked, and so not to be mistaken for an abandoned one. */
    private static final String UNFINISHED_PREFIX = "paretoscope-new-mps-";
    private static final String LOCK = "owner";
    /** {@code sun_path} of 108 bytes with its end, less the longest socket's name, {@code /control_privileged}. */
    private static final int LONGEST_PIPE_FOLDER_BYTES = 88;
    private static final int LONGEST_LINE = 300;
    private static final Pattern TIME_AND_PROCESS = Pattern.compile("^\\[[^]]*] *");
    /** What the daemon writes of every question that it is asked. */
    private static final Pattern CHATTER = Pattern.compile("Accepting connection.*|NEW UI|UI closed|Cmd:.*|[0-9.]*");
    /** Those of this process, whose locks closing a second channel would release. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final @Nullable FileChannel lock;

    private MpsFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * A new folder in {@code parent}, for this user alone.
     *
     * @throws MpsException if none can be made there, or its path is too long for MPS
     */
    static MpsFolder create(Path parent) throws MpsException {
        try {
            Path unfinished = Files.createTempDirectory(parent, UNFINISHED_PREFIX).toAbsolutePath();
            String number = unfinished.getFileName().toString().substring(UNFINISHED_PREFIX.length());
            Path path = unfinished.resolveSibling(PREFIX + number);
            int bytes = path.resolve("pipe").toString().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_PIPE_FOLDER_BYTES) {
                Files.delete(unfinished);
                throw new MpsException("the folder " + path.resolve("pipe") + " is too long for the sockets of MPS ("
                        + bytes + " of at most " + LONGEST_PIPE_FOLDER_BYTES
                        + " bytes); name a shorter one with -Djava.io.tmpdir", null);
            }
            FileChannel lock = FileChannel.open(unfinished.resolve(LOCK), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            FileLock _ = lock.lock();
            Files.createDirectory(unfinished.resolve("pipe"));
            Files.createDirectory(unfinished.resolve("log"));
            OWN.add(path);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            return new MpsFolder(path, lock);
        } catch (IOException e) {
            throw new MpsException("no folder for an MPS daemon can be made in " + parent + " (" + e
                    + "); name another with -Djava.io.tmpdir", e);
        }
    }

    /** Those in {@code parent} that a process of this user made and that nobody owns any longer. They are owned now. */
    static List<MpsFolder> abandoned(Path parent) {
        List<MpsFolder> abandoned = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path entry : entries) {
                adopt(entry.toAbsolutePath()).ifPresent(abandoned::add);
            }
        } catch (IOException | UncheckedIOException e) {
            // Then none is seen there, and none can be made there either, which create() says.
        }
        return abandoned;
    }

    private static Optional<MpsFolder> adopt(Path path) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !isOfThisUser(path) || !OWN.add(path)) {
            return Optional.empty();
        }
        Path file = path.resolve(LOCK);
        if (!Files.exists(file)) {
            // Its guard was killed while it removed it.
            return Optional.of(new MpsFolder(path, null));
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new MpsFolder(path, channel));
            }
            channel.close();
        } catch (IOException e) {
            // Removed in the meantime, or not to be known: not ours to touch.
        }
        OWN.remove(path);
        return Optional.empty();
    }

    private static boolean isOfThisUser(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** For {@code CUDA_MPS_PIPE_DIRECTORY}. */
    Path pipe() {
        return path.resolve("pipe");
    }

    /** For {@code CUDA_MPS_LOG_DIRECTORY}. */
    Path log() {
        return path.resolve("log");
    }

    /** The last line of the daemon's output that is not about being asked something. */
    Optional<String> lastWords() {
        try {
            List<String> lines = new String(Files.readAllBytes(log().resolve("control.out")), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> TIME_AND_PROCESS.matcher(line).replaceFirst("").strip())
                    .filter(line -> !CHATTER.matcher(line).matches())
                    .toList();
            return lines.isEmpty() ? Optional.empty() : Optional.of(shortened(lines.getLast()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …";
    }

    /** Gives up the ownership. The folder is for its guard to remove. */
    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // Nothing was written that could be lost, and the descriptor is gone in any case.
        }
        OWN.remove(path);
    }
}
