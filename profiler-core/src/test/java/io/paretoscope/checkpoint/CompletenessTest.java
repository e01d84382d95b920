package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tensors of a file must be those of config.json, whatever the format. */
class CompletenessTest {
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);
    private static final StoredTensor HEAD = Tensors.random("lm_head.weight", List.of(6L, 4L), new Random(1));

    @TempDir
    Path temp;

    enum Format {
        SAFETENSORS("model.safetensors"),
        TORCH("pytorch_model.bin");

        private final String file;

        Format(String file) {
            this.file = file;
        }

        byte[] write(List<StoredTensor> tensors) {
            return this == SAFETENSORS ? SafetensorsBytes.of(tensors) : TorchBytes.of(tensors);
        }
    }

    private Path folder(Format format, String config, List<StoredTensor> tensors) throws IOException {
        return Tensors.folder(temp.resolve("model"), config, format.file, format.write(tensors));
    }

    private Map<String, List<Float>> read(Format format, List<StoredTensor> tensors) throws IOException {
        return Tensors.read(folder(format, Tensors.TINY_CONFIG, tensors));
    }

    private void refused(Format format, String config, List<StoredTensor> tensors, String expected)
            throws IOException {
        String message = Tensors.failure(folder(format, config, tensors));
        assertEquals(temp.resolve("model").resolve(format.file) + ": " + expected, message);
    }

    @ParameterizedTest
    @EnumSource
    void completeFileIsRead(Format format) throws IOException {
        assertEquals(Tensors.valuesByName(TENSORS), read(format, TENSORS));
    }

    @ParameterizedTest
    @EnumSource
    void leadingModelIsTakenOff(Format format) throws IOException {
        assertEquals(Tensors.valuesByName(TENSORS), read(format,
                TENSORS.stream().map(tensor -> Tensors.renamed(tensor, "model." + tensor.spec().name())).toList()));
    }

    @ParameterizedTest
    @EnumSource
    void bfloat16IsRead(Format format) throws IOException {
        List<StoredTensor> short16 = TENSORS.stream().map(Tensors::asBfloat16).toList();
        assertEquals(Tensors.valuesByName(short16), read(format, short16));
    }

    @Test
    void bfloat16KeepsTheUpperHalfOfAFloat() {
        StoredTensor tensor = TENSORS.getFirst();
        float whole = Tensors.values(tensor).getFirst();
        float kept = Tensors.values(Tensors.asBfloat16(tensor)).getFirst();
        assertEquals(whole, kept, Math.abs(whole) / 128);
    }

    @ParameterizedTest
    @EnumSource
    void precisionsMayBeMixed(Format format) throws IOException {
        List<StoredTensor> mixed = TENSORS.stream()
                .map(tensor -> tensor.spec().name().endsWith("bias") ? tensor : Tensors.asBfloat16(tensor))
                .toList();
        assertEquals(Tensors.valuesByName(mixed), read(format, mixed));
    }

    @ParameterizedTest
    @EnumSource
    void missingTensorIsNamed(Format format) throws IOException {
        refused(format, Tensors.TINY_CONFIG, Tensors.without(TENSORS, "decoder.layers.0.fc1.bias"),
                "tensor 'decoder.layers.0.fc1.bias' is missing; config.json describes 20 tensors");
    }

    @ParameterizedTest
    @EnumSource
    void severalMissingTensorsAreCounted(Format format) throws IOException {
        refused(format, Tensors.TINY_CONFIG, Tensors.where(TENSORS, name -> !name.contains("fc1")),
                "tensor 'decoder.layers.0.fc1.weight' is missing, and 1 more; config.json describes 20 tensors");
    }

    @ParameterizedTest
    @EnumSource
    void extraTensorIsNamed(Format format) throws IOException {
        refused(format, Tensors.TINY_CONFIG,
                Tensors.with(TENSORS, Tensors.renamed(TENSORS.getLast(), "decoder.layers.1.fc1.bias")),
                "tensor 'decoder.layers.1.fc1.bias' is not one that the model of config.json has");
    }

    @ParameterizedTest
    @EnumSource
    void misshapedTensorIsNamed(Format format) throws IOException {
        StoredTensor turned = Tensors.random("decoder.layers.0.fc1.weight", List.of(4L, 8L), new Random(1));
        refused(format, Tensors.TINY_CONFIG,
                Tensors.with(Tensors.without(TENSORS, "decoder.layers.0.fc1.weight"), turned),
                "tensor 'decoder.layers.0.fc1.weight' has shape [4, 8], expected [8, 4]");
    }

    @ParameterizedTest
    @EnumSource
    void tensorStoredUnderBothNamesIsRefused(Format format) throws IOException {
        refused(format, Tensors.TINY_CONFIG, Tensors.with(TENSORS,
                Tensors.renamed(TENSORS.getFirst(), "model." + TENSORS.getFirst().spec().name())),
                "tensor 'decoder.embed_tokens.weight' is stored twice");
    }

    @ParameterizedTest
    @EnumSource
    void storedHeadOfATiedModelIsIgnored(Format format) throws IOException {
        assertEquals(Tensors.valuesByName(TENSORS), read(format, Tensors.with(TENSORS, HEAD)));
    }

    @ParameterizedTest
    @EnumSource
    void storedHeadOfAnUntiedModelIsRead(Format format) throws IOException {
        List<StoredTensor> untied = Tensors.with(TENSORS, HEAD);
        assertEquals(Tensors.valuesByName(untied), Tensors.read(folder(format, Tensors.TINY_UNTIED, untied)));
    }

    @ParameterizedTest
    @EnumSource
    void untiedModelNeedsItsHead(Format format) throws IOException {
        refused(format, Tensors.TINY_UNTIED, TENSORS,
                "tensor 'lm_head.weight' is missing; config.json describes 21 tensors");
    }

    @ParameterizedTest
    @EnumSource
    void versionOfFairseqIsIgnored(Format format) throws IOException {
        StoredTensor version = Tensors.random("model.decoder.version", List.of(1L), new Random(1));
        assertEquals(Tensors.valuesByName(TENSORS), read(format, Tensors.with(TENSORS, version)));
    }

    @ParameterizedTest
    @EnumSource
    void nameThatWouldBreakTheLineIsMadePrintable(Format format) throws IOException {
        StoredTensor odd = Tensors.renamed(TENSORS.getLast(), "a" + "b".repeat(500));
        String message = Tensors.failure(folder(format, Tensors.TINY_CONFIG, Tensors.with(TENSORS, odd)));
        assertTrue(message.contains("'abbb") && message.contains("…'") && message.length() < 500, message);
    }
}
