package io.paretoscope.libtorch;

import io.paretoscope.download.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * DJL's artifact {@code pytorch-native-FLAVOR} of one system: a list of libraries in {@code native/lib/pytorch.properties}, and the
 * libraries under {@code pytorch/FLAVOR/CLASSIFIER/}.
 */
final class NativesJar implements AutoCloseable {
    private static final String PROPERTIES = "native/lib/pytorch.properties";
    /** DJL appends the day of the build. */
    private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+)(-.*)?");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path jar;
    private final ZipFile zip;
    private final String version;
    private final String flavor;
    private final String classifier;
    private final List<Library> libraries;

    private record Library(String name, ZipEntry entry) {}

    private NativesJar(Path jar, ZipFile zip, Properties properties) throws IOException {
        this.jar = jar;
        this.zip = zip;
        Matcher matcher = VERSION.matcher(value(properties, "version"));
        if (!matcher.matches()) {
            throw damaged("version is '" + value(properties, "version") + "'");
        }
        version = matcher.group(1);
        flavor = value(properties, "flavor");
        classifier = value(properties, "classifier");
        libraries = new ArrayList<>();
        for (String name : value(properties, "libraries").split(",", -1)) {
            if (!FILE_NAME.matcher(name).matches()) {
                throw damaged("'" + name + "' is no name of a library");
            }
            @Nullable
            ZipEntry entry = zip.getEntry("pytorch/" + flavor + "/" + classifier + "/" + name);
            if (entry == null) {
                throw damaged(name + " is listed there and missing");
            }
            libraries.add(new Library(name, entry));
        }
    }

    /**
     * Opens one, and reads what it is.
     *
     * @throws InstallException where it is no such file
     */
    static NativesJar open(Path jar) throws InstallException {
        @Nullable
        ZipFile zip = null;
        try {
            zip = new ZipFile(jar.toFile());
            @Nullable
            ZipEntry entry = zip.getEntry(PROPERTIES);
            if (entry == null) {
                throw new InstallException(jar + " has no " + PROPERTIES + ": it is not DJL's pytorch-native of one"
                        + " system, such as pytorch-native-cu124-2.5.1-linux-x86_64.jar", null);
            }
            Properties properties = new Properties();
            try (InputStream in = zip.getInputStream(entry)) {
                properties.load(in);
            }
            return new NativesJar(jar, zip, properties);
        } catch (IOException | IllegalArgumentException e) {
            close(zip);
            throw e instanceof InstallException install
                    ? install
                    : new InstallException(jar + " cannot be read as a jar (" + e.getMessage() + "): fetch it anew", e);
        }
    }

    private static void close(@Nullable ZipFile zip) {
        try {
            if (zip != null) {
                zip.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }

    private String value(Properties properties, String key) throws InstallException {
        String value = properties.getProperty(key, "").strip();
        if (value.isEmpty()) {
            throw damaged("it has no " + key);
        }
        return value;
    }

    private InstallException damaged(String what) {
        return new InstallException(jar + " is damaged: of its " + PROPERTIES + ", " + what, null);
    }

    String version() {
        return version;
    }

    String flavor() {
        return flavor;
    }

    String classifier() {
        return classifier;
    }

    /** Of all libraries, unpacked. */
    long bytes() {
        return libraries.stream().mapToLong(library -> library.entry().getSize()).sum();
    }

    /**
     * Writes all libraries into {@code folder}. An interrupt ends it.
     *
     * @throws InstallException where one is not what its checksum says
     */
    void unpack(Path folder, Progress progress) throws IOException, InterruptedException {
        long total = bytes();
        long done = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        for (Library library : libraries) {
            CRC32 crc = new CRC32();
            try (InputStream in = zip.getInputStream(library.entry());
                    OutputStream out = Files.newOutputStream(folder.resolve(library.name()),
                            StandardOpenOption.CREATE_NEW)) {
                for (int read = read(in, buffer, library); read >= 0; read = read(in, buffer, library)) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    crc.update(buffer, 0, read);
                    out.write(buffer, 0, read);
                    done += read;
                    progress.at("unpacking", done, total);
                }
            }
            if (crc.getValue() != library.entry().getCrc()) {
                throw broken(library, null);
            }
        }
    }

    /** Tells what is wrong with the jar from what is wrong with the disk. */
    private int read(InputStream in, byte[] buffer, Library library) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw broken(library, e);
        }
    }

    private InstallException broken(Library library, @Nullable IOException cause) {
        return new InstallException(jar + " is damaged: " + library.name() + " in it is not what its checksum says"
                + (cause == null ? "" : " (" + Objects.requireNonNullElse(cause.getMessage(), "broken") + ")")
                + "; fetch it anew", cause);
    }

    @Override
    public void close() {
        close(zip);
    }
}
