package io.paretoscope.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The host's memory, as far as a new process may use it. */
public final class HostMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s*(\\d+) kB");

    private HostMemory() {}

    /** All of it, in bytes; in a container its limit. */
    public static long totalBytes() {
        return system().getTotalMemorySize();
    }

    /**
     * What a new process may take without swapping, in bytes. Linux counts caches that it would give back
     * ({@code MemAvailable}); other systems only what is free.
     */
    public static long availableBytes() {
        // In a container the limit says more than the host's own figures.
        return Math.min(hostAvailable(), totalBytes());
    }

    private static long hostAvailable() {
        if (Files.isReadable(MEMINFO)) {
            try {
                Matcher matcher = AVAILABLE.matcher(Files.readString(MEMINFO));
                if (matcher.find()) {
                    return Long.parseLong(matcher.group(1)) * 1024;
                }
            } catch (IOException e) {
                return system().getFreeMemorySize();
            }
        }
        return system().getFreeMemorySize();
    }

    private static com.sun.management.OperatingSystemMXBean system() {
        return (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
