package io.paretoscope.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles for tests opcode by opcode, as {@code torch.save} or as an attacker would. */
final class PickleBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static PickleBytes protocol2() {
        return new PickleBytes().op(0x80, 2);
    }

    /** A dictionary that modules save: ordered, tensors by name, with {@code _metadata} attached. */
    static byte[] stateDict(List<TorchTensor> tensors) {
        PickleBytes pickle = protocol2().orderedDict().op('q', 0, '(');
        tensors.forEach(tensor -> pickle.text(tensor.name()).tensor(tensor));
        return pickle.op('u', '}')
                .text("_metadata")
                .orderedDict()
                .text("")
                .op('}')
                .text("version")
                .op('K', 1, 's', 's')
                .op('s', 'b')
                .end();
    }

    /** A plain dictionary with one more entry, whose value {@code value} writes. */
    static byte[] dictWith(String key, PickleBytes value) {
        return protocol2().op('}').text(key).then(value).op('s').end();
    }

    PickleBytes op(int... opcodesAndArguments) {
        for (int b : opcodesAndArguments) {
            bytes.write(b);
        }
        return this;
    }

    PickleBytes then(PickleBytes more) {
        bytes.writeBytes(more.bytes.toByteArray());
        return this;
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X').int32(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    PickleBytes shortText(String text) {
        op(0x8c, text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleBytes line(String text) {
        bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleBytes global(String module, String name) {
        return op('c').line(module).line(name);
    }

    PickleBytes orderedDict() {
        return global("collections", "OrderedDict").op(')', 'R');
    }

    PickleBytes int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        return this;
    }

    /** LONG1, which torch.save writes for what does not fit 32 bits. */
    PickleBytes number(long value) {
        if (value == (int) value) {
            return op('J').int32((int) value);
        }
        op(0x8a, Long.BYTES);
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
        return this;
    }

    PickleBytes numbers(List<Long> values) {
        op('(');
        values.forEach(this::number);
        return op('t');
    }

    PickleBytes storage(TorchTensor tensor) {
        return op('(').text("storage")
                .global("torch", tensor.storageType())
                .text(tensor.key())
                .text("cpu")
                .number(tensor.elements())
                .op('t', 'Q');
    }

    PickleBytes tensor(TorchTensor tensor) {
        return global("torch._utils", "_rebuild_tensor_v2").op('(')
                .storage(tensor)
                .number(tensor.offset())
                .numbers(tensor.shape())
                .numbers(tensor.strides())
                .op(0x89)
                .orderedDict()
                .op('t', 'R');
    }

    /** As {@code torch.nn.Parameter} is saved. */
    PickleBytes parameter(TorchTensor tensor) {
        return global("torch._utils", "_rebuild_parameter").op('(').tensor(tensor).op(0x88).orderedDict().op('t', 'R');
    }

    byte[] end() {
        return op('.').bytes.toByteArray();
    }
}
