package io.paretoscope.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a file's content must hash to.
 *
 * @param kind how it is computed
 * @param hex the hash, in lower case
 */
public record Checksum(Kind kind, String hex) {
    private static final int BUFFER_BYTES = 1 << 20;

    /** How a checksum is computed. */
    public enum Kind {
        /** SHA-256 of the content. */
        SHA_256("SHA-256"),
        /** Git's name of a blob: SHA-1 of {@code blob}, the length in decimal, a null byte, and the content. */
        GIT_BLOB("SHA-1");

        private final String algorithm;

        Kind(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    /** Computes that of {@code file} in the same way. */
    Checksum of(Path file) throws IOException {
        MessageDigest digest = digest();
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + kind.algorithm, e);
        }
    }
}
