package io.paretoscope.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels kept in a folder, which processes may share. An entry's name is the SHA-256 of all that its content depends on: the
 * target, the compiler's version, source and options. A folder that cannot be read or written costs time and nothing else.
 *
 * <p>An entry is a file of {@value #HEADER_BYTES} bytes and the machine code behind them: {@link #MAGIC}, the length of the code in 8
 * bytes, the greater first, and its SHA-256.
 */
public final class KernelCache {
    private static final Logger logger = LoggerFactory.getLogger(KernelCache.class);
    private static final long MAGIC = 0x5053_4b45_524e_0001L; // "PSKERN" and the version of the form
    private static final int HASH_BYTES = 32;
    private static final int HEADER_BYTES = 2 * Long.BYTES + HASH_BYTES;
    private static final String SUFFIX = ".cubin";

    private final Path folder;
    private final KernelCompiler compiler;

    /**
     * A cache.
     *
     * @param folder made when it is first needed
     * @param compiler of what it does not hold
     */
    public KernelCache(Path folder, KernelCompiler compiler) {
        this.folder = folder;
        this.compiler = compiler;
    }

    /**
     * Machine code, compiled now or at some time before.
     *
     * @param target what for; the option that names the architecture is added
     * @param name of the source in messages
     * @param source CUDA C++
     * @param options of the compiler beside the architecture
     * @throws CudaException where it must be compiled and cannot be
     */
    public byte[] cubin(KernelTarget target, String name, String source, List<String> options) throws CudaException {
        List<String> all = new ArrayList<>(options.size() + 1);
        all.add("--gpu-architecture=" + target.architecture());
        all.addAll(options);
        Path file = folder.resolve(key(target, name, source, all) + SUFFIX);
        Optional<byte[]> kept = read(file);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] cubin = compiler.compile(name, source, all).cubin();
        write(file, cubin);
        return cubin;
    }

    private String key(KernelTarget target, String name, String source, List<String> options) throws CudaException {
        MessageDigest digest = sha256();
        List<String> parts = new ArrayList<>(List.of(target.architecture(), target.driverVersion(),
                compiler.version(), name, source));
        parts.addAll(options);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Optional<byte[]> read(Path file) {
        byte[] entry;
        try {
            entry = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            logger.info("{} cannot be read, and the kernels are compiled anew: {}", file, e.toString());
            return Optional.empty();
        }
        if (entry.length > HEADER_BYTES) {
            byte[] cubin = Arrays.copyOfRange(entry, HEADER_BYTES, entry.length);
            if (Arrays.equals(header(cubin), Arrays.copyOf(entry, HEADER_BYTES))) {
                return Optional.of(cubin);
            }
        }
        logger.info("{} is damaged, and the kernels are compiled anew", file);
        return Optional.empty();
    }

    /** Under a name of its own first, so that no other process ever sees half an entry. */
    private void write(Path file, byte[] cubin) {
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "kernels", ".unfinished");
            try {
                Files.write(unfinished, ByteBuffer.allocate(HEADER_BYTES + cubin.length)
                        .put(header(cubin))
                        .put(cubin)
                        .array());
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            logger.info("compiled kernels are not kept, so that the next start compiles them again: {}", e.toString());
        }
    }

    private static byte[] header(byte[] cubin) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putLong(cubin.length)
                .put(sha256().digest(cubin))
                .array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
