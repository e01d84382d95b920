package io.paretoscope.replica;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MPS daemon of our own, in a private folder: {@code nvidia-cuda-mps-control}, and the servers that it starts when
 * clients come. No setting of a GPU is changed, and a daemon of somebody else is neither used nor touched.
 *
 * <p>It ends with this process, whatever ends that: a guard process learns of it and ends the daemon. If the guard is killed
 * too, the next start in the same folder of temporary files clears away what they left.
 *
 * <p>A CUDA program that finds no daemon runs on without one and says nothing. Ask {@link #clients()} who really uses it.
 *
 * <p>Thread-safe.
 */
public final class MpsDaemon implements MpsSession {
    private static final Logger logger = LoggerFactory.getLogger(MpsDaemon.class);
    private static final int SIGNAL_BASE = 128;
    private static final int SIGKILL = 9;

    private final MpsFolder folder;
    private final MpsControl control;
    private final MpsGuardian guardian;
    private final Map<String, String> parentEnvironment;
    private final Limits limits;
    private final List<String> cleared;
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private boolean closed;

    /**
     * How long things may take.
     *
     * @param answer for the daemon to answer a question, its first one included
     * @param quitSeconds for clients to leave when the daemon is to quit, after which its servers are made to end
     */
    record Limits(Duration answer, int quitSeconds) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(15), 2);
        /** Between two questions to a daemon that does not listen yet. */
        static final Duration PAUSE = Duration.ofMillis(20);
    }

    private MpsDaemon(MpsFolder folder, MpsControl control, MpsGuardian guardian,
            Map<String, String> parentEnvironment, Limits limits, List<String> cleared) {
        this.folder = folder;
        this.control = control;
        this.guardian = guardian;
        this.parentEnvironment = parentEnvironment;
        this.limits = limits;
        this.cleared = cleared;
    }

    /** Why no MPS daemon can be started here, in one line; nothing if one may be tried. */
    public static Optional<String> unavailable(Map<String, String> environment) {
        if (!Platform.isLinux()) {
            return Optional.of("MPS is unavailable: NVIDIA offers it on 64-bit Linux only");
        }
        return MpsControl.find(environment).isPresent()
                ? Optional.empty()
                : Optional.of("MPS is unavailable: there is no " + MpsControl.PROGRAM + " on the PATH ("
                        + environment.getOrDefault("PATH", "which is empty") + "); it comes with NVIDIA's driver, in"
                        + " some distributions as a package of its own (nvidia-cuda-mps, nvidia-compute-utils)");
    }

    /**
     * Starts a daemon in the folder for temporary files and waits until it answers.
     *
     * @param environment the environment of this process; its {@code PATH} leads to the daemon's program
     * @throws MpsException if there is no such program, or it ends or does not answer; nothing remains of it then
     */
    public static MpsDaemon start(Map<String, String> environment) throws MpsException {
        return start(environment, temporary(), Limits.DEFAULT);
    }

    static MpsDaemon start(Map<String, String> environment, Path parent, Limits limits) throws MpsException {
        List<String> cleared = clearAbandoned(environment, parent, limits);
        Optional<String> obstacle = unavailable(environment);
        if (obstacle.isPresent()) {
            throw new MpsException(obstacle.get(), null);
        }
        MpsFolder folder = MpsFolder.create(parent);
        MpsControl control = new MpsControl(MpsControl.find(environment).orElseThrow(), environment, folder);
        MpsDaemon daemon;
        try {
            daemon = new MpsDaemon(folder, control, MpsGuardian.start(control, folder, limits.quitSeconds()),
                    environment, limits, cleared);
        } catch (IOException e) {
            MpsGuardian.clear(folder, environment, limits.quitSeconds());
            folder.close();
            throw new MpsException("an MPS daemon could not be started: " + e.getMessage(), e);
        }
        CompletableFuture<Void> _ = daemon.guardian.ended().thenAccept(daemon::ended);
        try {
            daemon.awaitAnswer();
            return daemon;
        } catch (MpsException e) {
            daemon.close();
            throw e;
        }
    }

    /**
     * Ends daemons that an earlier process of this user left behind when it was killed together with their guard. Starting
     * one does this by itself.
     *
     * @param environment the environment of this process
     * @return what was done, a line for each
     */
    public static List<String> clearAbandoned(Map<String, String> environment) {
        return clearAbandoned(environment, temporary(), Limits.DEFAULT);
    }

    private static List<String> clearAbandoned(Map<String, String> environment, Path parent, Limits limits) {
        List<String> cleared = new ArrayList<>();
        if (Platform.isLinux()) {
            for (MpsFolder abandoned : MpsFolder.abandoned(parent)) {
                try (abandoned) {
                    MpsGuardian.clear(abandoned, environment, limits.quitSeconds()).ifPresent(cleared::add);
                }
            }
        }
        cleared.forEach(logger::warn);
        return List.copyOf(cleared);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private void awaitAnswer() throws MpsException {
        long end = System.nanoTime() + limits.answer().toNanos();
        String last = "";
        while (end - System.nanoTime() > 0) {
            try {
                control.ask("get_server_list", Duration.ofNanos(end - System.nanoTime()));
                guardian.awaitBoth(Duration.ofNanos(end - System.nanoTime()));
                return;
            } catch (MpsException e) {
                last = String.valueOf(e.getMessage());
            }
            try {
                // It is refused while it does not listen yet, and for ever if it has ended.
                throw new MpsException("MPS could not be started: "
                        + death.get(Limits.PAUSE.toMillis(), TimeUnit.MILLISECONDS), null);
            } catch (TimeoutException e) {
                // Then it is asked again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MpsException("interrupted while MPS was started", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new MpsException("MPS could not be started: " + control.program() + " did not answer within "
                + MpsControl.seconds(limits.answer()) + " (" + last + ")" + lastWords(), null);
    }

    private String lastWords() {
        return folder.lastWords().map(words -> "; its last words: " + words).orElse("");
    }

    private synchronized void ended(OptionalInt exit) {
        if (closed) {
            return;
        }
        if (exit.isEmpty()) {
            death.complete("the process that guards the MPS daemon was killed");
            return;
        }
        int code = exit.getAsInt();
        death.complete("the MPS daemon " + (code == SIGNAL_BASE + SIGKILL
                ? "was killed (signal 9)"
                : code > SIGNAL_BASE ? "was ended by signal " + (code - SIGNAL_BASE) : "ended with exit code " + code)
                + lastWords());
    }

    /** What a CUDA process needs in its environment, before its first CUDA call, to become a client of this daemon. */
    public Map<String, String> environment() {
        return Map.of("CUDA_MPS_PIPE_DIRECTORY", folder.pipe().toString());
    }

    /**
     * As {@link #environment()}, for a client that is to use no more than a part of the GPU's multiprocessors.
     *
     * @param threadPercentage 1 to 100, which the driver rounds up to whole multiprocessors; empty for all of them
     */
    @Override
    public Map<String, String> environment(OptionalInt threadPercentage) {
        if (threadPercentage.isEmpty()) {
            return environment();
        }
        int percent = threadPercentage.getAsInt();
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException(percent + " % of the threads: 1 to 100 are possible");
        }
        return Map.of("CUDA_MPS_PIPE_DIRECTORY", folder.pipe().toString(), "CUDA_MPS_ACTIVE_THREAD_PERCENTAGE",
                Integer.toString(percent));
    }

    /**
     * The processes that use this daemon now, by the daemon's own account.
     *
     * @throws MpsException if it does not say
     */
    @Override
    public SortedSet<Long> clients() throws MpsException {
        SortedSet<Long> clients = new TreeSet<>();
        try {
            for (String server : control.ask("get_server_list", limits.answer())) {
                for (String client : control.ask("get_client_list " + Long.parseLong(server), limits.answer())) {
                    clients.add(Long.parseLong(client));
                }
            }
        } catch (NumberFormatException e) {
            throw new MpsException("the MPS daemon lists something else than processes: " + e.getMessage(), e);
        }
        return clients;
    }

    /**
     * Completes with one line when the daemon, or the guard without which it would not be ended, ends before it is closed.
     * Never completes otherwise. Servers are gone then too, and with them what their clients had on the GPU.
     */
    @Override
    public CompletableFuture<String> onDeath() {
        return death.copy();
    }

    /** The line of {@link #onDeath()}, if it has come to that; empty while the daemon runs and after it was closed. */
    @Override
    public Optional<String> death() {
        return Optional.ofNullable(death.getNow(null));
    }

    /** What earlier processes had left and was cleared away at the start, a line for each daemon. */
    public List<String> cleared() {
        return cleared;
    }

    Path folder() {
        return folder.path();
    }

    ProcessHandle guardian() {
        return guardian.handle();
    }

    /**
     * Ends the daemon, its servers, and what clients still do there, and removes its folder. Takes some seconds if clients
     * are still at work. Has no effect the second time.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        guardian.release();
        // Where the guard is no more, or could not do it.
        MpsGuardian.clear(folder, parentEnvironment, limits.quitSeconds()).ifPresent(logger::warn);
        folder.close();
    }
}
