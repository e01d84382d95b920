package io.paretoscope.opt;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OptConfigTest {
    private static final OptConfig SMALL = new OptConfig("small", 1, 8, 2, 16, 10, 6, 8, true, true, true, true, true);

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = Objects.requireNonNull(OptConfigTest.class.getResourceAsStream(path))) {
            return in.readAllBytes();
        }
    }

    /** Name and shape of each tensor that transformers saved, by the header of the file alone. */
    private static Map<String, List<Long>> saved(String model) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(resource("/reference/" + model + "/model.safetensors"))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[Math.toIntExact(file.getLong())];
        file.get(header);
        JsonObject json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject();
        json.remove("__metadata__");
        Map<String, List<Long>> shapes = new TreeMap<>();
        json.asMap()
                .forEach((name, tensor) -> shapes.put(name.replaceFirst("^model\\.", ""),
                        tensor.getAsJsonObject()
                                .getAsJsonArray("shape")
                                .asList()
                                .stream()
                                .map(JsonElement::getAsLong)
                                .toList()));
        return shapes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-opt-preln", "tiny-opt-postln-proj"})
    void tensorsAreThoseThatTransformersSaved(String model) throws IOException {
        OptConfig config = OptConfigFile.parse(model,
                new String(resource("/reference/" + model + "/config.json"), StandardCharsets.UTF_8));
        Map<String, List<Long>> listed = new TreeMap<>();
        config.tensors().forEach(spec -> listed.put(spec.name(), spec.shape()));
        assertEquals(saved(model), listed);
        assertEquals(listed.size(), config.tensors().size());
    }

    @Test
    void untiedHeadIsATensorOfItsOwn() {
        OptConfig untied = new OptConfig("small", 1, 8, 2, 16, 10, 6, 4, true, true, true, true, false);
        assertEquals(new TensorSpec("lm_head.weight", List.of(10L, 4L)), untied.tensors().getLast());
    }

    @Test
    void withoutBiasOnlyNormsKeepOne() {
        OptConfig bare = new OptConfig("small", 1, 8, 2, 16, 10, 6, 8, true, true, false, true, true);
        assertTrue(bare.tensors()
                .stream()
                .map(TensorSpec::name)
                .filter(name -> name.endsWith(".bias"))
                .allMatch(name -> name.contains("layer_norm")));
    }

    @Test
    void withoutAffineNormsThereAreNoNormTensors() {
        OptConfig bare = new OptConfig("small", 1, 8, 2, 16, 10, 6, 8, true, true, true, false, true);
        assertFalse(bare.tensors().stream().anyMatch(spec -> spec.name().contains("layer_norm")));
    }

    @Test
    void bytesFollowThePrecision() {
        assertEquals(SMALL.parameters() * 4, SMALL.weightBytes(Precision.FP32));
        assertEquals(SMALL.parameters() * 2, SMALL.weightBytes(Precision.BF16));
    }

    @Test
    void aStepReadsTheTiedHeadButNotThePositions() {
        long positions = (6 + 2) * 8;
        assertEquals((SMALL.parameters() - positions) * 2, SMALL.weightBytesPerStep(Precision.FP16));
    }

    @Test
    void keysAndValuesOfATokenTakeTwoRowsPerLayer() {
        assertEquals(2 * 12 * 768 * 2, OptCatalog.get("opt-125m").kvBytesPerToken(Precision.FP16));
    }
}
