package io.paretoscope.cuda;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CudaContextTest {
    private final FakeDriver fake = new FakeDriver();

    @Test
    void openTellsOfTheCard() throws Exception {
        try (CudaContext context = fake.context()) {
            assertEquals("NVIDIA H200", context.gpu().name());
            assertEquals("sm_90", context.architecture());
            assertEquals(132, context.multiprocessors());
            assertEquals(232_448, context.maxSharedBytesPerBlock());
            assertEquals("12.4", context.driverVersion());
        }
    }

    @Test
    void closingMakesCurrentWhatWasAndReleasesLast() throws Exception {
        fake.context().close();
        assertEquals(List.of("cuCtxSynchronize", "cuCtxSetCurrent", "cuDevicePrimaryCtxRelease_v2"), fake.calls());
        assertEquals(FakeDriver.CURRENT_BEFORE, fake.last("cuCtxSetCurrent")[0]);
    }

    @Test
    void closingTwiceReleasesOnce() throws Exception {
        CudaContext context = fake.context();
        context.close();
        fake.calls();
        context.close();
        assertEquals(List.of(), fake.calls());
    }

    @Test
    void closingClosesWhatIsLeftTheYoungestFirst() throws Exception {
        CudaContext context = fake.context();
        context.allocate(8);
        DeviceMemory closedAlready = context.allocate(8);
        context.stream();
        context.timer();
        context.load(new byte[1]);
        context.pinned(8);
        closedAlready.close();
        fake.calls();
        context.close();
        assertEquals(List.of("cuCtxSynchronize", "cuMemFreeHost", "cuModuleUnload", "cuEventDestroy_v2",
                "cuEventDestroy_v2", "cuStreamSynchronize", "cuStreamDestroy_v2", "cuMemFree_v2", "cuCtxSetCurrent",
                "cuDevicePrimaryCtxRelease_v2"), fake.calls());
    }

    @Test
    void whatTheContextClosedIsNotGivenBackAgain() throws Exception {
        CudaContext context = fake.context();
        DeviceMemory memory = context.allocate(8);
        context.close();
        fake.calls();
        memory.close();
        assertEquals(List.of(), fake.calls());
    }

    @Test
    void nothingIsMadeFromAClosedContext() throws Exception {
        CudaContext context = fake.context();
        context.close();
        assertEquals("CudaContext is closed", assertThrows(IllegalStateException.class, context::stream).getMessage());
    }

    @Test
    void aFaultAtTheEndDoesNotKeepTheRestFromBeingReleased() throws Exception {
        CudaContext context = fake.context();
        context.allocate(8);
        context.stream();
        fake.calls();
        for (String call : List.of("cuCtxSynchronize", "cuStreamDestroy_v2", "cuMemFree_v2", "cuCtxSetCurrent")) {
            fake.fail(call, 700);
        }
        context.close();
        assertEquals(List.of("cuCtxSynchronize", "cuStreamSynchronize", "cuStreamDestroy_v2", "cuMemFree_v2",
                "cuCtxSetCurrent", "cuDevicePrimaryCtxRelease_v2"),
                fake.calls().stream().filter(call -> !call.equals("cuGetErrorName")).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aCardThatIsNotThereIsNamed(int ordinal) {
        CudaException e = assertThrows(CudaException.class, () -> CudaContext.open(fake.driver(), ordinal));
        assertEquals("there is no GPU " + ordinal + ": this process sees 1, counted from 0", e.getMessage());
    }

    @Test
    void anOldDriverIsRefusedBeforeAContextIsMade() {
        fake.version(11_080);
        CudaException e = assertThrows(CudaException.class, () -> CudaContext.open(fake.driver(), 0));
        assertEquals("the NVIDIA driver is for CUDA 11.8: own kernels need one for CUDA 12.0 or later", e.getMessage());
        assertEquals(List.of(), fake.each("cuDevicePrimaryCtxRetain", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuCtxGetCurrent", "cuCtxSetCurrent"})
    void aHalfOpenContextIsReleased(String call) {
        fake.fail(call, 700);
        CudaException e = assertThrows(CudaException.class, () -> CudaContext.open(fake.driver(), 0));
        assertEquals(call + ": CUDA_ERROR_ILLEGAL_ADDRESS (700)", e.getMessage());
        assertEquals("cuDevicePrimaryCtxRelease_v2", fake.calls().getLast());
    }

    @Test
    void aContextThatCannotBeRetainedIsNotReleased() {
        fake.fail("cuDevicePrimaryCtxRetain", 2);
        CudaException e = assertThrows(CudaException.class, () -> CudaContext.open(fake.driver(), 0));
        assertEquals("cuDevicePrimaryCtxRetain: CUDA_ERROR_OUT_OF_MEMORY (2)", e.getMessage());
        assertEquals(List.of(), fake.each("cuDevicePrimaryCtxRelease_v2", 0));
    }

    @Test
    void anErrorWithoutANameKeepsItsNumber() {
        fake.fail("cuDevicePrimaryCtxRetain", 12_345);
        CudaException e = assertThrows(CudaException.class, () -> CudaContext.open(fake.driver(), 0));
        assertEquals("cuDevicePrimaryCtxRetain: error (12345)", e.getMessage());
    }

    @Test
    void kernelsForAnotherCardAreToldOfThisOne() throws Exception {
        fake.fail("cuModuleLoadData", 209);
        try (CudaContext context = fake.context()) {
            CudaException e = assertThrows(CudaException.class, () -> context.load(new byte[1]));
            assertEquals("cuModuleLoadData: CUDA_ERROR_NO_BINARY_FOR_GPU (209): the kernels are not made for this card,"
                    + " NVIDIA H200, which needs sm_90", e.getMessage());
        }
    }

    @Test
    void aTimerWithOneEventIsNone() throws Exception {
        try (CudaContext context = fake.context()) {
            fake.failAt("cuEventCreate", 2, 2);
            CudaException e = assertThrows(CudaException.class, context::timer);
            assertEquals("cuEventCreate: CUDA_ERROR_OUT_OF_MEMORY (2)", e.getMessage());
            assertEquals(1, fake.each("cuEventDestroy_v2", 0).size());
        }
        assertEquals(1, fake.each("cuEventDestroy_v2", 0).size());
    }
}
