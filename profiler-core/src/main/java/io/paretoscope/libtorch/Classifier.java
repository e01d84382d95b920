package io.paretoscope.libtorch;

import java.util.Locale;

/** The system a library was built for, as DJL names it, such as {@code linux-x86_64}. */
final class Classifier {
    private Classifier() {}

    /** That of this machine. */
    static String ofThisMachine() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /** That of a machine of which Java says this. */
    static String of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "win" : os.startsWith("mac") ? "osx" : "linux";
        return system + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
    }
}
