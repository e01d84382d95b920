import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The files that users download. */
final class Packages {
    private final AppImage image;
    private final String version;
    private final boolean cuda;
    private final Instant built;
    private final Path work;
    private final Path out;

    /**
     * Packages of {@code image}.
     *
     * @param cuda whether an engine for CUDA is inside, which the names of the files then say
     * @param built when
     * @param work folder for what is made on the way
     * @param out folder to make them in
     */
    Packages(AppImage image, String version, boolean cuda, Instant built, Path work, Path out) {
        this.image = image;
        this.version = version;
        this.cuda = cuda;
        this.built = built;
        this.work = work;
        this.out = out;
    }

    /**
     * Makes one by jpackage.
     *
     * @param type as jpackage names it, such as {@code deb}
     */
    void make(String type) throws IOException, InterruptedException {
        String system = Tool.system();
        Path made = type.equals("deb") ? work.resolve("deb") : out;
        Tool.run("jpackage", List.of("@packaging/" + system + "/" + type + ".args", "--app-version", version,
                "--app-image", image.root().toString(), "--dest", made.toString()));
        if (type.equals("deb")) {
            try (Stream<Path> packages = Files.list(made)) {
                DebianPackage.complete(packages.findFirst().orElseThrow(), built, work, Files.createDirectories(out));
            }
        }
    }

    /** An installer with an engine inside is another file than the one without, of the same program and version. */
    private void nameAfterContent() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.toList()) {
                Files.move(file, file.resolveSibling(file.getFileName()
                        .toString()
                        .replaceFirst("(?i)^paretoscope", "$0-cuda")));
            }
        }
    }

    /** Puts beside them what they are made of (CycloneDX) and the checksums of all. */
    void describe(Path target) throws IOException, NoSuchAlgorithmException {
        Files.createDirectories(out);
        if (cuda) {
            nameAfterContent();
        }
        Files.copy(target.resolve("bom.json"), out.resolve("paretoscope-" + version + ".cdx.json"),
                StandardCopyOption.REPLACE_EXISTING);
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.sorted().toList()) {
                lines.add(sha256(file) + "  " + file.getFileName());
            }
        }
        Files.write(out.resolve("SHA256SUMS"), lines);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
