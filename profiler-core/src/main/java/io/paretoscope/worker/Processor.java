package io.paretoscope.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The host's processor. */
final class Processor {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** What its maker calls it, where Linux or Windows says; the architecture otherwise. */
    static String name() {
        return model().orElseGet(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
                .orElseGet(() -> System.getProperty("os.arch") + " processor"));
    }

    private static Optional<String> model() {
        if (!Files.isReadable(CPUINFO)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(CPUINFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
