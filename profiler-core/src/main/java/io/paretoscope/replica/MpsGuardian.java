package io.paretoscope.replica;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that runs an MPS daemon and outlives us for as long as it takes to end it. That we are gone it learns from its
 * input, which the kernel closes however we end. It has a second process that reads this input. Java closes it too as soon as the
 * first one has ended; the second then ends the daemon.
 */
final class MpsGuardian {
    private static final String SCRIPT = "mps-guardian.sh";
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final String ENDED = "ended ";
    private static final String BESIDE = "beside ";
    /** For the guard's own work, beyond the time that the daemon has for its quitting. */
    private static final int SPARE_SECONDS = 20;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;
    private final int quitSeconds;
    private final CompletableFuture<OptionalInt> ended = new CompletableFuture<>();
    /** Its second process; none if it has ended before it named one. */
    private final CompletableFuture<Optional<ProcessHandle>> second = new CompletableFuture<>();

    private MpsGuardian(Process process, int quitSeconds) {
        this.process = process;
        this.quitSeconds = quitSeconds;
    }

    /** Starts the daemon under a guard. */
    static MpsGuardian start(MpsControl control, MpsFolder folder, int quitSeconds) throws IOException {
        Process process = process("run", folder, control.program().toString(), quitSeconds, control.environment());
        MpsGuardian guardian = new MpsGuardian(process, quitSeconds);
        Thread.ofVirtual().name("mps-guardian").start(guardian::watch);
        CompletableFuture<Boolean> _ = process.onExit()
                .thenApply(_ -> guardian.ended.complete(OptionalInt.empty()));
        return guardian;
    }

    private static Process process(String mode, MpsFolder folder, String program, int quitSeconds,
            Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        // In a session of its own it is out of reach of what ends a terminal's or a shell's whole process group.
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(List.of("/bin/sh", "-c", script(), "mps-guardian", mode, folder.path().toString(), program,
                Integer.toString(quitSeconds)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(MpsGuardian.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Only the first process has the other end of this pipe: Java tells nobody of a process's end while somebody reads what it
     * has left open to another one.
     */
    private void watch() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ENDED)) {
                    ended.complete(OptionalInt.of(Integer.parseInt(line.substring(ENDED.length()))));
                } else if (line.startsWith(BESIDE)) {
                    second.complete(ProcessHandle.of(Long.parseLong(line.substring(BESIDE.length()))));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // As if it had ended without a word.
        }
        second.complete(Optional.empty());
    }

    /** The daemon's exit code as shells give it, once it has ended; none if the guard itself is gone before. */
    CompletableFuture<OptionalInt> ended() {
        return ended;
    }

    /** Waits until it has both of its processes, without which it is not sure to outlive us. */
    void awaitBoth(Duration limit) {
        waitFor(second, limit);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Lets the guard end the daemon and remove its folder, and waits for that. */
    void release() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already, and its input with it.
        }
        CompletableFuture<Optional<ProcessHandle>> first = process.onExit().thenCompose(_ -> second);
        if (waitFor(first, work(quitSeconds))) {
            first.join().ifPresent(this::awaitEnd);
        } else {
            process.destroyForcibly();
        }
    }

    /**
     * Waits for the second process, which also does the work of the first if that was killed. It is no child of ours then, and may
     * stay in the table of processes for ever after its end, but without a program.
     */
    private void awaitEnd(ProcessHandle beside) {
        long end = System.nanoTime() + work(quitSeconds).toNanos();
        while (beside.info().command().isPresent() && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /**
     * Does a guard's last duties for a folder whose guard is gone, if there still is one.
     *
     * @return what was done, in one line; nothing if there was nothing left to do
     */
    static Optional<String> clear(MpsFolder folder, Map<String, String> environment, int quitSeconds) {
        if (!Files.exists(folder.path())) {
            return Optional.empty();
        }
        try {
            Process process = process("clear", folder, MpsControl.PROGRAM, quitSeconds,
                    MpsControl.daemonEnvironment(environment, folder));
            process.getOutputStream().close();
            if (!waitFor(process.onExit(), work(quitSeconds))) {
                process.destroyForcibly();
            }
            List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
            Optional<String> remains = after("remains ", lines);
            String found = after("found ", lines).map(pids -> " (processes " + pids + ")").orElse("");
            return Optional.of(remains.isPresent() || Files.exists(folder.path())
                    ? "an MPS daemon that was left without its guard could not be ended; its folder is "
                            + folder.path() + remains.map(pids -> ", its processes " + pids).orElse("")
                    : "an MPS daemon that was left without its guard was cleared away" + found + ", with its folder "
                            + folder.path());
        } catch (IOException e) {
            return Optional.of("the folder of an MPS daemon that was left without its guard, " + folder.path()
                    + ", could not be cleared: " + e.getMessage());
        }
    }

    private static Optional<String> after(String word, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .findAny();
    }

    private static Duration work(int quitSeconds) {
        return Duration.ofSeconds(quitSeconds + (long) SPARE_SECONDS);
    }

    /** Waits even when interrupted: what is not ended now might stay. */
    private static boolean waitFor(CompletableFuture<?> exit, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    exit.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
