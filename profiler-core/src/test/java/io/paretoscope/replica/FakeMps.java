package io.paretoscope.replica;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Programs with the names of NVIDIA's in a folder of a test, and what runs of them. */
final class FakeMps {
    static final MpsDaemon.Limits LIMITS = new MpsDaemon.Limits(Duration.ofSeconds(60), 0);

    private final Path root;

    /** In {@code root}, which no other test has. */
    FakeMps(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(programs());
        Files.createDirectories(temporary());
        copy("control.sh", MpsControl.PROGRAM);
        copy("server.sh", "nvidia-cuda-mps-server");
        mode("sound");
        clients("");
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(FakeMps.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, programs().resolve(name));
        }
        Files.setPosixFilePermissions(programs().resolve(name), PosixFilePermissions.fromString("rwx------"));
    }

    /** {@code sound}, or what is wrong with it. */
    void mode(String mode) throws IOException {
        Files.writeString(programs().resolve("mode"), mode);
    }

    /** What the daemon says of its clients. */
    void clients(String lines) throws IOException {
        Files.writeString(programs().resolve("clients"), lines);
    }

    /** The commands by which daemons have quit. */
    List<String> quits() throws IOException {
        return Files.readAllLines(programs().resolve("quits"));
    }

    private Path programs() {
        return root.resolve("bin");
    }

    /** Where the daemons have their folders. */
    Path temporary() {
        return root.resolve("t");
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.merge("PATH", programs().toString(), (path, programs) -> programs + ":" + path);
        return environment;
    }

    MpsDaemon start() throws MpsException {
        return MpsDaemon.start(environment(), temporary(), LIMITS);
    }

    /** What is in the folder for temporary files. */
    List<Path> folders() throws IOException {
        try (var entries = Files.list(temporary())) {
            return entries.sorted().toList();
        }
    }

    /** All processes that have to do with this test: its folder is in their arguments or environment. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> read(process, "cmdline").contains(root.toString())
                        || read(process, "environ").contains(root.toString()))
                .toList();
    }

    /** The process with these arguments. */
    ProcessHandle process(String... arguments) {
        String end = String.join("\0", arguments) + "\0";
        return processes().stream()
                .filter(process -> read(process, "cmdline").endsWith(end))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + String.join(" ", arguments)));
    }

    /** The daemon itself. */
    ProcessHandle control() {
        return process(programs().resolve(MpsControl.PROGRAM).toString(), "-f");
    }

    /** The processes of all guards. */
    List<ProcessHandle> guards() {
        return processes().stream().filter(process -> read(process, "cmdline").contains("mps-guardian\0run")).toList();
    }

    /** Kills both processes of the only guard, the second one first, which would do the first one's work. */
    void killGuard() throws Exception {
        ProcessHandle first = control().parent().orElseThrow();
        List<ProcessHandle> both = new ArrayList<>(guards());
        both.remove(first);
        both.add(first);
        for (ProcessHandle guard : both) {
            guard.destroyForcibly();
            guard.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    /** Whether it runs; one that was killed may stay in the table of processes until whoever inherited it looks. */
    static boolean runs(ProcessHandle process) {
        return !read(process, "cmdline").isEmpty();
    }

    /** What the kernel tells of a process; nothing if it has ended. */
    static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
