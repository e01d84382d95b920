package io.paretoscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the product, as the build wrote it down. */
public final class Version implements IVersionProvider {
    private static final String RESOURCE = "version.properties";
    /** How a property begins that the build could not fill in. */
    private static final String UNKNOWN = "$";

    /** For picocli. */
    Version() {}

    /** The version number alone. */
    public static String current() {
        try {
            return properties().getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = properties();
        String build = properties.getProperty("build", UNKNOWN);
        return new String[]{
            "paretoscope " + properties.getProperty("version")
                    + (build.startsWith(UNKNOWN)
                            ? " (not built from a git checkout)"
                            : " (build " + build + ("true".equals(properties.getProperty("changed"))
                                    ? ", with changes since)"
                                    : ")")),
            "DJL " + properties.getProperty("djl") + ", libtorch " + properties.getProperty("libtorch")
                    + " for the CPU built in",
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"};
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("missing from the build: " + RESOURCE);
            }
            properties.load(in);
        }
        return properties;
    }
}
