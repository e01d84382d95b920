package io.paretoscope.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CudaMemoryTest {
    private final FakeDriver fake = new FakeDriver();
    private final Arena arena = Arena.ofConfined();
    private CudaContext context;

    @BeforeEach
    void open() throws Exception {
        context = fake.context();
    }

    @AfterEach
    void close() {
        context.close();
        arena.close();
    }

    private MemorySegment host(byte... bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    private byte[] contents(DeviceMemory memory) throws Exception {
        MemorySegment host = arena.allocate(memory.bytes());
        memory.copyTo(host);
        return host.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void whatIsCopiedToTheCardComesBack() throws Exception {
        DeviceMemory memory = context.allocate(4);
        memory.copyFrom(host((byte) 1, (byte) 2, (byte) 3, (byte) 4));
        assertArrayEquals(new byte[]{1, 2, 3, 4}, contents(memory));
    }

    @Test
    void partsAreCopiedToWhereTheyBelong() throws Exception {
        DeviceMemory memory = context.allocate(4);
        memory.zero();
        memory.copyFrom(host((byte) 7), 2);
        assertArrayEquals(new byte[]{0, 0, 7, 0}, contents(memory));
        MemorySegment two = arena.allocate(2);
        memory.copyTo(two, 1);
        assertArrayEquals(new byte[]{0, 7}, two.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void clearingAndCopyingToTheCardWaitUntilItHasDone() throws Exception {
        DeviceMemory memory = context.allocate(1);
        fake.calls();
        memory.zero();
        memory.copyFrom(host((byte) 1));
        assertEquals(List.of("cuMemsetD8_v2", "cuStreamSynchronize", "cuMemcpyHtoD_v2", "cuStreamSynchronize"),
                fake.calls());
    }

    @Test
    void nothingIsCopiedBeyondTheEnd() throws Exception {
        DeviceMemory memory = context.allocate(4);
        MemorySegment host = arena.allocate(3);
        assertThrows(IndexOutOfBoundsException.class, () -> memory.copyFrom(host, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.copyTo(host, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.copyTo(host, -1));
    }

    @Test
    void anArrayIsNotCopiedFrom() throws Exception {
        DeviceMemory memory = context.allocate(4);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> memory.copyFrom(MemorySegment.ofArray(new byte[4])));
        assertEquals("an array of the JVM's may move: copy it to native memory first", e.getMessage());
    }

    @Test
    void readOnlyMemoryIsNotCopiedTo() throws Exception {
        DeviceMemory memory = context.allocate(4);
        assertThrows(IllegalArgumentException.class, () -> memory.copyTo(arena.allocate(4).asReadOnly()));
    }

    @Test
    void closedMemoryHasNoAddress() throws Exception {
        DeviceMemory memory = context.allocate(4);
        memory.close();
        memory.close();
        assertEquals(1, fake.each("cuMemFree_v2", 0).size());
        assertEquals("DeviceMemory is closed", assertThrows(IllegalStateException.class, memory::address).getMessage());
    }

    @Test
    void memoryThatThereIsNotIsNamedByItsLength() {
        fake.fail("cuMemAlloc_v2", 2);
        CudaException e = assertThrows(CudaException.class, () -> context.allocate(5_000_000_000L));
        assertEquals("cuMemAlloc of 5000000000 bytes: CUDA_ERROR_OUT_OF_MEMORY (2)", e.getMessage());
    }

    @Test
    void noMemoryIsNoLength() {
        assertEquals("memory of 0 bytes: expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> context.allocate(0)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> context.pinned(-1));
    }

    @Test
    void pinnedMemoryIsSeenByTheHostAndByTheCard() throws Exception {
        try (PinnedMemory memory = context.pinned(8)) {
            memory.host().set(ValueLayout.JAVA_LONG, 0, 42);
            assertEquals(8, memory.host().byteSize());
            assertEquals(memory.host().address() + (1L << 40), memory.deviceAddress());
            assertEquals(3, fake.last("cuMemHostAlloc")[2], "PORTABLE | DEVICEMAP");
        }
    }

    @Test
    void pinnedMemoryCannotBeReadOnceItIsClosed() throws Exception {
        PinnedMemory memory = context.pinned(8);
        MemorySegment host = memory.host();
        memory.close();
        assertThrows(IllegalStateException.class, () -> host.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, memory::deviceAddress);
    }

    @Test
    void pinnedMemoryThatTheCardCannotSeeIsFreed() {
        fake.fail("cuMemHostGetDevicePointer_v2", 1);
        CudaException e = assertThrows(CudaException.class, () -> context.pinned(8));
        assertEquals("cuMemHostGetDevicePointer: CUDA_ERROR_INVALID_VALUE (1)", e.getMessage());
        assertEquals(1, fake.each("cuMemFreeHost", 0).size());
    }
}
