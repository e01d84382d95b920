package io.paretoscope.libtorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * DJL's JNI library for one libtorch, out of its artifact {@code pytorch-jni}: the one on the class path, or the one in a file.
 *
 * @param version the libtorch it was built for, and DJL's, such as {@code 2.7.1-0.35.1}
 * @param flavor the flavor of libtorch
 * @param content of the library
 */
record JniLibrary(String version, String flavor, Content content) {

    static final String FILE = System.mapLibraryName("djl_torch");

    private static final String PROPERTIES = "jnilib/pytorch.properties";
    private static final String VERSION_KEY = "jni_version";
    private static final Pattern LIBRARY = Pattern.compile("jnilib/.+\\.(so|dll|dylib)");
    private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+)-(\\d+)\\.(\\d+)\\.(\\d+)");
    /** Since then the native methods that are called have not changed, up to the DJL that is built in. */
    private static final int OLDEST_DJL_MINOR = 32;
    private static final int NEWEST_DJL_MINOR = 35;

    /** Opens the library for reading. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** The libtorch it was built for. */
    String libtorch() {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches() ? matcher.group(1) : version;
    }

    /** Writes it into {@code folder}, where DJL looks for it first. */
    void copyInto(Path folder) throws IOException {
        try (InputStream in = content.open()) {
            Files.copy(in, folder.resolve(FILE));
        }
    }

    /** The one that comes with the program, where it has one for that flavor. */
    static Optional<JniLibrary> builtIn(String flavor, String classifier) {
        ClassLoader loader = JniLibrary.class.getClassLoader();
        String entry = entry(classifier, flavor);
        try (InputStream properties = loader.getResourceAsStream(PROPERTIES)) {
            if (properties == null || loader.getResource(entry) == null) {
                return Optional.empty();
            }
            return Optional.of(new JniLibrary(version(properties), flavor, () -> {
                InputStream in = loader.getResourceAsStream(entry);
                if (in == null) {
                    throw new IOException(entry + " is missing from the build");
                }
                return in;
            }));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The one in a file.
     *
     * @throws InstallException where it is no such file, has no library for that system and flavor, or is of a DJL that does not fit
     */
    static JniLibrary in(Path jar, String libtorch, String flavor, String classifier) throws InstallException {
        String entry = entry(classifier, flavor);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            @Nullable
            ZipEntry properties = zip.getEntry(PROPERTIES);
            if (properties == null) {
                throw new InstallException(jar + " has no " + PROPERTIES + ": it is not DJL's pytorch-jni", null);
            }
            String version;
            try (InputStream in = zip.getInputStream(properties)) {
                version = version(in);
            }
            requireFit(jar, version, libtorch);
            if (zip.getEntry(entry) == null) {
                throw new InstallException(jar + " has no " + entry + ", but " + zip.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> LIBRARY.matcher(name).matches())
                        .sorted()
                        .collect(Collectors.joining(", ")), null);
            }
            return new JniLibrary(version, flavor, () -> {
                try (ZipFile again = new ZipFile(jar.toFile())) {
                    return new java.io.ByteArrayInputStream(again.getInputStream(again.getEntry(entry)).readAllBytes());
                }
            });
        } catch (InstallException e) {
            throw e;
        } catch (IOException e) {
            throw new InstallException(jar + " cannot be read as DJL's pytorch-jni: " + e.getMessage(), e);
        }
    }

    private static void requireFit(Path jar, String version, String libtorch) throws InstallException {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new InstallException(jar + " says that it is '" + version + "', expected versions of libtorch and DJL"
                    + " such as 2.5.1-0.32.0", null);
        }
        if (!matcher.group(1).equals(libtorch)) {
            throw new InstallException(jar + " is for libtorch " + matcher.group(1) + ", and the engine is " + libtorch
                    + ": " + wanted(libtorch), null);
        }
        int minor = Integer.parseInt(matcher.group(3));
        if (!matcher.group(2).equals("0") || minor < OLDEST_DJL_MINOR || minor > NEWEST_DJL_MINOR) {
            throw new InstallException(jar + " is of DJL " + version.substring(libtorch.length() + 1)
                    + ", whose native methods are not those of the DJL that is built in: " + wanted(libtorch), null);
        }
    }

    /** What to give where it is missing. */
    static String wanted(String libtorch) {
        return "give DJL's pytorch-jni for libtorch " + libtorch + " with --jni, such as pytorch-jni-" + libtorch
                + "-0."
                + OLDEST_DJL_MINOR + ".0.jar (DJL 0." + OLDEST_DJL_MINOR + " to 0." + NEWEST_DJL_MINOR + ")";
    }

    private static String version(InputStream in) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new IOException(PROPERTIES + " is damaged: " + e.getMessage(), e);
        }
        return properties.getProperty(VERSION_KEY, "").strip();
    }

    private static String entry(String classifier, String flavor) {
        return "jnilib/" + classifier + "/" + flavor + "/" + FILE;
    }
}
