package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CudaKernelTest {
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

    private CudaKernel kernel() throws CudaException {
        return context.load(new byte[1]).kernel("scale");
    }

    private KernelArguments arguments() {
        return new KernelArguments(arena);
    }

    @Test
    void aKernelTellsWhatItUses() throws Exception {
        CudaKernel kernel = kernel();
        assertEquals(40, kernel.registers());
        assertEquals(16, kernel.localBytes());
        assertEquals(1024, kernel.sharedBytes());
    }

    @Test
    void aKernelThatIsNotThereIsNamed() throws Exception {
        fake.fail("cuModuleGetFunction", 500);
        CudaException e = assertThrows(CudaException.class, this::kernel);
        assertEquals("cuModuleGetFunction of scale: CUDA_ERROR_NOT_FOUND (500)", e.getMessage());
    }

    @Test
    void sharedMemoryIsAskedForByItsAttribute() throws Exception {
        kernel().allowDynamicShared(100_000);
        assertEquals(List.of(8, 100_000), List.of(fake.last("cuFuncSetAttribute")).subList(1, 3));
    }

    @Test
    void sharedMemoryThatTheCardHasNotIsNamedByItsLength() throws Exception {
        fake.fail("cuFuncSetAttribute", 1);
        CudaKernel kernel = kernel();
        CudaException e = assertThrows(CudaException.class, () -> kernel.allowDynamicShared(1_000_000));
        assertEquals("cuFuncSetAttribute of scale for 1000000 bytes of shared memory: CUDA_ERROR_INVALID_VALUE (1)",
                e.getMessage());
    }

    @Test
    void aPlainLaunchHasOneRowOfThreads() throws Exception {
        CudaStream stream = context.stream();
        KernelArguments arguments = arguments().add(1);
        kernel().launch(stream, KernelLaunch.of(2, 3, 4, 128, 512), arguments);
        assertEquals(List.of(2, 3, 4, 128, 1, 1, 512, new Pointer(stream.handle()), arguments.pointer()),
                Arrays.asList(fake.last("cuLaunchKernel")).subList(1, 10));
    }

    /** What the driver was given. */
    private record Given(MemorySegment config, List<MemorySegment> attributes) {}

    private Given launched(KernelLaunch launch) throws Exception {
        AtomicReference<Given> given = new AtomicReference<>();
        fake.put("cuLaunchKernelEx", all -> {
            MemorySegment config = copy(Pointer.nativeValue((Pointer) all[0]), LaunchConfig.CONFIG_BYTES);
            int count = config.get(ValueLayout.JAVA_INT, 48);
            MemorySegment attributes = copy(config.get(ValueLayout.JAVA_LONG, 40), count
                    * LaunchConfig.ATTRIBUTE_BYTES);
            given.set(new Given(config, IntStream.range(0, count)
                    .mapToObj(i -> attributes.asSlice(i * LaunchConfig.ATTRIBUTE_BYTES, LaunchConfig.ATTRIBUTE_BYTES))
                    .toList()));
            return 0;
        });
        CudaStream stream = context.stream();
        kernel().launch(stream, launch, arguments());
        Given seen = given.get();
        assertNotNull(seen);
        assertEquals(stream.handle(), seen.config.get(ValueLayout.JAVA_LONG, 32));
        return seen;
    }

    @Test
    void aProgrammaticLaunchIsDescribedAsInC() throws Exception {
        Given given = launched(KernelLaunch.of(2, 3, 4, 128, 512).programmatic(true));
        int[] sizes = given.config.asSlice(0, 28).toArray(ValueLayout.JAVA_INT);
        assertEquals(List.of(2, 3, 4, 128, 1, 1, 512), Arrays.stream(sizes).boxed().toList());
        assertEquals(1, given.attributes.size());
        MemorySegment attribute = given.attributes.getFirst();
        assertEquals(6, attribute.get(ValueLayout.JAVA_INT, 0), "programmatic stream serialization");
        assertEquals(1, attribute.get(ValueLayout.JAVA_INT, 8));
    }

    @Test
    void clustersAndBlocksThatAreAllThereAtOnceAreAskedForBesides() throws Exception {
        Given given = launched(KernelLaunch.of(2, 6, 1, 128, 0).programmatic(true).clusters(3).allAtOnce());
        assertEquals(List.of(6, 4, 2), given.attributes.stream()
                .map(attribute -> attribute.get(ValueLayout.JAVA_INT, 0))
                .toList(), "programmatic stream serialization, cluster dimension, cooperative");
        assertEquals(List.of(1, 3, 1), Arrays.stream(given.attributes.get(1)
                .asSlice(8, 12)
                .toArray(ValueLayout.JAVA_INT)).boxed().toList());
        assertEquals(1, given.attributes.get(2).get(ValueLayout.JAVA_INT, 8));
    }

    @Test
    void aStructureIsGivenByItsAddressAndCountsWithItsLength() {
        MemorySegment structure = arena.allocate(24, 8);
        KernelArguments arguments = arguments().addInt(1).addStructure(structure);
        assertEquals(List.of(4, 24), arguments.sizes());
        assertEquals(structure.address(), arguments.pointer().getLong(8));
    }

    private MemorySegment copy(long address, long bytes) {
        return arena.allocate(bytes, 8).copyFrom(MemorySegment.ofAddress(address).reinterpret(bytes));
    }

    @Test
    void aFailedLaunchTellsItsMeasures() throws Exception {
        fake.fail("cuLaunchKernelEx", 1);
        CudaStream stream = context.stream();
        CudaKernel kernel = kernel();
        CudaException e = assertThrows(CudaException.class,
                () -> kernel.launch(stream, KernelLaunch.of(2, 3, 4, 2048, 512).programmatic(true), arguments()));
        assertEquals("cuLaunchKernelEx of scale as 2×3×4 blocks of 2048 threads with 512 bytes of dynamic shared"
                + " memory: CUDA_ERROR_INVALID_VALUE (1)", e.getMessage());
    }

    @Test
    void argumentsThatAreNotTheKernelsAreRefused() throws Exception {
        fake.parameters(8, 4, 4);
        CudaKernel kernel = kernel();
        CudaStream stream = context.stream();
        kernel.launch(stream, KernelLaunch.of(1, 1, 1, 1, 0), arguments().add(1).addInt(2).addFloat(3));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> kernel.launch(stream, KernelLaunch.of(1, 1, 1, 1, 0), arguments().add(1).addInt(2)));
        assertEquals("arguments of scale: it takes such of [8, 4, 4] bytes, and these have [8, 4]", e.getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> kernel.launch(stream, KernelLaunch.of(1, 1, 1, 1, 0).programmatic(true),
                        arguments().add(1).add(2).addFloat(3)));
        assertEquals(1, fake.each("cuLaunchKernel", 0).size());
    }

    @Test
    void anOlderDriverThatKnowsNoParametersLaunchesAll() throws Exception {
        fake.put("cuFuncGetParamInfo", all -> {
            throw new UnsatisfiedLinkError("cuFuncGetParamInfo");
        });
        kernel().launch(context.stream(), KernelLaunch.of(1, 1, 1, 1, 0), arguments().add(1));
        assertEquals(1, fake.each("cuLaunchKernel", 0).size());
    }

    @Test
    void aKernelOfAClosedModuleIsNotLaunched() throws Exception {
        CudaModule module = context.load(new byte[1]);
        CudaKernel kernel = module.kernel("scale");
        CudaStream stream = context.stream();
        module.close();
        assertThrows(IllegalStateException.class,
                () -> kernel.launch(stream, KernelLaunch.of(1, 1, 1, 1, 0), arguments()));
    }

    @Test
    void nothingIsQueuedInAClosedStream() throws Exception {
        CudaKernel kernel = kernel();
        CudaStream stream = context.stream();
        stream.close();
        assertThrows(IllegalStateException.class,
                () -> kernel.launch(stream, KernelLaunch.of(1, 1, 1, 1, 0).programmatic(true), arguments()));
        assertThrows(IllegalStateException.class, () -> stream.zeroAsync(0, 1));
    }

    @Test
    void occupancyIsWhatTheDriverCounts() throws Exception {
        fake.put("cuOccupancyMaxActiveBlocksPerMultiprocessor", all -> {
            ((IntByReference) all[0]).setValue((Integer) all[2] / 64);
            return 0;
        });
        assertEquals(4, kernel().occupancy(256, 0));
    }
}
