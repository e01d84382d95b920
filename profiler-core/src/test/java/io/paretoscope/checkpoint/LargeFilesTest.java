package io.paretoscope.checkpoint;

import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.opt.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Files beyond 4 GiB, as the shards of a 13B model are. They are sparse: hardly a page of them is on the disk. */
class LargeFilesTest {
    /** Its token embedding alone has 4 GiB. */
    private static final String CONFIG = """
            {"model_type": "opt", "num_hidden_layers": 1, "hidden_size": 4, "num_attention_heads": 1, "ffn_dim": 4,
             "vocab_size": 1048576, "max_position_embeddings": 2, "word_embed_proj_dim": 1024}
            """;
    private static final List<TensorSpec> SPECS = OptConfigFile.parse("large", CONFIG).tensors();
    private static final float MARK = 42.5f;
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    Path temp;

    private SeekableByteChannel sparse(String file) throws IOException {
        Files.writeString(temp.resolve("config.json"), CONFIG);
        return Files.newByteChannel(temp.resolve(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Goes over {@code bytes} bytes of zeros and marks the last element. */
    private static void tensor(SeekableByteChannel channel, long bytes) throws IOException {
        channel.position(channel.position() + bytes - Float.BYTES);
        write(channel, littleEndian(Float.BYTES).putFloat(MARK));
    }

    private void assertEveryLastElementIsMarked() throws IOException {
        try (Checkpoint checkpoint = Tensors.open(temp)) {
            for (TensorSpec spec : SPECS) {
                long last = (spec.elements() - 1) * Float.BYTES;
                assertEquals(MARK, checkpoint.tensor(spec).data().get(F32, last), spec.name());
            }
        }
    }

    @Test
    void safetensorsBeyond4GibAreRead() throws IOException {
        try (SeekableByteChannel channel = sparse("model.safetensors")) {
            List<String> entries = new ArrayList<>();
            long at = 0;
            for (TensorSpec spec : SPECS) {
                long end = at + spec.elements() * Float.BYTES;
                entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(spec.name(),
                        spec.shape(), at, end));
                at = end;
            }
            byte[] header = entries.stream()
                    .collect(Collectors.joining(",", "{", "}"))
                    .getBytes(StandardCharsets.UTF_8);
            write(channel, littleEndian(Long.BYTES + header.length).putLong(header.length).put(header));
            for (TensorSpec spec : SPECS) {
                tensor(channel, spec.elements() * Float.BYTES);
            }
        }
        assertEveryLastElementIsMarked();
    }

    @Test
    void zip64ArchiveBeyond4GibIsRead() throws IOException {
        try (SeekableByteChannel channel = sparse("pytorch_model.bin")) {
            List<TorchTensor> described = new ArrayList<>();
            for (TensorSpec spec : SPECS) {
                long row = spec.shape().size() == 1 ? 1 : spec.shape().getLast();
                described.add(new TorchTensor(spec.name(), "FloatStorage", String.valueOf(described.size()),
                        spec.elements(), 0, spec.shape(), spec.shape().size() == 1 ? List.of(1L) : List.of(row, 1L)));
            }
            byte[] pickle = PickleBytes.stateDict(described);
            ByteArrayOutputStream directory = new ByteArrayOutputStream();
            directory.writeBytes(entry("archive/data.pkl", pickle.length, channel.position()));
            localHeader(channel, "archive/data.pkl");
            write(channel, ByteBuffer.allocate(pickle.length).put(pickle));
            for (TorchTensor tensor : described) {
                String name = "archive/data/" + tensor.key();
                directory.writeBytes(entry(name, tensor.elements() * Float.BYTES, channel.position()));
                localHeader(channel, name);
                tensor(channel, tensor.elements() * Float.BYTES);
            }
            long start = channel.position();
            write(channel, ByteBuffer.allocate(directory.size()).put(directory.toByteArray()));
            long end = channel.position();
            long entries = described.size() + 1L;
            write(channel, littleEndian(56).putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putInt(0)
                    .putInt(0)
                    .putLong(entries)
                    .putLong(entries)
                    .putLong(end - start)
                    .putLong(start));
            write(channel, littleEndian(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1));
            write(channel, littleEndian(22).putInt(0x06054b50)
                    .putInt(0)
                    .putShort((short) -1)
                    .putShort((short) -1)
                    .putInt(-1)
                    .putInt(-1)
                    .putShort((short) 0));
        }
        assertEveryLastElementIsMarked();
    }

    private static void localHeader(SeekableByteChannel channel, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        // Sizes are left to the directory, as torch leaves them.
        write(channel, littleEndian(30 + text.length).putInt(0x04034b50)
                .putShort((short) 45)
                .putShort((short) 0x0808)
                .putInt(0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putShort((short) text.length)
                .putShort((short) 0)
                .put(text));
    }

    /** A directory entry that holds in 64 bits only what does not fit 32. */
    private static byte[] entry(String name, long size, long header) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer extra = littleEndian(28).putShort((short) 1).putShort((short) 0);
        int shortSize = fit(size, extra);
        fit(size, extra);
        int shortHeader = fit(header, extra);
        extra.putShort(2, (short) (extra.position() - 4));
        int extraSize = extra.position() > 4 ? extra.position() : 0;
        return littleEndian(46 + text.length + extraSize).putInt(0x02014b50)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) 0x0808)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0)
                .putInt(shortSize)
                .putInt(shortSize)
                .putShort((short) text.length)
                .putShort((short) extraSize)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(shortHeader)
                .put(text)
                .put(extra.flip().limit(extraSize))
                .array();
    }

    private static int fit(long value, ByteBuffer extra) {
        if (value < 0xFFFF_FFFFL) {
            return (int) value;
        }
        extra.putLong(value);
        return -1;
    }
}
