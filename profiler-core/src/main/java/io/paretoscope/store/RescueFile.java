package io.paretoscope.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The rescue file beside a store: JSON lines, to which every change of the store is appended once it is durable there. Used by
 * one thread that nobody interrupts.
 */
final class RescueFile implements AutoCloseable {
    private static final String SUFFIX = ".rescue.jsonl";
    private static final int PIECE = 1 << 16;

    private final FileChannel channel;

    /**
     * What the end of a rescue file says.
     *
     * @param store whose it is; empty where its first line cannot be read
     * @param change the number of the last change it tells of
     * @param wholeBytes length of the file up to the end of its last whole line
     */
    record Tail(Optional<UUID> store, long change, long wholeBytes) {}

    private RescueFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Where the rescue file of a store is. */
    static Path beside(Path store) {
        String name = String.valueOf(store.getFileName());
        return store.resolveSibling(name.substring(0, name.length() - StoreFile.SUFFIX.length()) + SUFFIX);
    }

    /** What the file says that is there; empty where there is none, or no whole line in it. */
    static Optional<Tail> tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            Optional<UUID> store = firstLine(in).flatMap(RescueFile::storeOf);
            long wholeBytes = lastNewline(in, in.length()) + 1;
            long end = in.length();
            while (true) {
                long lineEnd = lastNewline(in, end);
                if (lineEnd < 0) {
                    return Optional.empty();
                }
                long lineStart = lastNewline(in, lineEnd) + 1;
                try {
                    RescueLine line = RescueLine.parse(read(in, lineStart, lineEnd));
                    return Optional.of(new Tail(store, line.change(), wholeBytes));
                } catch (IllegalArgumentException e) {
                    // What the store has had since the line before will be written again.
                    end = lineEnd;
                }
            }
        }
    }

    private static Optional<String> firstLine(RandomAccessFile in) throws IOException {
        String start = read(in, 0, Math.min(in.length(), PIECE));
        int end = start.indexOf('\n');
        return end < 0 ? Optional.empty() : Optional.of(start.substring(0, end));
    }

    private static Optional<UUID> storeOf(String line) {
        try {
            return RescueLine.parse(line) instanceof RescueLine.Head(UUID store)
                    ? Optional.of(store)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The place of the last line break before {@code end}; -1 where there is none. */
    private static long lastNewline(RandomAccessFile in, long end) throws IOException {
        byte[] piece = new byte[PIECE];
        long to = end;
        while (to > 0) {
            int length = (int) Math.min(PIECE, to);
            in.seek(to - length);
            in.readFully(piece, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (piece[i] == '\n') {
                    return to - length + i;
                }
            }
            to -= length;
        }
        return -1;
    }

    private static String read(RandomAccessFile in, long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        in.seek(from);
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Opens the file for appending, and cuts off what follows its last whole line. */
    static RescueFile open(Path file, long wholeBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(wholeBytes);
            channel.position(wholeBytes);
            return new RescueFile(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Appends a line, durably: it is there whole, or the file is as it was. */
    void append(String line) throws IOException {
        long start = channel.position();
        try {
            add(line);
            writeThrough();
        } catch (IOException e) {
            try {
                channel.truncate(start);
            } catch (IOException e2) {
                e.addSuppressed(e2);
            }
            throw e;
        }
    }

    /** Appends a line that is durable once {@link #writeThrough} returns. */
    void add(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void writeThrough() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
