package io.paretoscope;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program in a process of its own, which leads a process group as one does that a shell starts from a terminal. */
final class RealProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader err;
    private final Path out;
    private final List<String> heard = new ArrayList<>();

    private RealProcess(Process process, Path out) {
        this.process = process;
        this.err = process.errorReader(StandardCharsets.UTF_8);
        this.out = out;
    }

    /** Starts it on the class path of this test. */
    static RealProcess start(Path folder, String... args) throws IOException {
        return start(folder, Map.of(),
                List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path", ""),
                        Main.class.getName()),
                args);
    }

    static RealProcess start(Path folder, Map<String, String> environment, List<String> javaArgs, String... args)
            throws IOException {
        // Whoever runs the tests in the background has them ignore interrupts, and what they start with them.
        List<String> command = Stream
                .of(List.of("env", "--default-signal=INT", "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()), javaArgs, List.of(args))
                .flatMap(List::stream)
                .toList();
        Path out = Files.createTempFile(folder, "standard-output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        // One thread a worker: these tests are about processes, and other load must not make their models slow.
        builder.environment().put("OMP_NUM_THREADS", "1");
        return new RealProcess(builder.start(), out);
    }

    /** Waits for a line of standard error that begins so. */
    void awaitLine(String beginning) throws IOException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            heard.add(line);
            if (line.startsWith(beginning)) {
                return;
            }
        }
        throw new AssertionError("ended without a line that begins with '" + beginning + "': " + heard);
    }

    /** What Ctrl-C in its terminal does: SIGINT to the whole group. */
    void pressInterrupt() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s INT -- -" + process.pid()).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill failed");
        }
    }

    void kill() {
        // The process itself would close its streams, too.
        process.toHandle().destroyForcibly();
    }

    /** The workers that run now. */
    List<ProcessHandle> workers() {
        return process.descendants().toList();
    }

    /** Waits for the end and gives the exit code. */
    int awaitEnd() throws IOException, InterruptedException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            heard.add(line);
        }
        return process.waitFor();
    }

    /** The lines of standard error so far. */
    List<String> errLines() {
        return heard;
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
