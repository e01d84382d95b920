package io.paretoscope.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import io.paretoscope.checkpoint.StoredTensor;
import io.paretoscope.opt.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Makes tensors of one precision on one device, by small methods of the TorchScript source. DJL's own arrays would do but for
 * bfloat16, which its native side answers by ending the process; libtorch itself knows it everywhere.
 *
 * <p>Each result is a reference of its own: closing it frees the tensor, once nothing else refers to it.
 */
final class DeviceTensors {
    private static final ValueLayout.OfShort BFLOAT16_BITS = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt FLOAT32_BITS = ValueLayout.JAVA_INT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private final PtNDManager manager;
    private final PtSymbolBlock script;
    private final IValue anchor;
    private final IValue scalarType;

    /**
     * Makes tensors on the manager's device.
     *
     * @param script the loaded {@link OptScript}
     */
    DeviceTensors(PtNDManager manager, PtSymbolBlock script, Precision precision) {
        this.manager = manager;
        this.script = script;
        anchor = IValue.from((PtNDArray) manager.zeros(new Shape(1)));
        scalarType = IValue.from(scalarType(precision));
    }

    /** Normally distributed around 0, from libtorch's generator. */
    IValue normal(List<Long> shape, double deviation) {
        try (IValue sizes = sizes(shape); IValue value = IValue.from(deviation)) {
            return IValueUtils.runMethod(script, "normal", anchor, sizes, value, scalarType);
        }
    }

    /** The same everywhere. */
    IValue full(List<Long> shape, double number) {
        try (IValue sizes = sizes(shape); IValue value = IValue.from(number)) {
            return IValueUtils.runMethod(script, "full", anchor, sizes, value, scalarType);
        }
    }

    /** The stored values, converted on the device; their file may be unmapped afterwards. */
    IValue of(StoredTensor stored) {
        Shape shape = new Shape(stored.spec().shape().stream().mapToLong(Long::longValue).toArray());
        // On the CPU DJL gives a view of the buffer, which may be the mapped file: what leaves here is a copy.
        boolean view = !manager.getDevice().isGpu();
        try (NDArray raw = switch (stored.precision()) {
            case FP32 -> manager.create(mapped(stored), shape, DataType.FLOAT32);
            case FP16 -> manager.create(mapped(stored), shape, DataType.FLOAT16);
            case BF16 -> manager.create(widened(stored.data()), shape, DataType.FLOAT32);
        }; IValue rawValue = IValue.from((PtNDArray) raw); IValue copy = IValue.from(view)) {
            return IValueUtils.runMethod(script, "converted", rawValue, scalarType, copy);
        }
    }

    private static ByteBuffer mapped(StoredTensor stored) {
        return stored.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The upper half of a float32 is a bfloat16. */
    private static ByteBuffer widened(MemorySegment bfloat16) {
        ByteBuffer floats = ByteBuffer.allocateDirect(Math.toIntExact(2 * bfloat16.byteSize()))
                .order(ByteOrder.LITTLE_ENDIAN);
        MemorySegment target = MemorySegment.ofBuffer(floats);
        long elements = bfloat16.byteSize() / Short.BYTES;
        for (long i = 0; i < elements; i++) {
            int bits = bfloat16.get(BFLOAT16_BITS, i * Short.BYTES) << Short.SIZE;
            target.set(FLOAT32_BITS, i * Integer.BYTES, bits);
        }
        return floats;
    }

    /** One below the other, along the first dimension. */
    IValue joined(Collection<IValue> parts) {
        try (IValue list = IValue.listFrom(parts.toArray(IValue[]::new))) {
            return IValueUtils.runMethod(script, "joined", list);
        }
    }

    /** The values on the host, row-major. */
    float[] floats(IValue tensor) {
        try (PtNDManager scope = (PtNDManager) manager.newSubManager();
                IValue float32 = IValue.from(scalarType(Precision.FP32));
                IValue aliased = IValue.from(false);
                IValue single = IValueUtils.runMethod(script, "converted", tensor, float32, aliased)) {
            return single.toTensor(scope).toFloatArray();
        }
    }

    /**
     * The memory itself of each tensor of a list, all of them on the CPU.
     *
     * @param owner keeps them from being freed until it is closed, when the views end to be valid
     */
    static List<MemorySegment> views(IValue list, PtNDManager owner) {
        // Where a tensor is contiguous DJL gives no copy, and whatever is made here is.
        return Arrays.stream(list.toTensorArray(owner))
                .map(tensor -> MemorySegment.ofBuffer(tensor.toByteBuffer(true)))
                .toList();
    }

    /** Frees what was made for making. */
    void close() {
        anchor.close();
        scalarType.close();
    }

    private static IValue sizes(List<Long> shape) {
        return IValue.listFrom(shape.stream().mapToLong(Long::longValue).toArray());
    }

    /** libtorch's code of a scalar type ({@code c10/core/ScalarType.h}). */
    private static long scalarType(Precision precision) {
        return switch (precision) {
            case FP16 -> 5;
            case FP32 -> 6;
            case BF16 -> 15;
        };
    }
}
