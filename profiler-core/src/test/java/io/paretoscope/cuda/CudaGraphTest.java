package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CudaGraphTest {
    private final FakeDriver fake = new FakeDriver();
    private CudaContext context;
    private CudaStream stream;

    @BeforeEach
    void open() throws Exception {
        context = fake.context();
        stream = context.stream();
        fake.calls();
        fake.put("cuGraphGetNodes", all -> {
            ((LongByReference) all[2]).setValue(3);
            return 0;
        });
    }

    @AfterEach
    void close() {
        context.close();
    }

    private List<String> callsButNames() {
        return fake.calls().stream().filter(call -> !call.equals("cuGetErrorName")).toList();
    }

    @Test
    void whatTheBodyQueuesIsCapturedInRelaxedMode() throws Exception {
        CudaGraph.capture(stream, () -> stream.zeroAsync(0, 1));
        assertEquals(List.of("cuStreamBeginCapture_v2", "cuMemsetD8Async", "cuStreamEndCapture", "cuGraphGetNodes",
                "cuGraphInstantiateWithFlags", "cuGraphDestroy"), fake.calls());
        assertEquals(2, fake.last("cuStreamBeginCapture_v2")[1]);
    }

    @Test
    void itTellsHowMuchItConsistsOf() throws Exception {
        assertEquals(3, CudaGraph.capture(stream, () -> {}).nodes());
    }

    @Test
    void theTemplateIsWhatIsDestroyedAndTheExecutableWhatIsLaunched() throws Exception {
        fake.put("cuStreamEndCapture", all -> FakeDriver.handle(all[1], new Pointer(0x71)));
        fake.put("cuGraphInstantiateWithFlags", all -> FakeDriver.handle(all[0], new Pointer(0xe2)));
        CudaGraph.capture(stream, () -> {}).launch(stream);
        assertEquals(new Pointer(0x71), fake.last("cuGraphDestroy")[0]);
        assertEquals(new Pointer(0xe2), fake.last("cuGraphLaunch")[0]);
    }

    @Test
    void closingTwiceDestroysOnce() throws Exception {
        CudaGraph graph = CudaGraph.capture(stream, () -> {});
        fake.calls();
        graph.close();
        graph.close();
        assertEquals(List.of("cuGraphExecDestroy"), fake.calls());
        assertThrows(IllegalStateException.class, () -> graph.launch(stream));
    }

    @Test
    void anExceptionOfTheBodyEndsTheCaptureAndComesThrough() {
        IllegalStateException own = new IllegalStateException("own");
        assertSame(own, assertThrows(IllegalStateException.class, () -> CudaGraph.capture(stream, () -> {
            throw own;
        })));
        assertEquals(List.of("cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphDestroy"), fake.calls());
    }

    @Test
    void aCaptureThatTheBodySpoiltLeavesNoGraphToDestroy() {
        fake.fail("cuMemsetD8Async", 1);
        fake.fail("cuStreamEndCapture", 901);
        CudaException e = assertThrows(CudaException.class,
                () -> CudaGraph.capture(stream, () -> stream.zeroAsync(0, 1)));
        assertEquals("cuMemsetD8Async: CUDA_ERROR_INVALID_VALUE (1)", e.getMessage());
        assertEquals(List.of("cuStreamBeginCapture_v2", "cuMemsetD8Async", "cuStreamEndCapture"), callsButNames());
    }

    @Test
    void aCaptureThatDoesNotBeginIsNotEnded() {
        fake.fail("cuStreamBeginCapture_v2", 1);
        CudaException e = assertThrows(CudaException.class, () -> CudaGraph.capture(stream, () -> {}));
        assertEquals("cuStreamBeginCapture: CUDA_ERROR_INVALID_VALUE (1)", e.getMessage());
        assertEquals(List.of("cuStreamBeginCapture_v2"), callsButNames());
    }

    @Test
    void aCaptureThatEndsWithAnErrorIsNoGraph() {
        fake.fail("cuStreamEndCapture", 901);
        CudaException e = assertThrows(CudaException.class, () -> CudaGraph.capture(stream, () -> {}));
        assertEquals("cuStreamEndCapture: CUDA_ERROR_STREAM_CAPTURE_INVALIDATED (901)", e.getMessage());
        assertEquals(List.of("cuStreamBeginCapture_v2", "cuStreamEndCapture"), callsButNames());
    }

    @Test
    void aTemplateThatCannotBeInstantiatedIsDestroyed() {
        fake.fail("cuGraphInstantiateWithFlags", 2);
        CudaException e = assertThrows(CudaException.class, () -> CudaGraph.capture(stream, () -> {}));
        assertEquals("cuGraphInstantiateWithFlags of 3 nodes: CUDA_ERROR_OUT_OF_MEMORY (2)", e.getMessage());
        assertEquals("cuGraphDestroy", callsButNames().getLast());
    }
}
