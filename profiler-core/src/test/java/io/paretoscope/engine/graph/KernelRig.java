package io.paretoscope.engine.graph;

import io.paretoscope.cuda.CudaContext;
import io.paretoscope.cuda.CudaDriver;
import io.paretoscope.cuda.CudaException;
import io.paretoscope.cuda.CudaStream;
import io.paretoscope.cuda.DeviceMemory;
import io.paretoscope.cuda.GpuCondition;
import io.paretoscope.cuda.KernelArguments;
import io.paretoscope.cuda.KernelCache;
import io.paretoscope.cuda.KernelCacheLocation;
import io.paretoscope.cuda.KernelLaunch;
import io.paretoscope.cuda.Nvrtc;
import io.paretoscope.opt.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The own kernels on the card of this machine, and numbers in its memory. Confined to its thread. */
final class KernelRig implements AutoCloseable {
    /** Elements behind each array that no kernel may touch. */
    private static final int GUARD = 64;
    /** A NaN in every form of floating point, and -1. */
    private static final byte POISON = -1;
    /** The first compute capability on which kernels overlap. */
    private static final int OVERLAPPING = 9;

    private final CudaContext context;
    private final CudaStream stream;
    private final KernelCache cache;
    private final Map<List<Object>, StepKernels> kernels = new HashMap<>();
    private final List<DeviceMemory> taken = new ArrayList<>();

    /**
     * An array on the card.
     *
     * @param count its elements, behind which the guard lies
     */
    record Stored(Form form, int count, DeviceMemory memory) {
        long address() {
            return memory.address();
        }
    }

    private KernelRig(CudaContext context, CudaStream stream, KernelCache cache) {
        this.context = context;
        this.stream = stream;
        this.cache = cache;
    }

    static KernelRig open() throws CudaException {
        CudaContext context = CudaContext.open(CudaDriver.load(), 0);
        try {
            return new KernelRig(context, context.stream(),
                    new KernelCache(KernelCacheLocation.ofThisMachine(), Nvrtc.load(GpuCondition.libraries())));
        } catch (CudaException e) {
            context.close();
            throw e;
        }
    }

    CudaContext context() {
        return context;
    }

    /** Compiled once. */
    StepKernels kernels(Precision precision, int headSize) throws CudaException {
        List<Object> key = List.of(precision, headSize);
        StepKernels known = kernels.get(key);
        if (known == null) {
            known = StepKernels.compile(context, cache, precision, headSize);
            kernels.put(key, known);
        }
        return known;
    }

    /** Queues a kernel in the manner of a step: it may begin before the one ahead of it has ended. */
    void launch(StepKernels of, String name, KernelLaunch launch, Consumer<KernelArguments> fill)
            throws CudaException {
        boolean overlapped = context.gpu().capabilityMajor() >= OVERLAPPING;
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena);
            fill.accept(arguments);
            new Launches(of, stream, overlapped).launch(name, launch, arguments);
        }
    }

    /** Waits for all that was launched. */
    void finish() throws CudaException {
        stream.synchronize();
    }

    /** Normally distributed numbers that {@code form} holds exactly. */
    static double[] numbers(Random random, Form form, int count, double deviation) {
        return random.doubles(count).map(nothing -> form.nearest(deviation * random.nextGaussian())).toArray();
    }

    /** An array of no numbers: whatever reads it before it is written, or leaves it unwritten, shows. */
    Stored poisoned(Form form, int count) throws CudaException {
        DeviceMemory memory = context.allocate((long) (count + GUARD) * form.bytes());
        taken.add(memory);
        Stored array = new Stored(form, count, memory);
        poison(array);
        return array;
    }

    /** Makes all of it no numbers again. */
    void poison(Stored array) throws CudaException {
        try (Arena arena = Arena.ofConfined()) {
            array.memory.copyFrom(arena.allocate(array.memory.bytes(), Long.BYTES).fill(POISON));
        }
    }

    /** An array of these numbers, each as the nearest of the form. */
    Stored put(Form form, double... numbers) throws CudaException {
        Stored array = poisoned(form, numbers.length);
        write(array, numbers);
        return array;
    }

    /** Replaces what lies in an array from its beginning on. */
    void write(Stored array, double... numbers) throws CudaException {
        int bytes = array.form.bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate((long) numbers.length * bytes, Long.BYTES);
            for (int i = 0; i < numbers.length; i++) {
                int bits = array.form.encode(numbers[i]);
                if (bytes == Short.BYTES) {
                    host.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) bits);
                } else {
                    host.setAtIndex(ValueLayout.JAVA_INT, i, bits);
                }
            }
            array.memory.copyFrom(host);
        }
    }

    Stored zeros(Form form, int count) throws CudaException {
        return put(form, new double[count]);
    }

    /** What lies in an array now, bit by bit, once it is sure that nothing was written behind it. */
    int[] bits(Stored array) throws CudaException {
        int[] all = new int[array.count + GUARD];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(array.memory.bytes(), Long.BYTES);
            array.memory.copyTo(host);
            for (int i = 0; i < all.length; i++) {
                all[i] = array.form.bytes() == Short.BYTES
                        ? host.getAtIndex(ValueLayout.JAVA_SHORT, i)
                        : host.getAtIndex(ValueLayout.JAVA_INT, i);
            }
        }
        for (int i = array.count; i < all.length; i++) {
            assertEquals(POISON, all[i], "written " + (i - array.count) + " elements behind an array");
        }
        return Arrays.copyOf(all, array.count);
    }

    /** What lies in an array now. */
    double[] read(Stored array) throws CudaException {
        return Arrays.stream(bits(array)).mapToDouble(array.form::decode).toArray();
    }

    /** Frees all arrays, so that the next test begins with none. */
    void clear() {
        taken.forEach(DeviceMemory::close);
        taken.clear();
    }

    @Override
    public void close() {
        context.close();
    }
}
