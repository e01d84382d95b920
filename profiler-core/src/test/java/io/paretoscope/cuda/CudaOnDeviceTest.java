package io.paretoscope.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** All of it on a card, where there are one and the libraries. */
class CudaOnDeviceTest {
    private static final int COUNT = 1000;
    private static final int THREADS = 128;
    private static final int BLOCKS = (COUNT + THREADS - 1) / THREADS;
    private static final String SOURCE = """
            extern "C" __global__ void add(float* values, float addend, int count) {
            #if __CUDA_ARCH__ >= 900
                asm volatile("griddepcontrol.launch_dependents;");
                asm volatile("griddepcontrol.wait;" ::: "memory");
            #endif
                int i = blockIdx.x * blockDim.x + threadIdx.x;
                if (i < count) values[i] += addend;
            }
            extern "C" __global__ void reverse(int* values) {
                extern __shared__ int shared[];
                shared[threadIdx.x] = values[threadIdx.x];
                __syncthreads();
                values[threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];
            }
            """;

    private static CudaDriver driver;
    private static Nvrtc nvrtc;

    private final Arena arena = Arena.ofConfined();
    private CudaContext context;
    private CudaStream stream;

    @BeforeAll
    static void onlyWhereThereAreACardAndACompiler() throws Exception {
        driver = InstalledCuda.driver();
        nvrtc = InstalledCuda.nvrtc();
    }

    @BeforeEach
    void open() throws Exception {
        context = CudaContext.open(driver, 0);
        stream = context.stream();
    }

    @AfterEach
    void close() {
        context.close();
        arena.close();
    }

    private CudaModule module() throws CudaException {
        return context.load(nvrtc.compile("test.cu", SOURCE,
                List.of("--gpu-architecture=" + context.architecture())).cubin());
    }

    private KernelArguments added(DeviceMemory values, float addend) {
        return new KernelArguments(arena).add(values.address()).addFloat(addend).addInt(COUNT);
    }

    private float[] floats(DeviceMemory memory) throws CudaException {
        MemorySegment host = arena.allocate(memory.bytes(), 8);
        memory.copyTo(host);
        return host.toArray(ValueLayout.JAVA_FLOAT);
    }

    private DeviceMemory cleared() throws CudaException {
        DeviceMemory memory = context.allocate(COUNT * 4L);
        memory.zero();
        return memory;
    }

    private static float[] all(float value) {
        float[] expected = new float[COUNT];
        Arrays.fill(expected, value);
        return expected;
    }

    @Test
    void aKernelReadsItsArguments() throws Exception {
        DeviceMemory values = cleared();
        module().kernel("add").launch(stream, KernelLaunch.of(BLOCKS, 1, 1, THREADS, 0), added(values, 1.5f));
        stream.synchronize();
        assertArrayEquals(all(1.5f), floats(values));
    }

    @Test
    void theDriverTellsTheParametersOfAKernel() throws Exception {
        assumeTrue(!context.driverVersion().matches("12\\.[0-3]"), "the driver is older than CUDA 12.4");
        DeviceMemory values = cleared();
        CudaKernel kernel = module().kernel("add");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> kernel.launch(stream, KernelLaunch.of(BLOCKS, 1,
                        1, THREADS, 0), new KernelArguments(arena).add(values.address()).addInt(COUNT)));
        assertEquals("arguments of add: it takes such of [8, 4, 4] bytes, and these have [8, 4]", e.getMessage());
    }

    @Test
    void aGraphOfProgrammaticLaunchesKeepsTheirOrder() throws Exception {
        assumeTrue(context.gpu().capabilityMajor() >= 9, "programmatic launches need compute capability 9.0");
        DeviceMemory values = cleared();
        CudaKernel kernel = module().kernel("add");
        try (CudaGraph graph = CudaGraph.capture(stream, () -> {
            stream.zeroAsync(values.address(), values.bytes());
            for (int i = 0; i < 20; i++) {
                kernel.launch(stream, KernelLaunch.of(BLOCKS, 1, 1, THREADS, 0).programmatic(i > 0), added(values, i));
            }
        })) {
            assertEquals(21, graph.nodes());
            for (int i = 0; i < 3; i++) {
                graph.launch(stream);
            }
            stream.synchronize();
            assertArrayEquals(all(190), floats(values));
        }
    }

    @Test
    void aStreamCanBeUsedAfterACaptureThatFailed() throws Exception {
        DeviceMemory values = cleared();
        CudaKernel kernel = module().kernel("add");
        CudaException e = assertThrows(CudaException.class, () -> CudaGraph.capture(stream, () -> {
            kernel.launch(stream, KernelLaunch.of(BLOCKS, 1, 1, THREADS, 0), added(values, 1));
            stream.synchronize();
        }));
        assertTrue(String.valueOf(e.getMessage()).startsWith("cuStreamSynchronize: CUDA_ERROR_STREAM_CAPTURE_"),
                e.getMessage());
        kernel.launch(stream, KernelLaunch.of(BLOCKS, 1, 1, THREADS, 0), added(values, 2));
        stream.synchronize();
        assertArrayEquals(all(2), floats(values));
    }

    @Test
    void aKernelMayHaveAsMuchSharedMemoryAsTheCardHas() throws Exception {
        CudaKernel kernel = module().kernel("reverse");
        kernel.allowDynamicShared(context.maxSharedBytesPerBlock());
        assertEquals(1, kernel.occupancy(THREADS, context.maxSharedBytesPerBlock()));
        assertThrows(CudaException.class, () -> kernel.allowDynamicShared(context.maxSharedBytesPerBlock() + 1));
    }

    @Test
    void theCardWritesPinnedMemory() throws Exception {
        PinnedMemory memory = context.pinned(8);
        memory.host().setAtIndex(ValueLayout.JAVA_INT, 0, 1);
        memory.host().setAtIndex(ValueLayout.JAVA_INT, 1, 2);
        module().kernel("reverse")
                .launch(stream, KernelLaunch.of(1, 1, 1, 2, 8),
                        new KernelArguments(arena).add(memory.deviceAddress()));
        stream.synchronize();
        assertArrayEquals(new int[]{2, 1}, memory.host().toArray(ValueLayout.JAVA_INT));
    }

    @Test
    void streamsCopyBetweenPinnedMemoryAndTheCards() throws Exception {
        PinnedMemory from = context.pinned(8);
        PinnedMemory to = context.pinned(8);
        DeviceMemory between = context.allocate(8);
        from.host().set(ValueLayout.JAVA_LONG, 0, 42);
        stream.copyAsync(between.address(), from.deviceAddress(), 8);
        stream.copyAsync(to.deviceAddress(), between.address(), 8);
        stream.synchronize();
        assertEquals(42, to.host().get(ValueLayout.JAVA_LONG, 0));
    }

    @Test
    void kernelsForAnotherCardAreRefused() throws Exception {
        int other = nvrtc.architectures()
                .stream()
                .filter(each -> each / 10 != context.gpu().capabilityMajor())
                .findFirst()
                .orElseThrow();
        byte[] cubin = nvrtc.compile("test.cu", SOURCE, List.of("--gpu-architecture=sm_" + other)).cubin();
        String message = String.valueOf(assertThrows(CudaException.class, () -> context.load(cubin)).getMessage());
        assertTrue(message.endsWith(": the kernels are not made for this card, " + context.gpu().name()
                + ", which needs " + context.architecture()), message);
    }

    @Test
    void workTakesTime() throws Exception {
        CudaTimer timer = context.timer();
        DeviceMemory values = cleared();
        timer.start(stream);
        module().kernel("add").launch(stream, KernelLaunch.of(BLOCKS, 1, 1, THREADS, 0), added(values, 1));
        timer.stop(stream);
        assertTrue(timer.millis() > 0);
    }

    @ParameterizedTest
    @CsvSource({"FP16, NONE, false", "FP16, RELU_BIAS, false", "FP16, BIAS, true", "BF16, RELU_BIAS, true",
        "FP32, NONE, true", "FP32, RELU_BIAS, false", "FP32, BIAS, true"})
    void aProductIsWhatItsFormulaTells(ProductType type, Epilogue epilogue, boolean addsC) throws Exception {
        int m = 8;
        int n = 64;
        int k = 128;
        Random random = new Random(7);
        double[] x = matrix(random, type, m * k);
        double[] w = matrix(random, type, n * k);
        double[] bias = matrix(random, type, n);
        double[] c = matrix(random, type, m * n);
        long workspaceBytes = 4 << 20;
        DeviceMemory y = context.allocate((long) m * n * bytes(type));
        DeviceMemory workspace = context.allocate(workspaceBytes);
        try (CublasLt library = CublasLt.load(InstalledCuda.folders());
                MatrixProduct product = library.product(new ProductShape(m, n, k), type, epilogue, addsC)) {
            List<ProductAlgorithm> ways = product.candidates(workspaceBytes, 8);
            long xs = onCard(x, type);
            long ws = onCard(w, type);
            long biases = epilogue == Epilogue.NONE ? 0 : onCard(bias, type);
            long cs = addsC ? onCard(c, type) : 0;
            for (ProductAlgorithm way : ways) {
                y.zero();
                try (CudaGraph graph = CudaGraph.capture(stream, () -> product.run(stream, way, ws, xs, biases, cs,
                        y.address(), workspace.address(), workspaceBytes))) {
                    graph.launch(stream);
                    stream.synchronize();
                }
                double[] computed = fromCard(y, type);
                for (int row = 0; row < m; row++) {
                    for (int column = 0; column < n; column++) {
                        double sum = addsC ? c[row * n + column] : 0;
                        for (int i = 0; i < k; i++) {
                            sum += x[row * k + i] * w[column * k + i];
                        }
                        sum += epilogue == Epilogue.NONE ? 0 : bias[column];
                        double expected = epilogue == Epilogue.RELU_BIAS ? Math.max(sum, 0) : sum;
                        assertEquals(expected, computed[row * n + column], tolerance(type), row + "," + column);
                    }
                }
            }
        }
    }

    /** Half a unit in the last place of numbers up to 64, and the error of a sum in single precision. */
    private static double tolerance(ProductType type) {
        return switch (type) {
            case FP16 -> 0x1p-6;
            case BF16 -> 0x1p-3;
            case FP32 -> 0x1p-15;
        };
    }

    private static int bytes(ProductType type) {
        return type == ProductType.FP32 ? Float.BYTES : Short.BYTES;
    }

    /** Numbers from -1 to 1 that the type holds exactly. */
    private static double[] matrix(Random random, ProductType type, int length) {
        return random.doubles(length, -1, 1).map(number -> decoded(encoded((float) number, type), type)).toArray();
    }

    private static int encoded(float number, ProductType type) {
        return switch (type) {
            case FP16 -> Float.floatToFloat16(number);
            case BF16 -> Float.floatToRawIntBits(number) >>> 16;
            case FP32 -> Float.floatToRawIntBits(number);
        };
    }

    private static float decoded(int bits, ProductType type) {
        return switch (type) {
            case FP16 -> Float.float16ToFloat((short) bits);
            case BF16 -> Float.intBitsToFloat(bits << 16);
            case FP32 -> Float.intBitsToFloat(bits);
        };
    }

    private long onCard(double[] numbers, ProductType type) throws CudaException {
        MemorySegment host = arena.allocate((long) numbers.length * bytes(type), 8);
        for (int i = 0; i < numbers.length; i++) {
            int bits = encoded((float) numbers[i], type);
            if (type == ProductType.FP32) {
                host.setAtIndex(ValueLayout.JAVA_INT, i, bits);
            } else {
                host.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) bits);
            }
        }
        DeviceMemory memory = context.allocate(host.byteSize());
        memory.copyFrom(host);
        return memory.address();
    }

    private double[] fromCard(DeviceMemory memory, ProductType type) throws CudaException {
        MemorySegment host = arena.allocate(memory.bytes(), 8);
        memory.copyTo(host);
        double[] numbers = new double[(int) (memory.bytes() / bytes(type))];
        for (int i = 0; i < numbers.length; i++) {
            int bits = type == ProductType.FP32
                    ? host.getAtIndex(ValueLayout.JAVA_INT, i)
                    : host.getAtIndex(ValueLayout.JAVA_SHORT, i);
            numbers[i] = decoded(bits, type);
        }
        return numbers;
    }
}
