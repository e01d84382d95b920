package io.paretoscope.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.slf4j.LoggerFactory;

/** The main class of a worker process. Its one argument is the socket on which it is awaited. */
public final class WorkerMain {
    private WorkerMain() {}

    /** Connects, serves requests until the other side goes away, and ends the process. */
    public static void main(String[] args) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(args[0]));
            // No orderly exit: a native call may be under way that nothing else would end, and there is nothing to save.
            EngineHost host = new EngineHost(System.getenv(), () -> Runtime.getRuntime().halt(0));
            Future<?> closed = WorkerChannel.serve(host, channel);
            closed.get();
        } catch (ExecutionException | InterruptedException e) {
            LoggerFactory.getLogger(WorkerMain.class).error("connection lost", e);
        }
        Runtime.getRuntime().halt(0);
    }
}
