import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** What the steps of the build share: the JDK's own tools, argument files, folders. */
final class Tool {
    private Tool() {}

    /** Runs a tool of this JDK. */
    static void run(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new BuildException("no " + name + " in the JDK at "
                        + System.getProperty("java.home") + "; take a whole JDK"));
        int code = tool.run(System.out, System.err, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new BuildException(name + " ended with " + code + ": " + String.join(" ", arguments));
        }
    }

    /** What is said of a file of one entry a line: neither comments nor empty lines. */
    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file)
                .stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** Both lists, one behind the other. */
    static List<String> join(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /**
     * Gives all files of a folder one time. The cache of loaded classes holds the times of the jars that it was made from, and
     * packages are made by copying.
     */
    static void setTimes(Path folder, Instant time) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }

    /** The system that this is built on: {@code linux}, {@code macos} or {@code windows}. */
    static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.contains("linux")) {
            return "linux";
        }
        return name.contains("mac") ? "macos" : "windows";
    }

    /** Something that stops the build, in one line. */
    static final class BuildException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BuildException(String message) {
            super(message);
        }
    }
}
