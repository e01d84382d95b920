package io.paretoscope.worker;

import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;

/** JSON-RPC over a socket between a worker and whoever asked for it. */
final class WorkerChannel {
    private WorkerChannel() {}

    /** What a worker may ask of the other side: nothing. */
    interface Asker {}

    /** Answers requests from {@code channel} until it closes; then the result is done. */
    static Future<?> serve(WorkerService service, SocketChannel channel) {
        return new Launcher.Builder<Asker>().setLocalService(service)
                .setRemoteInterface(Asker.class)
                .setInput(Channels.newInputStream(channel))
                .setOutput(Channels.newOutputStream(channel))
                .setExecutorService(reader())
                .create()
                .startListening();
    }

    /** The service at the other end of {@code channel}. */
    static WorkerService connect(SocketChannel channel) {
        Launcher<WorkerService> launcher = new Launcher.Builder<WorkerService>().setLocalService(new Object())
                .setRemoteInterface(WorkerService.class)
                .setInput(Channels.newInputStream(channel))
                .setOutput(Channels.newOutputStream(channel))
                .setExecutorService(reader())
                .create();
        var _ = launcher.startListening();
        return launcher.getRemoteProxy();
    }

    private static ExecutorService reader() {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().name("worker-channel").daemon().factory());
    }
}
