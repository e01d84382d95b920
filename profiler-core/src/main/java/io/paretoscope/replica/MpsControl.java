package io.paretoscope.replica;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** NVIDIA's program that is both the MPS control daemon and what one talks to it with. */
final class MpsControl {
    static final String PROGRAM = "nvidia-cuda-mps-control";

    private final Path program;
    private final Map<String, String> environment;

    /**
     * The program as it talks to the daemon of {@code folder}.
     *
     * @param environment that of this process
     */
    MpsControl(Path program, Map<String, String> environment, MpsFolder folder) {
        this.program = program;
        this.environment = daemonEnvironment(environment, folder);
    }

    /** Where the PATH of {@code environment} has the program. */
    static Optional<Path> find(Map<String, String> environment) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(environment.getOrDefault("PATH", ""))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * The environment of a daemon and of who talks to it: no limit that somebody had set for other daemons, and all GPUs. Were some
     * hidden from it, then its clients would have to number the rest anew.
     */
    static Map<String, String> daemonEnvironment(Map<String, String> environment, MpsFolder folder) {
        Map<String, String> daemon = new HashMap<>(environment);
        // By the last the guard finds what belongs to a daemon, to end it; it gives the daemon its own.
        daemon.keySet()
                .removeIf(name -> name.startsWith("CUDA_MPS_") || name.equals("CUDA_VISIBLE_DEVICES")
                        || name.equals("PARETOSCOPE_MPS_FOLDER"));
        daemon.put("CUDA_MPS_PIPE_DIRECTORY", folder.pipe().toString());
        daemon.put("CUDA_MPS_LOG_DIRECTORY", folder.log().toString());
        return daemon;
    }

    Path program() {
        return program;
    }

    Map<String, String> environment() {
        return environment;
    }

    /**
     * Gives the daemon a command and returns the lines of its answer.
     *
     * @throws MpsException if it does not answer within {@code limit}, or refuses
     */
    List<String> ask(String command, Duration limit) throws MpsException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                return answer(process, command, limit);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new MpsException("the MPS daemon could not be asked for " + command + ": " + e.getMessage(), e);
        }
    }

    private static List<String> answer(Process process, String command, Duration limit)
            throws MpsException, IOException {
        try (OutputStream commands = process.getOutputStream()) {
            commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It did not wait for a command; its exit says why.
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new MpsException("the MPS daemon did not answer " + command + " within " + seconds(limit), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MpsException("interrupted while the MPS daemon was asked for " + command, e);
        }
        // Answers are a few lines: they fit into the pipe, and so are complete when the process has ended.
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (process.exitValue() != 0) {
            throw new MpsException("the MPS daemon could not be asked for " + command + ": "
                    + (lines.isEmpty() ? "exit code " + process.exitValue() : lines.getLast()), null);
        }
        return lines;
    }

    /** A duration for a message. */
    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
