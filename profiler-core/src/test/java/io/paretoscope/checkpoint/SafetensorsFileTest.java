package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SafetensorsFileTest {
    /** The second tensor of the tiny model lies at bytes 96 to 208 of the data, the third at 208 to 224. */
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);
    private static final String SECOND = "tensor 'decoder.embed_positions.weight' ";

    @TempDir
    Path temp;

    private Path folder(byte[] bytes) throws IOException {
        return Tensors.folder(temp.resolve("model"), Tensors.TINY_CONFIG, "model.safetensors", bytes);
    }

    private void refused(byte[] bytes, String expected) throws IOException {
        String message = Tensors.failure(folder(bytes));
        String file = temp.resolve("model").resolve("model.safetensors") + ": ";
        assertTrue(message.startsWith(file) && message.contains(expected), message);
    }

    private void refused(UnaryOperator<String> edit, String expected) throws IOException {
        byte[] edited = SafetensorsBytes.of(TENSORS, header -> {
            String changed = edit.apply(header);
            assertTrue(!changed.equals(header), "the test must change the header");
            return changed;
        });
        refused(edited, expected);
    }

    private static byte[] withHeaderSize(long size) {
        byte[] bytes = SafetensorsBytes.of(TENSORS);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, size);
        return bytes;
    }

    @Test
    void headerPaddedWithSpacesIsRead() throws IOException {
        Path folder = folder(SafetensorsBytes.of(TENSORS, header -> header + "     "));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
    }

    @Test
    void tensorsNeedNotBeInTheOrderOfTheirData() throws IOException {
        Path folder = folder(SafetensorsBytes.of(TENSORS, header -> {
            int second = header.indexOf(",\"decoder.embed_positions");
            int third = header.indexOf(",\"decoder.layers", second);
            return header.substring(0, second) + header.substring(third, header.length() - 1)
                    + header.substring(second, third) + "}";
        }));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        refused(new byte[0], "has 0 bytes, too few for a safetensors file");
    }

    @Test
    void pointerOfGitLfsIsRecognised() throws IOException {
        refused("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".getBytes(StandardCharsets.UTF_8),
                "Git LFS pointer, not the weights; fetch them with git lfs pull");
    }

    @Test
    void headerBeyondTheFileIsRefused() throws IOException {
        refused(withHeaderSize(1_000_000), "states a header of 1000000 bytes but has");
    }

    @Test
    void headerBeyondTheLimitIsRefused() throws IOException {
        refused(withHeaderSize(100_000_001), "states a header of 100000001 bytes, more than the 100000000");
    }

    @Test
    void headerSizeIsUnsigned() throws IOException {
        refused(withHeaderSize(-1), "states a header of 18446744073709551615 bytes");
    }

    @Test
    void headerThatIsNotJsonIsRefused() throws IOException {
        refused(header -> header.replace("{\"__", "[\"__"), "the header is not valid JSON");
    }

    @Test
    void headerCutShortIsRefused() throws IOException {
        refused(header -> header.substring(0, header.length() - 1), "the header is not valid JSON: it ends too early");
    }

    @Test
    void lenientJsonIsRefused() throws IOException {
        refused(header -> header.replace("\"dtype\":\"F32\"", "dtype:\"F32\""), "the header is not valid JSON");
    }

    @Test
    void textAfterTheHeaderIsRefused() throws IOException {
        refused(header -> header + "{}", "the header is not valid JSON");
    }

    @Test
    void headerThatIsNotTextIsRefused() throws IOException {
        byte[] bytes = SafetensorsBytes.of(TENSORS);
        bytes[12] = (byte) 0xff;
        refused(bytes, "the header is not UTF-8 text");
    }

    @Test
    void truncatedDataNamesTheTensor() throws IOException {
        byte[] bytes = SafetensorsBytes.of(TENSORS);
        refused(Arrays.copyOf(bytes, bytes.length - 4), "tensor 'decoder.final_layer_norm.bias' lies at bytes");
    }

    @Test
    void bytesAfterTheLastTensorAreRefused() throws IOException {
        byte[] bytes = SafetensorsBytes.of(TENSORS);
        refused(Arrays.copyOf(bytes, bytes.length + 4), "has 4 bytes that belong to no tensor after the last,"
                + " 'decoder.final_layer_norm.bias'");
    }

    @Test
    void otherDtypeNamesTheTensor() throws IOException {
        refused(header -> header.replace("positions.weight\":{\"dtype\":\"F32\"",
                "positions.weight\":{\"dtype\":\"I64\""), SECOND + "has dtype 'I64'; F32, F16 and BF16 can be read");
    }

    @Test
    void shapeThatDoesNotFillItsBytesIsRefused() throws IOException {
        refused(header -> header.replace("[7,4]", "[7,5]"), SECOND + "has shape [7, 5] in fp32 but 112 bytes");
    }

    @Test
    void shapeWhoseProductWrapsToItsBytesIsRefused() throws IOException {
        refused(header -> header.replace("[7,4]", "[4611686018427387911,4]"),
                SECOND + "has shape [4611686018427387911, 4] in fp32 but 112 bytes");
    }

    @Test
    void negativeDimensionIsRefused() throws IOException {
        refused(header -> header.replace("[7,4]", "[-7,-4]"), "Expected a number from 0 on but was -7");
    }

    @Test
    void numberAsTextIsRefused() throws IOException {
        refused(header -> header.replace("[7,4]", "[\"7\",4]"), "Expected a number but was STRING");
    }

    @Test
    void overlapNamesBothTensors() throws IOException {
        refused(header -> header.replace("[96,208]", "[92,204]"),
                SECOND + "overlaps tensor 'decoder.embed_tokens.weight'");
    }

    @Test
    void gapIsRefused() throws IOException {
        byte[] bytes = SafetensorsBytes.of(TENSORS,
                header -> header.replace("\"shape\":[7,4],\"data_offsets\":[96,208]",
                        "\"shape\":[6,4],\"data_offsets\":[112,208]"));
        refused(bytes, SECOND + "leaves a gap before it: bytes 96 to 112 of the data belong to no tensor");
    }

    @Test
    void offsetsInReverseAreRefused() throws IOException {
        refused(header -> header.replace("[96,208]", "[208,96]"), SECOND + "starts at byte 208 of the data and ends"
                + " before, at 96");
    }

    @Test
    void offsetsBeyondTheDataAreRefused() throws IOException {
        refused(header -> header.replace("[96,208]", "[96,9223372036854775807]"),
                SECOND + "lies at bytes 96 to 9223372036854775807 of the data");
    }

    @Test
    void threeOffsetsAreRefused() throws IOException {
        refused(header -> header.replace("[96,208]", "[96,208,300]"), "must give dtype, shape and two data_offsets");
    }

    @Test
    void missingShapeIsRefused() throws IOException {
        refused(header -> header.replace("\"shape\":[7,4],", ""),
                "the header of tensor 'decoder.embed_positions.weight' must give dtype, shape and two data_offsets");
    }

    @Test
    void tensorGivenTwiceIsRefused() throws IOException {
        refused(header -> header.replace("decoder.embed_tokens.weight", "decoder.embed_positions.weight"),
                "the header names 'decoder.embed_positions.weight' twice");
    }

    @Test
    void keyGivenTwiceIsRefused() throws IOException {
        refused(header -> header.replace("\"shape\":[7,4]", "\"shape\":[7,4],\"shape\":[7,4]"),
                "the header of tensor 'decoder.embed_positions.weight' names 'shape' twice");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        refused(header -> header.replace("{\"format\":\"pt\"}", "[".repeat(100_000) + "]".repeat(100_000)),
                "the header is not valid JSON");
    }

    @Test
    void nameWithALineBreakStaysOnOneLine() throws IOException {
        refused(header -> header.replace("decoder.embed_positions.weight", "two\\nlines")
                .replace("[96,208]", "[97,209]"),
                "tensor 'two?lines' leaves a gap");
    }
}
