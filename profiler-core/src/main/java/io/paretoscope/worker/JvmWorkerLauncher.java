package io.paretoscope.worker;

import com.sun.jna.Platform;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.libtorch.InstallException;
import io.paretoscope.libtorch.LibTorchFolder;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts worker JVMs from this process's own run time and class path. They are awaited on a Unix domain socket in a folder
 * that only this user may enter; a worker whose asker goes away ends by itself.
 */
public final class JvmWorkerLauncher implements WorkerLauncher {
    private static final long CONNECT_SECONDS = 60;
    /** How a shell or JVM ends by SIGINT: 128 + 2. */
    private static final int EXIT_BY_INTERRUPT = 130;
    /**
     * A terminal sends Ctrl-C to the whole process group, but when a worker ends is for its asker to say. What a shell
     * ignores stays ignored in the program it becomes.
     */
    private static final List<String> SHELL_THAT_IGNORES_INTERRUPTS = Platform.isWindows()
            ? List.of()
            : List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    /** A CPU build on the class path would hide a CUDA build that DJL has in its cache. */
    private static final String CPU_NATIVES = "pytorch-native-cpu";
    /** Decode steps on the CPU are faster with it, but a run-time image may be without it, and such a JVM would not start. */
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final boolean HAS_VECTOR_API = ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();

    private final Environments environments;
    private final List<String> classPath;
    private final boolean download;

    /** The environments of workers, which name the libtorch to use in {@code PYTORCH_LIBRARY_PATH}. */
    @FunctionalInterface
    interface Environments {
        /** That of a worker for a GPU, or of one for the CPU. */
        Map<String, String> of(boolean gpu) throws InstallException;
    }

    /**
     * A launcher for workers with this environment.
     *
     * @param environment the environment of the workers; {@code PYTORCH_LIBRARY_PATH} there names a libtorch to use
     * @param download whether DJL may fetch a libtorch from its makers where none is found
     */
    public JvmWorkerLauncher(Map<String, String> environment, boolean download) {
        this(_ -> environment, download);
    }

    /**
     * A launcher for workers that get the libtorch that {@code selector} chooses as each begins.
     *
     * @param download whether DJL may fetch a libtorch from its makers where none is found
     */
    public JvmWorkerLauncher(EngineSelector selector, boolean download) {
        this(selector::environmentFor, download);
    }

    private JvmWorkerLauncher(Environments environments, boolean download) {
        this.environments = environments;
        this.classPath = List.of(System.getProperty("java.class.path", "").split(File.pathSeparator));
        this.download = download;
    }

    @Override
    public ModelWorker launch(DeviceId device, WorkerPlace place) throws WorkerException {
        return start(device, place);
    }

    WorkerProcess start(DeviceId device) throws WorkerException {
        return start(device, WorkerPlace.ANYWHERE);
    }

    private WorkerProcess start(DeviceId device, WorkerPlace place) throws WorkerException {
        try {
            return startOnce(device, place);
        } catch (InterruptedWorkerException e) {
            // A Ctrl-C that came before the worker's shell could ignore it; what it means is not for the worker to say.
            return startOnce(device, place);
        }
    }

    private WorkerProcess startOnce(DeviceId device, WorkerPlace place) throws WorkerException {
        Map<String, String> environment = environment(device);
        WorkerLog log = new WorkerLog(privateFolder());
        Path socket = log.folder().resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            ProcessBuilder builder = new ProcessBuilder(command(device, socket, environment));
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putAll(place.environment());
            builder.redirectErrorStream(true).redirectOutput(log.file().toFile());
            Process process = start(builder, place.cpus());
            return new WorkerProcess(process, accept(server, process, log), log);
        } catch (IOException e) {
            log.close();
            throw new WorkerException("a worker could not be started: " + e.getMessage(), e);
        } catch (WorkerException e) {
            log.close();
            throw e;
        }
    }

    /** A process begins with the CPUs of the thread that starts it. */
    private static Process start(ProcessBuilder builder, List<Integer> cpus) throws IOException, WorkerException {
        if (cpus.isEmpty()) {
            return builder.start();
        }
        try (CpuAffinity.Pinned _ = CpuAffinity.pin(cpus)) {
            return builder.start();
        }
    }

    private static Path privateFolder() throws WorkerException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir", "."));
        try {
            // createTempDirectory gives it to this user alone where the file system knows permissions.
            return Files.createTempDirectory(parent, "paretoscope-worker");
        } catch (IOException e) {
            throw new WorkerException("no temporary folder for a worker can be made in " + parent + " ("
                    + (Files.isDirectory(parent) ? "it is not writable" : "it does not exist")
                    + "); name another with -Djava.io.tmpdir", e);
        }
    }

    /** A worker was ended by the signal of Ctrl-C before it reported. */
    private static final class InterruptedWorkerException extends WorkerException {
        private static final long serialVersionUID = 1;

        InterruptedWorkerException(String message) {
            super(message, null);
        }
    }

    private static SocketChannel accept(ServerSocketChannel server, Process process, WorkerLog log)
            throws WorkerException {
        CompletableFuture<SocketChannel> connected = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                connected.complete(server.accept());
            } catch (IOException e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(connected, process.onExit()).orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new WorkerException("a worker did not report within " + CONNECT_SECONDS + " s", e);
        }
        if (!connected.isDone()) {
            String message = "a worker ended with exit code " + process.exitValue() + " before it reported"
                    + log.lastWords().map(line -> ": " + line).orElse("");
            throw process.exitValue() == EXIT_BY_INTERRUPT
                    ? new InterruptedWorkerException(message)
                    : new WorkerException(message, null);
        }
        return connected.join();
    }

    private List<String> command(DeviceId device, Path socket, Map<String, String> environment) {
        List<String> command = new ArrayList<>(SHELL_THAT_IGNORES_INTERRUPTS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (HAS_VECTOR_API) {
            command.add("--add-modules");
            command.add(VECTOR_MODULE);
        }
        command.add("-DOPT_OUT_TRACKING=true");
        // A crash of native code leaves its report beside the log, not in the user's folder.
        command.add("-XX:ErrorFile=" + socket.resolveSibling("crash.log"));
        if (!download) {
            command.add("-Dai.djl.offline=true");
        }
        command.add("-cp");
        command.add(classPathFor(device, environment));
        command.add(WorkerMain.class.getName());
        command.add(socket.toString());
        return command;
    }

    private Map<String, String> environment(DeviceId device) throws WorkerException {
        try {
            return environments.of(!device.isCpu());
        } catch (InstallException e) {
            throw new WorkerException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a libtorch is named for that device, by the user or as an installed one. */
    boolean hasOwnLibrary(DeviceId device) throws WorkerException {
        return namesLibrary(environment(device));
    }

    private static boolean namesLibrary(Map<String, String> environment) {
        return environment.containsKey(LibTorchFolder.PATH_VARIABLE);
    }

    private String classPathFor(DeviceId device, Map<String, String> environment) {
        if (device.isCpu() || namesLibrary(environment)) {
            return String.join(File.pathSeparator, classPath);
        }
        return classPath.stream()
                .flatMap(JvmWorkerLauncher::withoutCpuNatives)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The entry, or, where it is a folder of jars ({@code lib/*}) or a jar with CPU natives, what remains of it. */
    private static Stream<String> withoutCpuNatives(String entry) {
        if (!entry.endsWith(File.separator + "*")) {
            return entry.contains(CPU_NATIVES) ? Stream.empty() : Stream.of(entry);
        }
        File[] jars = new File(entry.substring(0, entry.length() - 2)).listFiles((_, name) -> name.endsWith(".jar"));
        return jars == null
                ? Stream.empty()
                : Arrays.stream(jars).map(File::getPath).filter(jar -> !jar.contains(CPU_NATIVES)).sorted();
    }
}
