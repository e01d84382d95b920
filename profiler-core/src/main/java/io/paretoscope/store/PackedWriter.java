package io.paretoscope.store;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Whole numbers in few bytes: variable-length groups of seven bits, the lowest first, and all of them deflated. Read by
 * {@link PackedReader}. A reader in another language needs zlib and ten lines.
 */
final class PackedWriter {
    /** The first byte of everything packed; another form will have another. */
    static final byte FORM = 1;

    private static final int GROUP = 7;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 12);

    /** Adds a number that is seldom negative and mostly small; all 64 bits survive. */
    void unsigned(long value) {
        put(bytes, value);
    }

    /** Adds a number that is mostly near 0 on either side; all 64 bits survive. */
    void signed(long value) {
        unsigned((value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    /** Everything added: {@link #FORM}, the number of bytes before deflating, and the bytes in zlib's format. */
    byte[] packed() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.size() + GROUP);
        packed.write(FORM);
        put(packed, bytes.size());
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes.toByteArray());
            deflater.finish();
            byte[] part = new byte[1 << 13];
            while (!deflater.finished()) {
                packed.write(part, 0, deflater.deflate(part));
            }
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            out.write((int) (rest & (MORE - 1)) | MORE);
            rest >>>= GROUP;
        }
        out.write((int) rest);
    }
}
