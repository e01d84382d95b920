package io.paretoscope.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file to be imported, read whole.
 *
 * @param name without its folder
 * @param sha256 of its bytes, in hexadecimal
 * @param text without a byte order mark
 */
record SourceFile(String name, String sha256, String text) {

    /** Larger ones are refused: results of benchmarks are small, and traces are not imported. */
    static final int MOST_BYTES = 64 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Reads it.
     *
     * @throws ForeignFileException where it is no text that could be imported
     */
    static SourceFile read(Path path) throws ForeignFileException {
        if (Files.isDirectory(path)) {
            throw new ForeignFileException(path + ": is a folder, expected a CSV or JSON file");
        }
        if (!Files.exists(path)) {
            throw new ForeignFileException(path + ": there is no such file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new ForeignFileException(path + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new ForeignFileException(path + ": is larger than " + (MOST_BYTES >> 20)
                    + " MiB, the most that is imported; save it without the times of each request");
        }
        return of(path, bytes);
    }

    /**
     * What was read of {@code path}.
     *
     * @throws ForeignFileException where it is no text that could be imported
     */
    static SourceFile of(Path path, byte[] bytes) throws ForeignFileException {
        String text = decode(path, bytes);
        return new SourceFile(String.valueOf(path.getFileName()), sha256(bytes),
                text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text);
    }

    private static String decode(Path path, byte[] bytes) throws ForeignFileException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
        } catch (CharacterCodingException e) {
            long line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ForeignFileException(path + ": line " + line + " is not UTF-8; save the file as UTF-8", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
