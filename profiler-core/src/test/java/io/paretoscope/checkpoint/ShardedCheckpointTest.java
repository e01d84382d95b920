package io.paretoscope.checkpoint;

import com.google.gson.JsonObject;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShardedCheckpointTest {
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);
    private static final String INDEX = "model.safetensors.index.json";
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    Path temp;

    private static String index(List<StoredTensor> first, List<StoredTensor> second, String firstFile,
            String secondFile) {
        JsonObject map = new JsonObject();
        first.forEach(tensor -> map.addProperty(tensor.spec().name(), firstFile));
        second.forEach(tensor -> map.addProperty(tensor.spec().name(), secondFile));
        JsonObject index = new JsonObject();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("total_size", 1);
        index.add("metadata", metadata);
        index.add("weight_map", map);
        return index.toString();
    }

    /** A folder of two shards, its index changed by {@code edit}. */
    private Path folder(String config, List<StoredTensor> tensors, UnaryOperator<String> edit) throws IOException {
        List<StoredTensor> first = tensors.subList(0, tensors.size() / 2);
        List<StoredTensor> second = tensors.subList(tensors.size() / 2, tensors.size());
        Path folder = Tensors.folder(temp.resolve("model"), config, FIRST, SafetensorsBytes.of(first));
        Files.write(folder.resolve(SECOND), SafetensorsBytes.of(second));
        Files.writeString(folder.resolve(INDEX), edit.apply(index(first, second, FIRST, SECOND)));
        return folder;
    }

    private void refused(UnaryOperator<String> edit, String file, String expected) throws IOException {
        refused(folder(Tensors.TINY_CONFIG, TENSORS, edit), file, expected);
    }

    private static void refused(Path folder, String file, String expected) {
        String message = Tensors.failure(folder);
        assertTrue(message.startsWith(folder.resolve(file) + ": ") && message.contains(expected), message);
    }

    /** The tensors of a reference model, copied out of its file under the names that the file gives them. */
    private List<StoredTensor> reference(ReferenceModel model) throws IOException {
        Path folder = model.copy(temp.resolve("whole"), "model.safetensors", "model.safetensors");
        List<StoredTensor> tensors = new ArrayList<>();
        try (Checkpoint checkpoint = Tensors.open(folder)) {
            for (TensorSpec spec : checkpoint.config().tensors()) {
                StoredTensor tensor = checkpoint.tensor(spec);
                tensors.add(new StoredTensor(new TensorSpec("model." + spec.name(), spec.shape()), tensor.precision(),
                        MemorySegment.ofArray(
                                tensor.data().toArray(ValueLayout.JAVA_BYTE)),
                        tensor.file()));
            }
        }
        return tensors;
    }

    @ParameterizedTest
    @EnumSource
    void safetensorsInShardsHoldTheValuesOfTheWhole(ReferenceModel model) throws IOException {
        List<StoredTensor> tensors = reference(model);
        Path sharded = folder(Files.readString(model.file("config.json")), tensors, UnaryOperator.identity());
        assertEquals(Tensors.read(temp.resolve("whole")), Tensors.read(sharded));
    }

    @ParameterizedTest
    @EnumSource
    void torchFileInShardsHoldsTheValuesOfTheWhole(ReferenceModel model) throws IOException {
        List<StoredTensor> tensors = reference(model);
        List<StoredTensor> first = tensors.subList(0, 10);
        List<StoredTensor> second = tensors.subList(10, tensors.size());
        Path folder = Tensors.folder(temp.resolve("sharded"), Files.readString(model.file("config.json")),
                "pytorch_model-00001-of-00002.bin", TorchBytes.of(first));
        Files.write(folder.resolve("pytorch_model-00002-of-00002.bin"), TorchBytes.of(second));
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"), index(first, second,
                "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"));
        assertEquals(Tensors.read(temp.resolve("whole")), Tensors.read(folder));
    }

    @Test
    void checkpointNamesItsIndexAndTensorsTheirShards() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        try (Checkpoint checkpoint = Tensors.open(folder)) {
            assertEquals(folder.resolve(INDEX).toString(), checkpoint.describe());
            assertEquals(folder.resolve(SECOND), checkpoint.tensor(checkpoint.config().tensors().getLast()).file());
        }
    }

    @Test
    void headOfATiedModelMayBeInTheIndex() throws IOException {
        List<StoredTensor> head = Tensors.with(TENSORS,
                Tensors.renamed(TENSORS.getFirst(), "lm_head.weight"));
        assertEquals(Tensors.valuesByName(TENSORS),
                Tensors.read(folder(Tensors.TINY_CONFIG, head, UnaryOperator.identity())));
    }

    @Test
    void missingShardIsNamedWithATensorOfIt() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        Files.delete(folder.resolve(SECOND));
        refused(folder, SECOND, "no such file, though " + INDEX + " puts tensor 'decoder.layers.0."
                + "self_attn.out_proj.weight' in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other.safetensors", "/etc/passwd", "sub/shard.safetensors", "..", ".", "", "a\\\\b",
        "C:evil", "nul\\u0000byte"})
    void shardOutsideTheFolderIsRefused(String name) throws IOException {
        refused(json -> json.replace("\"" + FIRST, "\"" + name), INDEX,
                "puts tensor 'decoder.embed_tokens.weight' in '");
    }

    @Test
    void shardWithoutTheTensorThatTheIndexPutsThereIsNamed() throws IOException {
        refused(json -> json.replace("\"decoder.final_layer_norm.bias\":\"" + SECOND,
                "\"decoder.final_layer_norm.bias\":\"" + FIRST), FIRST,
                "tensor 'decoder.final_layer_norm.bias' is missing, though " + INDEX + " puts it there");
    }

    @Test
    void tensorInTwoShardsIsRefused() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        Files.write(folder.resolve(SECOND), SafetensorsBytes.of(TENSORS));
        refused(folder, SECOND, "is stored twice, also in " + FIRST);
    }

    @Test
    void truncatedShardNamesTensorAndShard() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        byte[] whole = Files.readAllBytes(folder.resolve(SECOND));
        Files.write(folder.resolve(SECOND), Arrays.copyOf(whole, whole.length - 1));
        refused(folder, SECOND, "tensor 'decoder.final_layer_norm.bias' lies at bytes");
    }

    @Test
    void tensorMissingFromIndexAndShardsNamesTheIndex() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, Tensors.without(TENSORS, "decoder.final_layer_norm.bias"),
                UnaryOperator.identity());
        refused(folder, INDEX, "tensor 'decoder.final_layer_norm.bias' is missing");
    }

    @Test
    void indexWithATensorTwiceIsRefused() throws IOException {
        refused(json -> json.replace("decoder.final_layer_norm.bias", "decoder.final_layer_norm.weight"), INDEX,
                "names 'decoder.final_layer_norm.weight' twice");
    }

    @Test
    void indexWithoutWeightMapIsRefused() throws IOException {
        refused(json -> json.replace("weight_map", "map"), INDEX, "has no weight_map");
    }

    @Test
    void numberForAFileIsRefused() throws IOException {
        refused(json -> json.replaceFirst("\"" + FIRST + "\"", "7"), INDEX, "Expected a string but was NUMBER");
    }

    @Test
    void indexCutShortIsRefused() throws IOException {
        refused(json -> json.substring(0, json.length() / 2), INDEX, "is not valid JSON");
    }

    @Test
    void indexThatIsNotTextIsRefused() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        Files.write(folder.resolve(INDEX), "{\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
        refused(folder, INDEX, "is not UTF-8 text");
    }

    @Test
    void wholeFileIsPreferredToShards() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, json -> "broken");
        Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(TENSORS));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
    }

    @Test
    void shardsOfSafetensorsArePreferredToATorchFile() throws IOException {
        Path folder = folder(Tensors.TINY_CONFIG, TENSORS, UnaryOperator.identity());
        Files.writeString(folder.resolve("pytorch_model.bin"), "broken");
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
    }

    @Test
    void torchFileIsPreferredToItsShards() throws IOException {
        Path folder = Tensors.folder(temp.resolve("torch"), Tensors.TINY_CONFIG, "pytorch_model.bin",
                TorchBytes.of(TENSORS));
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "broken");
        Map<String, List<Float>> values = Tensors.read(folder);
        assertFalse(values.isEmpty());
        assertEquals(Tensors.valuesByName(TENSORS), values);
    }
}
