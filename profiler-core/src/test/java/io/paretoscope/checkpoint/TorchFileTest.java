package io.paretoscope.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TorchFileTest {
    private static final List<StoredTensor> TENSORS = Tensors.of(Tensors.TINY_CONFIG);
    /** The second tensor of the tiny model, of shape [7, 4]. */
    private static final String SECOND = "decoder.embed_positions.weight";

    @TempDir
    Path temp;

    private Path folder(byte[] bytes) throws IOException {
        return Tensors.folder(temp.resolve("model"), Tensors.TINY_CONFIG, "pytorch_model.bin", bytes);
    }

    private void refused(byte[] bytes, String expected) throws IOException {
        String message = Tensors.failure(folder(bytes));
        String file = temp.resolve("model").resolve("pytorch_model.bin") + ": ";
        assertTrue(message.startsWith(file) && message.contains(expected), message);
    }

    private static Map<String, byte[]> entries() {
        return TorchBytes.entries(TENSORS, UnaryOperator.identity());
    }

    /** A file whose second tensor is described otherwise. */
    private static byte[] withSecond(UnaryOperator<TorchTensor> edit) {
        return TorchBytes.of(TENSORS, tensor -> tensor.name().equals(SECOND) ? edit.apply(tensor) : tensor);
    }

    /** A file with that pickle beside the usual data. */
    private static byte[] withPickle(byte[] pickle) {
        Map<String, byte[]> entries = entries();
        entries.put("archive/data.pkl", pickle);
        return TorchBytes.zip(entries);
    }

    private static List<TorchTensor> described() {
        List<TorchTensor> described = new ArrayList<>();
        for (StoredTensor tensor : TENSORS) {
            described.add(TorchTensor.of(tensor, String.valueOf(described.size())));
        }
        return described;
    }

    @Test
    void oneStorageMayHoldAllTensors() throws IOException {
        long elements = TENSORS.stream().mapToLong(tensor -> tensor.spec().elements()).sum();
        ByteBuffer together = ByteBuffer.allocate(Math.toIntExact(elements * Float.BYTES));
        List<TorchTensor> described = new ArrayList<>();
        for (StoredTensor tensor : TENSORS) {
            described.add(TorchTensor.of(tensor, "0").withElements(elements).withOffset(together.position() / 4));
            together.put(tensor.data().asByteBuffer());
        }
        Path folder = folder(TorchBytes.zip(Map.of("archive/data.pkl", PickleBytes.stateDict(described),
                "archive/data/0", together.array())));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder));
    }

    @Test
    void parametersAreRead() throws IOException {
        PickleBytes pickle = PickleBytes.protocol2().op('}', '(');
        described().forEach(tensor -> pickle.text(tensor.name()).parameter(tensor));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder(withPickle(pickle.op('u').end()))));
    }

    @Test
    void protocol4IsRead() throws IOException {
        PickleBytes pickle = new PickleBytes().op(0x80, 4, 0x95).int32(0).int32(0).op('}', 0x94, '(');
        pickle.shortText(described().getFirst().name())
                .op(0x94)
                .shortText("torch._utils")
                .shortText("_rebuild_parameter")
                .op(0x93, '(')
                .tensor(described().getFirst())
                .op(0x88, 'N', 't', 'R');
        described().stream().skip(1).forEach(tensor -> pickle.text(tensor.name()).tensor(tensor));
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder(withPickle(pickle.op('u').end()))));
    }

    @Test
    void strideOfADimensionOfOneSaysNothing() throws IOException {
        String oneWord = Tensors.TINY_CONFIG.replace("\"vocab_size\": 6", "\"vocab_size\": 1");
        List<StoredTensor> tensors = Tensors.of(oneWord);
        byte[] odd = TorchBytes.of(tensors, tensor -> tensor.name().equals("decoder.embed_tokens.weight")
                ? tensor.withStrides(List.of(99L, 1L))
                : tensor);
        assertEquals(Tensors.valuesByName(tensors),
                Tensors.read(Tensors.folder(temp.resolve("one"), oneWord, "pytorch_model.bin", odd)));
    }

    @Test
    void transposedTensorIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withStrides(List.of(1L, 7L))),
                "tensor '" + SECOND + "' of shape [7, 4] has strides [1, 7], expected contiguous rows");
    }

    @Test
    void expandedTensorIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withStrides(List.of(0L, 1L))), "has strides [0, 1]");
    }

    @Test
    void tooFewStridesAreRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withStrides(List.of(1L))), "has strides [1]");
    }

    @Test
    void otherDtypeNamesTensorAndStorage() throws IOException {
        refused(withSecond(tensor -> tensor.withStorageType("LongStorage")),
                "tensor '" + SECOND + "' is stored as torch.LongStorage; torch.FloatStorage, HalfStorage");
    }

    @Test
    void unknownStorageIsRefusedByName() throws IOException {
        refused(withSecond(tensor -> tensor.withStorageType("EvilStorage")), "asks for 'torch.EvilStorage'");
    }

    @Test
    void tensorBeyondItsStorageIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withOffset(1)),
                "tensor '" + SECOND + "' of shape [7, 4] at element 1 reaches beyond its storage of 28 elements");
    }

    @Test
    void negativeOffsetIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withOffset(-1)), "at element -1 reaches beyond its storage");
    }

    @Test
    void offsetBeyondAllNumbersIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withOffset(Long.MAX_VALUE)), "reaches beyond its storage");
    }

    @Test
    void negativeShapeIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withShape(List.of(-7L, -4L))), "of shape [-7, -4]");
    }

    @Test
    void shapeOfTooManyDimensionsIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withShape(List.of(7L, 4L, 1L, 1L, 1L, 1L, 1L, 1L, 1L))),
                "gives a tensor 9 dimensions");
    }

    @Test
    void storageLargerThanItsEntryIsRefused() throws IOException {
        refused(withSecond(tensor -> tensor.withElements(1000)),
                "tensor '" + SECOND + "' needs 4000 bytes in entry 'archive/data/1', which has 112");
    }

    @Test
    void missingStorageNamesTensorAndEntry() throws IOException {
        refused(withSecond(tensor -> tensor.withKey("99")),
                "has no entry 'archive/data/99' for tensor '" + SECOND + "'");
    }

    @Test
    void storageKeyReachesNothingOutsideTheArchive() throws IOException {
        refused(withSecond(tensor -> tensor.withKey("../../../../etc/passwd")),
                "has no entry 'archive/data/../../../../etc/passwd'");
    }

    @Test
    void otherThingThanADictionaryIsRefused() throws IOException {
        refused(TorchBytes.pickle(PickleBytes.protocol2().text("weights").end()),
                "holds a string, expected a dictionary of tensors by name");
    }

    @Test
    void nestedDictionaryIsNamed() throws IOException {
        refused(TorchBytes.pickle(PickleBytes.dictWith("state_dict", new PickleBytes().op('}'))),
                "holds a dictionary under 'state_dict', expected a dictionary of tensors by name");
    }

    @Test
    void bigEndianFileIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        refused(TorchBytes.zip(entries), "was written on a big-endian machine");
    }

    @Test
    void archiveWithoutByteOrderIsLittleEndian() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.remove("archive/byteorder");
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder(TorchBytes.zip(entries))));
    }

    @Test
    void compressedArchiveIsRefused() throws IOException {
        refused(TorchBytes.zip(entries(), ZipEntry.DEFLATED), "compressed or encrypted, which cannot be mapped");
    }

    @Test
    void archiveWithoutPickleIsRefused() throws IOException {
        refused(TorchBytes.zip(Map.of("readme.txt", new byte[3])), "0 entries NAME/data.pkl");
    }

    @Test
    void archiveWithTwoPicklesIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("other/data.pkl", new byte[1]);
        refused(TorchBytes.zip(entries), "2 entries NAME/data.pkl");
    }

    @Test
    void hugePickleIsNotRead() throws IOException {
        refused(TorchBytes.pickle(new byte[(4 << 20) + 1]), "of 4194305 bytes; at most 4194304 are read");
    }

    @Test
    void formatBefore16IsRefusedWithAWayOut() throws IOException {
        byte[] magic = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a,
            (byte) 0xa8, 0x50, 0x19, '.'};
        refused(magic, "is in the format of PyTorch before 1.6, a bare pickle; save it anew in Python:"
                + " model.save_pretrained(folder), which writes model.safetensors");
    }

    @Test
    void otherFileIsRefused() throws IOException {
        refused("hello".getBytes(StandardCharsets.US_ASCII), "is not a PyTorch file");
    }

    @Test
    void truncatedArchiveIsRefused() throws IOException {
        byte[] bytes = TorchBytes.of(TENSORS);
        refused(Arrays.copyOf(bytes, bytes.length - 10), "no zip directory at its end; the zip archive is truncated");
    }

    @Test
    void commentAfterTheDirectoryIsAllowed() throws IOException {
        byte[] bytes = TorchBytes.of(TENSORS);
        byte[] commented = Arrays.copyOf(bytes, bytes.length + 3);
        commented[bytes.length - 2] = 3;
        assertEquals(Tensors.valuesByName(TENSORS), Tensors.read(folder(commented)));
    }

    @Test
    void entriesOfOneNameAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>(entries());
        entries.put("archive/data/x", new byte[4]);
        String latin = new String(TorchBytes.zip(entries), StandardCharsets.ISO_8859_1);
        refused(latin.replace("archive/data/x", "archive/data/1").getBytes(StandardCharsets.ISO_8859_1),
                "two entries are named 'archive/data/1'");
    }

    @Test
    void overlappingEntriesAreRefused() throws IOException {
        byte[] bytes = TorchBytes.of(TENSORS);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = file.getInt(bytes.length - 6);
        int second = directory + 46 + file.getShort(directory + 28) + file.getShort(directory + 30);
        file.putInt(second + 42, file.getInt(directory + 42));
        refused(bytes, "overlaps the one before it; the zip archive is truncated or damaged");
    }

    @Test
    void entryBeyondTheFileIsRefused() throws IOException {
        byte[] bytes = TorchBytes.of(TENSORS);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = file.getInt(bytes.length - 6);
        file.putInt(directory + 20, Integer.MAX_VALUE).putInt(directory + 24, Integer.MAX_VALUE);
        refused(bytes, "entry 'archive/data.pkl' reaches beyond the end of the file");
    }
}
