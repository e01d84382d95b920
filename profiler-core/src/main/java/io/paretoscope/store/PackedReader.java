package io.paretoscope.store;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads what {@link PackedWriter} wrote. Every complaint is an {@link IllegalArgumentException}: zlib's own checksum tells
 * bytes that have changed.
 */
final class PackedReader {
    private static final int GROUP = 7;
    private static final int LOW_BITS = 0x7F;

    private final byte[] bytes;
    private int at;

    private PackedReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    static PackedReader of(byte[] packed) {
        if (packed.length == 0 || packed[0] != PackedWriter.FORM) {
            throw new IllegalArgumentException("packed samples of an unknown form");
        }
        PackedReader head = new PackedReader(packed, 1);
        long size = head.unsigned();
        // zlib cannot make more of a byte than about a thousand.
        if (size < 0 || size > 1100L * packed.length) {
            throw damaged(null);
        }
        byte[] bytes = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, head.at, packed.length - head.at);
            int filled = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(bytes, filled, bytes.length - filled);
                filled += more;
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary() || filled == bytes.length)
                        && !inflater.finished()) {
                    throw damaged(null);
                }
            }
            if (filled != bytes.length) {
                throw damaged(null);
            }
        } catch (DataFormatException e) {
            throw damaged(e);
        } finally {
            inflater.end();
        }
        return new PackedReader(bytes, 0);
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP) {
            if (at == bytes.length) {
                throw damaged(null);
            }
            byte group = bytes[at++];
            value |= (long) (group & LOW_BITS) << shift;
            if (group >= 0) {
                return value;
            }
        }
        throw damaged(null);
    }

    long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number of things that follow, each of at least {@code bytesEach} bytes. */
    int count(int bytesEach) {
        long count = unsigned();
        if (count < 0 || count > (bytes.length - at) / bytesEach) {
            throw damaged(null);
        }
        return (int) count;
    }

    /** Makes sure that everything was read. */
    void end() {
        if (at != bytes.length) {
            throw damaged(null);
        }
    }

    private static IllegalArgumentException damaged(@org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException("packed samples are damaged", cause);
    }
}
