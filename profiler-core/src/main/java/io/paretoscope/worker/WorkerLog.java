package io.paretoscope.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker process wrote to its standard output and error, kept in a file while it lives. */
final class WorkerLog implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(WorkerLog.class);
    private static final int LONGEST_LINE = 300;
    /** A line of the JVM's crash message; the next names the frame. */
    private static final String CRASH_FRAME = "# Problematic frame:";

    /** A level as logback or c10 writes it. */
    private static final Pattern ERROR = Pattern.compile("^[0-9:.]+ ERROR |^\\[[EF][0-9]* ");
    private static final long MOST_READ = 1 << 20;
    /** What every worker's JVM says at its start. */
    private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules";

    private final Path folder;
    private final Path file;
    private long errorsReadTo;

    /** A log in a folder of its own, which goes with it. */
    WorkerLog(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("worker.log");
    }

    Path folder() {
        return folder;
    }

    Path file() {
        return file;
    }

    void note(String message) {
        logger.debug(message);
    }

    /** What tells most about the end: the frame in which native code crashed, or else the last line. */
    Optional<String> lastWords() {
        try {
            // Native libraries write what they like, in any encoding.
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("at ")
                            && !line.startsWith(INCUBATOR_WARNING))
                    .toList();
            int frame = lines.indexOf(CRASH_FRAME) + 1;
            if (frame > 0 && frame < lines.size()) {
                return Optional.of("in " + shortened(lines.get(frame).replaceFirst("^#\\s*", "")));
            }
            return lines.isEmpty() ? Optional.empty() : Optional.of(shortened(lines.getLast()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The lines logged as errors since this was last asked, by Java or by libtorch ({@code [E…} and {@code [F…}). */
    synchronized List<String> newErrors() {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(Math.min(reader.length() - errorsReadTo, MOST_READ))];
            reader.seek(errorsReadTo);
            reader.readFully(bytes);
            errorsReadTo += bytes.length;
            return new String(bytes, StandardCharsets.UTF_8).lines()
                    .map(String::strip)
                    .filter(line -> ERROR.matcher(line).find())
                    .map(WorkerLog::shortened)
                    .toList();
        } catch (IOException e) {
            return List.of("the worker's log cannot be read: " + e.getMessage());
        }
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …";
    }

    @Override
    public void close() {
        try (var files = Files.list(folder)) {
            for (Path path : files.toList()) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            logger.debug("temporary folder {} stays: {}", folder, e.toString());
        }
    }
}
