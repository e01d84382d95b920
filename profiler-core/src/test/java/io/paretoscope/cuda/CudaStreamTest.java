package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CudaStreamTest {
    private final FakeDriver fake = new FakeDriver();

    @Test
    void itWaitsForNoOtherStream() throws Exception {
        try (CudaContext context = fake.context()) {
            context.stream();
            assertEquals(1, fake.last("cuStreamCreate")[1], "CU_STREAM_NON_BLOCKING");
        }
    }

    @Test
    void copiesAndClearingAreQueuedInIt() throws Exception {
        try (CudaContext context = fake.context()) {
            CudaStream stream = context.stream();
            stream.copyAsync(1, 2, 3);
            stream.zeroAsync(4, 5);
            Pointer handle = new Pointer(stream.handle());
            assertEquals(List.of(1L, 2L, 3L, handle), List.of(fake.last("cuMemcpyAsync")));
            assertEquals(List.of(4L, (byte) 0, 5L, handle), List.of(fake.last("cuMemsetD8Async")));
        }
    }

    @Test
    void aFaultOfEarlierWorkComesToLightInWaiting() throws Exception {
        try (CudaContext context = fake.context()) {
            CudaStream stream = context.stream();
            fake.fail("cuStreamSynchronize", 700);
            CudaException e = assertThrows(CudaException.class, stream::synchronize);
            assertEquals("cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)", e.getMessage());
        }
    }

    @Test
    void itsWorkIsDoneBeforeItGoes() throws Exception {
        try (CudaContext context = fake.context()) {
            CudaStream stream = context.stream();
            fake.calls();
            stream.close();
            assertEquals(List.of("cuStreamSynchronize", "cuStreamDestroy_v2"), fake.calls());
        }
    }

    @Test
    void aTimerWaitsForItsSecondMark() throws Exception {
        fake.put("cuEventElapsedTime", all -> {
            ((FloatByReference) all[0]).setValue(1.5f);
            return 0;
        });
        try (CudaContext context = fake.context()) {
            CudaStream stream = context.stream();
            CudaTimer timer = context.timer();
            fake.calls();
            timer.start(stream);
            timer.stop(stream);
            assertEquals(1.5f, timer.millis());
            assertEquals(List.of("cuEventRecord", "cuEventRecord", "cuEventSynchronize", "cuEventElapsedTime"),
                    fake.calls());
            assertEquals(fake.each("cuEventRecord", 0), List.of(fake.last("cuEventElapsedTime")).subList(1, 3));
            assertEquals(fake.each("cuEventRecord", 0).getLast(), fake.last("cuEventSynchronize")[0]);
        }
    }
}
