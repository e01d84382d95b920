package io.paretoscope.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A {@code CUlaunchConfig} with its {@code CUlaunchAttribute}s, as C compilers lay out {@code cuda.h} on 64-bit systems. */
final class LaunchConfig {
    static final long CONFIG_BYTES = 56;
    static final long ATTRIBUTE_BYTES = 72;

    private static final int PROGRAMMATIC_STREAM_SERIALIZATION = 6;

    private LaunchConfig() {}

    /** Of a kernel that may start before the kernel ahead of it in the stream has ended. */
    static MemorySegment programmatic(Arena arena, int gridX, int gridY, int gridZ, int threads,
            int dynamicSharedBytes, long stream) {
        MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
        attribute.set(ValueLayout.JAVA_INT, 0, PROGRAMMATIC_STREAM_SERIALIZATION);
        attribute.set(ValueLayout.JAVA_INT, 8, 1);

        MemorySegment config = arena.allocate(CONFIG_BYTES, Long.BYTES);
        config.set(ValueLayout.JAVA_INT, 0, gridX);
        config.set(ValueLayout.JAVA_INT, 4, gridY);
        config.set(ValueLayout.JAVA_INT, 8, gridZ);
        config.set(ValueLayout.JAVA_INT, 12, threads);
        config.set(ValueLayout.JAVA_INT, 16, 1);
        config.set(ValueLayout.JAVA_INT, 20, 1);
        config.set(ValueLayout.JAVA_INT, 24, dynamicSharedBytes);
        config.set(ValueLayout.JAVA_LONG, 32, stream);
        config.set(ValueLayout.JAVA_LONG, 40, attribute.address());
        config.set(ValueLayout.JAVA_INT, 48, 1);
        return config;
    }
}
