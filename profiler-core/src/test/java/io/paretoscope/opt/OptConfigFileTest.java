package io.paretoscope.opt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OptConfigFileTest {
    private static final String GOOD = """
            {"model_type": "opt", "activation_function": "relu", "num_hidden_layers": 2, "hidden_size": 8,
             "num_attention_heads": 2, "ffn_dim": 16, "vocab_size": 10, "max_position_embeddings": 6,
             "word_embed_proj_dim": 4, "do_layer_norm_before": true, "enable_bias": true,
             "layer_norm_elementwise_affine": true, "tie_word_embeddings": true, "torch_dtype": "float16"}
            """;

    @TempDir
    Path temp;

    private static String refusal(String json) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> OptConfigFile.parse("tiny", json)).getMessage());
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private String refusalOfFile(byte[] bytes) throws IOException {
        Path file = Files.write(temp.resolve("config.json"), bytes);
        String message = String
                .valueOf(assertThrows(IOException.class, () -> OptConfigFile.read("tiny", file)).getMessage());
        assertTrue(message.startsWith(file + ": "), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void everyKeyIsRead() {
        assertEquals(new OptConfig("tiny", 2, 8, 2, 16, 10, 6, 4, true, true, true, true, true),
                OptConfigFile.parse("tiny", GOOD));
    }

    @Test
    void absentOptionalKeysTakeTheDefaultsOfOpt() {
        String bare = """
                {"num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "ffn_dim": 16, "vocab_size": 10}
                """;
        assertEquals(new OptConfig("tiny", 2, 8, 2, 16, 10, 2048, 8, true, true, true, true, true),
                OptConfigFile.parse("tiny", bare));
    }

    @Test
    void postNormModelHasNoFinalNorm() {
        assertFalse(OptConfigFile.parse("tiny",
                GOOD.replace("\"do_layer_norm_before\": true", "\"do_layer_norm_before\": false")).finalNorm());
    }

    @Test
    void finalNormMayBeRemovedFromAPreNormModel() {
        OptConfig config = OptConfigFile.parse("tiny",
                GOOD.replace("{\"model", "{\"_remove_final_layer_norm\": true, \"model"));
        assertTrue(config.preNorm() && !config.finalNorm());
    }

    @ParameterizedTest
    @ValueSource(strings = {"num_hidden_layers", "hidden_size", "num_attention_heads", "ffn_dim", "vocab_size"})
    void missingKeyIsNamed(String key) {
        assertEquals(key + " is missing", refusal(GOOD.replace("\"" + key + "\"", "\"other\"")));
    }

    @Test
    void textForANumberIsRefused() {
        assertEquals("hidden_size must be a whole number, not \"8\"",
                refusal(GOOD.replace("\"hidden_size\": 8", "\"hidden_size\": \"8\"")));
    }

    @Test
    void fractionIsRefused() {
        assertEquals("hidden_size must be a whole number, not 8.5",
                refusal(GOOD.replace("\"hidden_size\": 8", "\"hidden_size\": 8.5")));
    }

    @Test
    void listForANumberIsRefused() {
        assertEquals("ffn_dim must be a whole number, not [16]",
                refusal(GOOD.replace("\"ffn_dim\": 16", "\"ffn_dim\": [16]")));
    }

    @Test
    void numberForAFlagIsRefused() {
        assertEquals("enable_bias must be true or false, not 1",
                refusal(GOOD.replace("\"enable_bias\": true", "\"enable_bias\": 1")));
    }

    @Test
    void otherArchitectureIsRefused() {
        assertEquals("model_type is 'llama', expected 'opt'",
                refusal(GOOD.replace("\"model_type\": \"opt\"", "\"model_type\": \"llama\"")));
    }

    @Test
    void otherActivationIsRefused() {
        assertEquals("activation_function is 'gelu', only 'relu' is supported",
                refusal(GOOD.replace("\"relu\"", "\"gelu\"")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"num_hidden_layers, 2, 9000000, 1024", "vocab_size, 10, 9000000, 1048576",
        "hidden_size, 8, 0, 1048576", "ffn_dim, 16, -16, 1048576"})
    void numberOutOfRangeIsRefused(String key, int good, int bad, int most) {
        assertEquals(key + " must be from 1 to " + most + ", not " + bad,
                refusal(GOOD.replace("\"" + key + "\": " + good, "\"" + key + "\": " + bad)));
    }

    @Test
    void headsMustDivideTheWidth() {
        assertEquals("hidden_size 8 is not divisible by num_attention_heads 3",
                refusal(GOOD.replace("\"num_attention_heads\": 2", "\"num_attention_heads\": 3")));
    }

    @Test
    void noFileIsSaidToBeMissing() {
        Path file = temp.resolve("config.json");
        IOException e = assertThrows(IOException.class, () -> OptConfigFile.read("tiny", file));
        assertEquals(file + ": no such file; a checkpoint folder holds a config.json", e.getMessage());
    }

    @Test
    void brokenJsonNamesTheFile() throws IOException {
        assertTrue(refusalOfFile("{\"model_type\": ".getBytes(StandardCharsets.UTF_8))
                .contains("not valid JSON at line 1, column 16; a config.json is a JSON object"));
    }

    @Test
    void jsonArrayNamesTheFile() throws IOException {
        assertTrue(refusalOfFile("[]".getBytes(StandardCharsets.UTF_8)).contains("not a JSON object"));
    }

    @Test
    void binaryRubbishNamesTheFile() throws IOException {
        assertTrue(refusalOfFile(new byte[]{'{', (byte) 0xff, '}'}).contains("not UTF-8"));
    }

    @Test
    void hugeFileIsNotRead() throws IOException {
        assertTrue(refusalOfFile(new byte[(1 << 20) + 1]).contains("at most 1048576"));
    }
}
