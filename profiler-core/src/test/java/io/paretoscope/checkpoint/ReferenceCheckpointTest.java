package io.paretoscope.checkpoint;

import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The files that Hugging Face transformers and torch wrote. */
class ReferenceCheckpointTest {
    @TempDir
    Path temp;

    private Map<String, List<Float>> safetensors(ReferenceModel model) throws IOException {
        return Tensors.read(model.copy(temp.resolve("safetensors"), "model.safetensors", "model.safetensors"));
    }

    @ParameterizedTest
    @EnumSource
    void torchFileHoldsTheValuesOfSafetensors(ReferenceModel model) throws IOException {
        Path torch = model.copy(temp.resolve("torch"), "pytorch_model.bin", "pytorch_model.bin");
        assertEquals(safetensors(model), Tensors.read(torch));
    }

    @ParameterizedTest
    @EnumSource
    void halfPrecisionWithoutPrefixHoldsTheSameValuesRounded(ReferenceModel model) throws IOException {
        Path half = model.copy(temp.resolve("half"), "pytorch_model_fp16_noprefix.bin", "pytorch_model.bin");
        Map<String, List<Float>> rounded = new TreeMap<>();
        safetensors(model).forEach((name, values) -> rounded.put(name,
                values.stream().map(value -> Float.float16ToFloat(Float.floatToFloat16(value))).toList()));
        assertEquals(rounded, Tensors.read(half));
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreNotAllAlike(ReferenceModel model) throws IOException {
        List<Float> embedding = safetensors(model).getOrDefault("decoder.embed_tokens.weight", List.of());
        assertTrue(embedding.stream().distinct().count() > embedding.size() / 2, "distinct values of the embedding");
    }

    @Test
    void precisionIsThatOfTheFile() throws IOException {
        Path half = ReferenceModel.PRE_NORM.copy(temp.resolve("half"), "pytorch_model_fp16_noprefix.bin",
                "pytorch_model.bin");
        try (Checkpoint checkpoint = Tensors.open(half)) {
            assertEquals(Precision.FP16, checkpoint.tensor(checkpoint.config().tensors().getFirst()).precision());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tensorsAreMappedReadOnly(ReferenceModel model) throws IOException {
        for (String file : List.of("model.safetensors", "pytorch_model.bin")) {
            try (Checkpoint checkpoint = Tensors.open(model.copy(temp.resolve(file + "-folder"), file, file))) {
                for (TensorSpec spec : checkpoint.config().tensors()) {
                    StoredTensor tensor = checkpoint.tensor(spec);
                    assertTrue(tensor.data().isMapped() && tensor.data().isReadOnly(), spec.name());
                }
            }
        }
    }

    @Test
    void tensorNamesItsFileAndTheCheckpointWhatWasRead() throws IOException {
        Path folder = ReferenceModel.PRE_NORM.copy(temp.resolve("model"), "model.safetensors", "model.safetensors");
        try (Checkpoint checkpoint = Tensors.open(folder)) {
            Path file = folder.toAbsolutePath().resolve("model.safetensors");
            assertEquals(file, checkpoint.tensor(checkpoint.config().tensors().getFirst()).file());
            assertEquals(file.toString(), checkpoint.describe());
        }
    }

    @Test
    void tensorOfAnotherShapeIsRefused() throws IOException {
        Path folder = ReferenceModel.PRE_NORM.copy(temp.resolve("model"), "model.safetensors", "model.safetensors");
        try (Checkpoint checkpoint = Tensors.open(folder)) {
            TensorSpec wrong = new TensorSpec("decoder.final_layer_norm.bias", List.of(65L));
            String message = Tensors.oneLine(assertThrows(IOException.class, () -> checkpoint.tensor(wrong)));
            assertTrue(message.endsWith("model.safetensors: tensor 'decoder.final_layer_norm.bias' has shape [64],"
                    + " expected [65]"), message);
        }
    }

    @Test
    void closedCheckpointGivesNothingAway() throws IOException {
        Path folder = ReferenceModel.PRE_NORM.copy(temp.resolve("model"), "model.safetensors", "model.safetensors");
        Checkpoint checkpoint = Tensors.open(folder);
        StoredTensor tensor = checkpoint.tensor(checkpoint.config().tensors().getFirst());
        checkpoint.close();
        checkpoint.close();
        assertFalse(tensor.data().scope().isAlive());
    }

    @Test
    void configIsReadWithoutWeights() throws IOException {
        Path folder = Tensors.folder(temp.resolve("bare"), Tensors.TINY_CONFIG, "unrelated.txt", new byte[0]);
        assertEquals(4, Tensors.config(folder).hidden());
    }
}
