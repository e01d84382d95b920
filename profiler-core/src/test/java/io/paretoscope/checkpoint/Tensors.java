package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Tensors for tests: made up, written, read back and compared. */
final class Tensors {
    static final HubCache NO_CACHE = new HubCache(Path.of("no-such-cache"));
    private static final Path UNWRITTEN = Path.of("unwritten");
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A model whose files are so small that their headers are most of them. */
    static final String TINY_CONFIG = """
            {"model_type": "opt", "num_hidden_layers": 1, "hidden_size": 4, "num_attention_heads": 2, "ffn_dim": 8,
             "vocab_size": 6, "max_position_embeddings": 5, "tie_word_embeddings": true}
            """;
    static final String TINY_UNTIED = TINY_CONFIG.replace("\"tie_word_embeddings\": true",
            "\"tie_word_embeddings\": false");

    private Tensors() {}

    /** All tensors of the model of that {@code config.json}, with random values. */
    static List<StoredTensor> of(String config) {
        Random random = new Random(7);
        List<StoredTensor> tensors = new ArrayList<>();
        for (TensorSpec spec : OptConfigFile.parse("tiny", config).tensors()) {
            tensors.add(random(spec.name(), spec.shape(), random));
        }
        return tensors;
    }

    static StoredTensor random(String name, List<Long> shape, Random random) {
        TensorSpec spec = new TensorSpec(name, shape);
        MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(spec.elements() * Float.BYTES)]);
        for (long i = 0; i < spec.elements(); i++) {
            data.set(F32, i * Float.BYTES, (float) random.nextGaussian());
        }
        return new StoredTensor(spec, Precision.FP32, data, UNWRITTEN);
    }

    static StoredTensor renamed(StoredTensor tensor, String name) {
        return new StoredTensor(new TensorSpec(name, tensor.spec().shape()), tensor.precision(), tensor.data(),
                tensor.file());
    }

    static List<StoredTensor> without(List<StoredTensor> tensors, String name) {
        return tensors.stream().filter(tensor -> !tensor.spec().name().equals(name)).toList();
    }

    static List<StoredTensor> with(List<StoredTensor> tensors, StoredTensor... more) {
        List<StoredTensor> all = new ArrayList<>(tensors);
        all.addAll(List.of(more));
        return all;
    }

    static List<StoredTensor> where(List<StoredTensor> tensors, Predicate<String> name) {
        return tensors.stream().filter(tensor -> name.test(tensor.spec().name())).toList();
    }

    /** The upper half of each float32: exact for the values it keeps. */
    static StoredTensor asBfloat16(StoredTensor tensor) {
        MemorySegment data = MemorySegment
                .ofArray(new byte[Math.toIntExact(tensor.spec().elements() * Short.BYTES)]);
        for (long i = 0; i < tensor.spec().elements(); i++) {
            data.set(U16, i * Short.BYTES,
                    (short) (Float.floatToRawIntBits(tensor.data().get(F32, i * Float.BYTES)) >>> 16));
        }
        return new StoredTensor(tensor.spec(), Precision.BF16, data, UNWRITTEN);
    }

    static List<Float> values(StoredTensor tensor) {
        List<Float> values = new ArrayList<>();
        MemorySegment data = tensor.data();
        for (long i = 0; i < tensor.spec().elements(); i++) {
            values.add(switch (tensor.precision()) {
                case FP32 -> data.get(F32, i * Float.BYTES);
                case FP16 -> Float.float16ToFloat(data.get(U16, i * Short.BYTES));
                case BF16 -> Float.intBitsToFloat(data.get(U16, i * Short.BYTES) << 16);
            });
        }
        return values;
    }

    /** Opens the checkpoint in {@code folder} and gives the values of all its tensors. */
    static Map<String, List<Float>> read(Path folder) throws IOException {
        try (Checkpoint checkpoint = open(folder)) {
            Map<String, List<Float>> values = new TreeMap<>();
            for (TensorSpec spec : checkpoint.config().tensors()) {
                values.put(spec.name(), values(checkpoint.tensor(spec)));
            }
            return values;
        }
    }

    static Checkpoint open(Path folder) throws IOException {
        return CheckpointFolder.find(folder.toString(), NO_CACHE).open("tiny");
    }

    static OptConfig config(Path folder) throws IOException {
        return CheckpointFolder.find(folder.toString(), NO_CACHE).config("tiny");
    }

    static Map<String, List<Float>> valuesByName(List<StoredTensor> tensors) {
        Map<String, List<Float>> values = new TreeMap<>();
        tensors.forEach(tensor -> values.put(tensor.spec().name(), values(tensor)));
        return values;
    }

    /** Writes a folder with that configuration and that one file. */
    static Path folder(Path folder, String config, String file, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config);
        Files.write(folder.resolve(file), bytes);
        return folder;
    }

    /** The message with which opening {@code folder} fails; one line, as every message must be. */
    static String failure(Path folder) {
        IOException e = assertThrows(IOException.class, () -> open(folder).close());
        return oneLine(e);
    }

    static String oneLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        assertEquals(1, message.lines().count(), message);
        assertFalse(message.isBlank());
        return message;
    }
}
