package io.paretoscope.telemetry;

import java.io.IOException;
import java.nio.file.Path;

/** The energy counter of one CPU package, carried on over its wrap-around. One thread's. */
final class RaplPackage {
    private static final double JOULES_PER_MICROJOULE = 1e-6;

    private final CpuSource.SmallFile files;
    private final Path file;
    private final long range;
    private long last;
    private long sum;

    private RaplPackage(CpuSource.SmallFile files, Path file, long range, long last) {
        this.files = files;
        this.file = file;
        this.range = range;
        this.last = last;
    }

    /** The counter in the folder of a zone, which is read once now. */
    static RaplPackage of(Path zone, CpuSource.SmallFile files) throws IOException {
        Path file = zone.resolve("energy_uj");
        return new RaplPackage(files, file, number(files, zone.resolve("max_energy_range_uj")), number(files, file));
    }

    Path file() {
        return file;
    }

    /** Energy since this counter was opened. Right as long as it is read at least once while the counter goes round. */
    double joules() throws IOException {
        long now = number(files, file);
        // The counter goes from 0 to its range, both included.
        sum += now >= last ? now - last : now - last + range + 1;
        last = now;
        return sum * JOULES_PER_MICROJOULE;
    }

    private static long number(CpuSource.SmallFile files, Path file) throws IOException {
        return Long.parseLong(files.read(file).strip());
    }
}
