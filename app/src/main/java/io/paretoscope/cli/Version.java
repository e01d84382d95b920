package io.paretoscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the product, as the build wrote it down. */
final class Version implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("missing from the build: " + RESOURCE);
            }
            properties.load(in);
        }
        return new String[]{"paretoscope " + properties.getProperty("version"),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"};
    }
}
