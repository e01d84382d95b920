package io.paretoscope.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.opt.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the two ceilings of a device's roofline through libtorch, the library that models run on: what no model can be
 * faster than here. Random inputs, since zeros draw less power and run faster (R16); results are looked at, so that work that was
 * never done is not timed. Of the thread that calls.
 */
public final class Ceilings {
    private static final long GIBIBYTE = 1L << 30;
    /** At least twenty times the largest cache of a GPU (50 MB on an H200), and short against its memory. */
    private static final long GPU_COPY_BYTES = GIBIBYTE;
    /** Several times the caches of most CPUs, and made in under a second. */
    private static final long CPU_COPY_BYTES = GIBIBYTE / 4;
    /** Under this a cache may hold it all. */
    private static final long LEAST_COPY_BYTES = GIBIBYTE / 16;
    /** Two tensors, and as much left to others. */
    private static final int SHARE_OF_FREE = 4;

    /** Enough tiles for every multiprocessor; a product takes one to some tens of milliseconds. */
    private static final int GPU_SIZE = 8192;
    private static final int CPU_SIZE = 2048;
    private static final int LEAST_SIZE = 256;
    /** What a product that was not done, or wrongly, is off by is about 1; what bfloat16 rounds off, 2⁻⁸. */
    private static final double LARGEST_ERROR = 0.05;

    private Ceilings() {}

    /** Measures the copy rate of {@code device}. */
    public static CopyRate copyRate(TorchRuntime runtime, DeviceId device, RoundRule rule) throws EngineException {
        return copyRate(runtime, device, copyBytes(device), rule);
    }

    static CopyRate copyRate(TorchRuntime runtime, DeviceId device, long bytes, RoundRule rule)
            throws EngineException {
        long elements = bytes / Precision.FP32.bytes();
        try (Bench bench = Bench.open(runtime, device, Precision.FP32);
                IValue source = bench.normal(elements);
                IValue target = bench.zeros(elements)) {
            Rounds rounds = Rounds.of(bench.work("copies", target, source), rule, System::nanoTime);
            try (IValue same = IValueUtils.runMethod(bench.script, "same", target, source)) {
                if (!same.toBoolean()) {
                    throw new EngineException("a copy within the memory of " + device + " differs from what was copied",
                            null);
                }
            }
            return new CopyRate(elements * Precision.FP32.bytes(), rounds);
        }
    }

    private static long copyBytes(DeviceId device) throws EngineException {
        long free = freeBytes(device);
        long bytes = Math.min(device.isCpu() ? CPU_COPY_BYTES : GPU_COPY_BYTES, free / SHARE_OF_FREE);
        if (bytes < LEAST_COPY_BYTES) {
            throw new EngineException((free >> 20) + " MiB of memory are free on " + device
                    + ", too little to measure its copy rate: " + ((SHARE_OF_FREE * LEAST_COPY_BYTES) >> 20)
                    + " MiB would do", null);
        }
        return bytes;
    }

    private static long freeBytes(DeviceId device) throws EngineException {
        if (device.isCpu()) {
            return HostMemory.availableBytes();
        }
        try {
            return CudaDriver.load().memory(device.index()).freeBytes();
        } catch (CudaException e) {
            throw new EngineException("the free memory of " + device + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Measures the matrix rate of {@code device}; where it is slow, on smaller matrices. */
    public static MatrixRate matrixRate(TorchRuntime runtime, DeviceId device, Precision precision, RoundRule rule)
            throws EngineException {
        return matrixRate(runtime, device, precision, device.isCpu() ? CPU_SIZE : GPU_SIZE, rule);
    }

    static MatrixRate matrixRate(TorchRuntime runtime, DeviceId device, Precision precision, int largest,
            RoundRule rule) throws EngineException {
        try (Bench bench = Bench.open(runtime, device, precision)) {
            int size = affordable(largest, rule, bench::productNanos);
            try (IValue a = bench.normal(size, size);
                    IValue b = bench.normal(size, size);
                    IValue out = bench.zeros(size, size)) {
                Rounds rounds = Rounds.of(bench.work("products", out, a, b), rule, System::nanoTime);
                double error = bench.productError(out, a, b, size);
                // Not a number is no small error either.
                if (!(error <= LARGEST_ERROR)) {
                    throw new EngineException(String.format(Locale.ROOT,
                            "a %s product of %d × %d matrices on %s is wrong: off by %.2g of its largest value",
                            precision, size, size, device, error), null);
                }
                return new MatrixRate(precision, size, rounds);
            }
        }
    }

    /** Tells what a product of matrices of a size takes. */
    @FunctionalInterface
    interface ProductTime {
        long nanos(int size) throws EngineException;
    }

    /** The largest size up to {@code largest}, by doubling, of which rounds and warm-up are expected to end within the time. */
    static int affordable(int largest, RoundRule rule, ProductTime time) throws EngineException {
        int size = LEAST_SIZE;
        // A product of twice the size takes eight times as long; the rounds and the warm-up are ten and more.
        while (2 * size <= largest && 8 * time.nanos(size) <= rule.mostNanos() / 10) {
            size *= 2;
        }
        return size;
    }

    /** A device with the script that works on it. */
    private static final class Bench implements AutoCloseable {
        private final PtNDManager manager;
        private final PtSymbolBlock script;
        private final DeviceTensors tensors;
        private final DeviceTensors singles;

        private Bench(PtNDManager manager, PtSymbolBlock script, Precision precision) {
            this.manager = manager;
            this.script = script;
            tensors = new DeviceTensors(manager, script, precision);
            singles = new DeviceTensors(manager, script, Precision.FP32);
        }

        static Bench open(TorchRuntime runtime, DeviceId device, Precision precision) throws EngineException {
            PtNDManager manager = runtime.manager(device);
            try {
                PtSymbolBlock script = runtime.script(manager);
                return Native.call(device.toString(), () -> new Bench(manager, script, precision));
            } catch (EngineException | RuntimeException e) {
                manager.close();
                throw e;
            }
        }

        IValue normal(long... shape) throws EngineException {
            return Native.call("random numbers", () -> tensors.normal(list(shape), 1));
        }

        IValue zeros(long... shape) throws EngineException {
            return Native.call("memory", () -> tensors.full(list(shape), 0));
        }

        private static List<Long> list(long... shape) {
            return Arrays.stream(shape).boxed().toList();
        }

        /** A method of the script whose last argument is how often to do it. */
        Rounds.Work work(String method, IValue... operands) {
            IValue[] arguments = Arrays.copyOf(operands, operands.length + 1);
            return times -> {
                try (IValue count = IValue.from((long) times)) {
                    arguments[operands.length] = count;
                    Native.call(method, () -> {
                        IValueUtils.runMethod(script, method, arguments).close();
                        return times;
                    });
                }
                synchronize();
            };
        }

        /** What one product of matrices of that size takes, in nanoseconds. */
        long productNanos(int size) throws EngineException {
            try (IValue a = normal(size, size); IValue b = normal(size, size); IValue out = zeros(size, size)) {
                Rounds.Work product = work("products", out, a, b);
                product.run(1);
                long start = System.nanoTime();
                product.run(1);
                return System.nanoTime() - start;
            }
        }

        double productError(IValue out, IValue a, IValue b, int size) throws EngineException {
            return Native.call("a look at the product", () -> {
                try (IValue v = singles.normal(List.of((long) size, 1L), 1);
                        IValue error = IValueUtils.runMethod(script, "product_error", out, a, b, v)) {
                    return singles.floats(error)[0];
                }
            });
        }

        private void synchronize() throws EngineException {
            Native.call("synchronisation", () -> {
                // A read from the device waits for everything enqueued before it on the same stream.
                try (NDManager scope = manager.newSubManager()) {
                    return scope.zeros(new Shape(1)).toFloatArray();
                }
            });
        }

        @Override
        public void close() {
            boolean gpu = manager.getDevice().isGpu();
            tensors.close();
            singles.close();
            script.close();
            manager.close();
            if (gpu) {
                // What the allocator keeps would be missing from whatever is measured next.
                JniUtils.emptyCudaCache();
            }
        }
    }
}
