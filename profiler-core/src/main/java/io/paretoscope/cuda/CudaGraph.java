package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * Work captured from a stream once, that is launched again and again as a whole. What the work reads and writes must live as long as
 * this. Confined to the thread of its context.
 */
public final class CudaGraph extends CudaResource {
    private final Pointer executable;
    private final long nodes;

    /** What queues the work of a graph. */
    @FunctionalInterface
    public interface Recording {
        /** Queues it in the stream that is captured, without waiting for any of it. */
        void record() throws CudaException;
    }

    private CudaGraph(CudaContext context, Pointer executable, long nodes) {
        super(context);
        this.executable = executable;
        this.nodes = nodes;
    }

    /**
     * Records work in place of doing it.
     *
     * @param stream with no work pending that the recording would wait for
     * @param body what queues the work in it
     * @throws CudaException where a call fails, the body's too; nothing is left of the capture then, as after any other exception of
     *     the body, and the stream can be used again
     */
    public static CudaGraph capture(CudaStream stream, Recording body) throws CudaException {
        CudaDriver driver = stream.driver();
        Pointer graph = record(stream, body);
        try {
            LongByReference nodes = new LongByReference();
            driver.check("cuGraphGetNodes", driver.api().cuGraphGetNodes(graph, null, nodes));
            PointerByReference executable = new PointerByReference();
            driver.check("cuGraphInstantiateWithFlags of " + nodes.getValue() + " nodes",
                    driver.api().cuGraphInstantiateWithFlags(executable, graph, 0));
            return new CudaGraph(stream.context(), executable.getValue(), nodes.getValue());
        } finally {
            driver.released("cuGraphDestroy", driver.api().cuGraphDestroy(graph));
        }
    }

    private static Pointer record(CudaStream stream, Recording body) throws CudaException {
        CudaDriver driver = stream.driver();
        Pointer captured = stream.pointer();
        driver.check("cuStreamBeginCapture",
                driver.api().cuStreamBeginCapture_v2(captured, DriverApi.STREAM_CAPTURE_MODE_RELAXED));
        PointerByReference graph = new PointerByReference();
        boolean recorded = false;
        try {
            body.record();
            recorded = true;
        } finally {
            if (!recorded) {
                // The body's exception is the cause; that the capture ends with an error then follows from it.
                driver.api().cuStreamEndCapture(captured, graph);
                discard(driver, graph);
            }
        }
        int result = driver.api().cuStreamEndCapture(captured, graph);
        if (result != DriverApi.SUCCESS) {
            discard(driver, graph);
            throw driver.failure("cuStreamEndCapture", result);
        }
        return graph.getValue();
    }

    private static void discard(CudaDriver driver, PointerByReference graph) {
        if (graph.getValue() != null) {
            driver.released("cuGraphDestroy", driver.api().cuGraphDestroy(graph.getValue()));
        }
    }

    /** How many kernels, copies and clearings it consists of. */
    public long nodes() {
        return nodes;
    }

    /** Queues all of its work. */
    public void launch(CudaStream stream) throws CudaException {
        requireOpen();
        driver().check("cuGraphLaunch", driver().api().cuGraphLaunch(executable, stream.pointer()));
    }

    @Override
    void release() {
        driver().released("cuGraphExecDestroy", driver().api().cuGraphExecDestroy(executable));
    }
}
