import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Puts into jpackage's package what it has no place for: menu entry, icons, manual page, copyright and changes where Debian wants
 * them. Desktops find these by themselves, so the package needs none of jpackage's scripts, which fail where there is no
 * desktop.
 */
final class DebianPackage {
    private static final Path SOURCES = Path.of("packaging", "linux", "debian");
    /** Byte of a gzip file that tells how it was compressed (RFC 1952), which Java leaves open. */
    private static final int EXTRA_FLAGS = 8;
    private static final byte SLOWEST = 2;
    private static final List<Integer> ICONS = List.of(16, 32, 48, 64, 128, 256);

    private DebianPackage() {}

    /**
     * Makes the whole package.
     *
     * @param made jpackage's
     * @param built when, for the package's own list of changes
     * @param work folder for what is made on the way
     * @param out folder to make it in, by the same name
     */
    static void complete(Path made, Instant built, Path work, Path out) throws IOException, InterruptedException {
        Path root = work.resolve("deb-root");
        run("dpkg-deb", "-R", made.toString(), root.toString());
        Path control = root.resolve("DEBIAN");
        for (String script : List.of("preinst", "postinst", "prerm", "postrm")) {
            Files.deleteIfExists(control.resolve(script));
        }
        Path share = root.resolve("usr/share");
        copy(SOURCES.resolve("paretoscope.desktop"), share.resolve("applications/paretoscope.desktop"));
        copy(SOURCES.resolve("copyright"), share.resolve("doc/paretoscope/copyright"));
        copy(SOURCES.resolve("lintian-overrides"), share.resolve("lintian/overrides/paretoscope"));
        zip(Files.readString(SOURCES.resolve("paretoscope.1")), share.resolve("man/man1/paretoscope.1.gz"));
        zip(Files.readString(Path.of("CHANGELOG.md")), share.resolve("doc/paretoscope/changelog.gz"));
        zip(changes(field(control.resolve("control"), "Version"), field(control.resolve("control"), "Maintainer"), built),
                share.resolve("doc/paretoscope/changelog.Debian.gz"));
        for (int size : ICONS) {
            copy(Path.of("assets", "icons", "paretoscope-" + size + ".png"),
                    share.resolve("icons/hicolor/" + size + "x" + size + "/apps/paretoscope.png"));
        }
        copy(Path.of("assets", "icons", "paretoscope.svg"), share.resolve("icons/hicolor/scalable/apps/paretoscope.svg"));
        setPermissions(root);
        Tool.setTimes(root, built);
        run("dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "-b", root.toString(),
                out.resolve(made.getFileName()).toString());
    }

    /** What Debian wants to know of the packaging itself. */
    private static String changes(String version, String maintainer, Instant built) {
        return "paretoscope (" + version + ") stable; urgency=medium\n\n  * Packaged as it was released: see changelog.gz.\n\n -- "
                + maintainer + "  " + DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC).format(built)
                        .replace("GMT", "+0000")
                + "\n";
    }

    private static String field(Path control, String name) throws IOException {
        return Files.readAllLines(control)
                .stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow(() -> new Tool.BuildException(control + " has no " + name));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void zip(String text, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        // Java writes no time into it, so that the same text gives the same file.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new BestCompression(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] file = bytes.toByteArray();
        file[EXTRA_FLAGS] = SLOWEST;
        Files.write(to, file);
    }

    /** Debian asks for it. */
    private static final class BestCompression extends GZIPOutputStream {
        BestCompression(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** Whatever the builder's umask was: files for all to read, programs for all to run. */
    private static void setPermissions(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions
                        .fromString(Files.isDirectory(file) || Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new Tool.BuildException(command[0] + " ended with " + code + ": " + String.join(" ", command));
        }
    }
}
