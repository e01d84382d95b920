package io.paretoscope.checkpoint;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes safetensors files for tests, right or wrong. */
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    static byte[] of(List<StoredTensor> tensors) {
        return of(tensors, UnaryOperator.identity());
    }

    /** @param edit changes the header's text */
    static byte[] of(List<StoredTensor> tensors, UnaryOperator<String> edit) {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (StoredTensor tensor : tensors) {
            int begin = data.size();
            data.writeBytes(tensor.data().toArray(ValueLayout.JAVA_BYTE));
            header.append(",\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}".formatted(
                    tensor.spec().name(), dtype(tensor),
                    tensor.spec().shape().stream().map(String::valueOf).collect(Collectors.joining(",")), begin,
                    data.size()));
        }
        return file(edit.apply(header.append("}").toString()), data.toByteArray());
    }

    static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    private static String dtype(StoredTensor tensor) {
        return switch (tensor.precision()) {
            case FP32 -> "F32";
            case FP16 -> "F16";
            case BF16 -> "BF16";
        };
    }
}
