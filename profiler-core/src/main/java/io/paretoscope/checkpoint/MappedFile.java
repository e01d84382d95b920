package io.paretoscope.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file mapped into memory for reading. Every access is checked against the size the file had when it was opened; where
 * somebody cuts the file short later, reading beyond its new end gives an {@link InternalError}.
 *
 * @param path the file, for messages
 * @param bytes all its bytes, read-only
 */
record MappedFile(Path path, MemorySegment bytes) {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String LFS_POINTER = "version https://git-lfs";

    /**
     * Maps {@code path}.
     *
     * @param arena unmaps it when closed
     */
    static MappedFile open(Path path, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedFile file = new MappedFile(path,
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            if (file.startsWith(LFS_POINTER.getBytes(StandardCharsets.US_ASCII))) {
                throw file.error("is a Git LFS pointer, not the weights; fetch them with git lfs pull");
            }
            return file;
        } catch (FileSystemException e) {
            throw unreadable(path, e);
        }
    }

    /** Says in one line why a file cannot be read: the messages of file system exceptions are mere paths. */
    static IOException unreadable(Path path, FileSystemException cause) {
        String why = "cannot be read" + (cause.getReason() == null ? "" : ": " + cause.getReason());
        if (cause instanceof NoSuchFileException) {
            why = "no such file";
        } else if (cause instanceof AccessDeniedException) {
            why = "permission denied";
        }
        return new IOException(path + ": " + why, cause);
    }

    /** A one-line error that names this file. */
    IOException error(String what) {
        return new IOException(path + ": " + what);
    }

    long size() {
        return bytes.byteSize();
    }

    boolean startsWith(byte[] prefix) {
        return size() >= prefix.length && bytes.asSlice(0, prefix.length).mismatch(MemorySegment.ofArray(prefix)) < 0;
    }

    /** Whether {@code length} bytes from {@code offset} lie within the file; negative numbers never do. */
    boolean holds(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size() && length <= size() - offset;
    }

    /** @throws IOException where the file ends earlier */
    MemorySegment slice(long offset, long length) throws IOException {
        if (!holds(offset, length)) {
            throw error("ends at byte " + size() + ", before the end of what should start at byte "
                    + Long.toUnsignedString(offset) + "; the file is truncated or damaged");
        }
        return bytes.asSlice(offset, length);
    }

    /** The unsigned 16-bit number at {@code offset}. */
    int u16(long offset) throws IOException {
        return Short.toUnsignedInt(slice(offset, Short.BYTES).get(U16, 0));
    }

    /** The unsigned 32-bit number at {@code offset}. */
    long u32(long offset) throws IOException {
        return Integer.toUnsignedLong(slice(offset, Integer.BYTES).get(U32, 0));
    }

    /** The 64-bit number at {@code offset}; from 2^63 on it comes out negative, which {@link #holds} refuses. */
    long u64(long offset) throws IOException {
        return slice(offset, Long.BYTES).get(U64, 0);
    }
}
