package io.paretoscope.libtorch;

import io.paretoscope.download.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What files hash to. An interrupt ends each of these. */
final class FileHashes {
    private static final int BUFFER_BYTES = 1 << 20;

    private FileHashes() {}

    /**
     * Of one file.
     *
     * @param algorithm as Java calls it, such as {@code SHA-256}
     */
    static String of(Path file, String algorithm, Progress progress) throws IOException, InterruptedException {
        return of(file, algorithm, 0, Files.size(file), progress);
    }

    private static String of(Path file, String algorithm, long before, long total, Progress progress)
            throws IOException, InterruptedException {
        MessageDigest digest = digest(algorithm);
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = before;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(buffer, 0, read);
                done += read;
                progress.at("checking", done, total);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of all files in a folder, by name. */
    static List<EngineManifest.LibraryFile> ofAll(Path folder, Progress progress)
            throws IOException, InterruptedException {
        List<EngineManifest.LibraryFile> hashed = new ArrayList<>();
        List<EngineManifest.LibraryFile> files = unread(folder);
        long total = files.stream().mapToLong(EngineManifest.LibraryFile::bytes).sum();
        long before = 0;
        for (EngineManifest.LibraryFile file : files) {
            hashed.add(new EngineManifest.LibraryFile(file.name(), file.bytes(),
                    Optional.of(of(folder.resolve(file.name()), "SHA-256", before, total, progress))));
            before += file.bytes();
        }
        return hashed;
    }

    /** All files in a folder, by name, without their hashes. */
    static List<EngineManifest.LibraryFile> unread(Path folder) throws IOException {
        List<EngineManifest.LibraryFile> files = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new EngineManifest.LibraryFile(child.getFileName().toString(), Files.size(child),
                        Optional.empty()));
            }
        }
        return files;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
