package io.paretoscope.worker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
        // A worker that dies resets the connection; to the one who reads that is an end like any other.
        InputStream untilEnd = new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                try {
                    return in.read(bytes, from, length);
                } catch (IOException e) {
                    return -1;
                }
            }
        };
        Launcher<WorkerService> launcher = new Launcher.Builder<WorkerService>().setLocalService(new Object())
                .setRemoteInterface(WorkerService.class)
                .setInput(untilEnd)
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
