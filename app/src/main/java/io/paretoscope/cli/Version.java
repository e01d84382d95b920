package io.paretoscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the product, as the build wrote it down. */
public final class Version implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    /** For picocli. */
    Version() {}

    /** The version number alone. */
    public static String current() {
        try {
            return number();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() throws IOException {
        return new String[]{"paretoscope " + number(),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"};
    }

    private static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("missing from the build: " + RESOURCE);
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
