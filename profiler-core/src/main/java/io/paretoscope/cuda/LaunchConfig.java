package io.paretoscope.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A {@code CUlaunchConfig} with its {@code CUlaunchAttribute}s, as C compilers lay out {@code cuda.h} on 64-bit systems. */
final class LaunchConfig {
    static final long CONFIG_BYTES = 56;
    static final long ATTRIBUTE_BYTES = 72;

    private static final int MOST_ATTRIBUTES = 3;
    private static final int COOPERATIVE = 2;
    private static final int CLUSTER_DIMENSION = 4;
    private static final int PROGRAMMATIC_STREAM_SERIALIZATION = 6;
    private static final long VALUE = 8;

    private final MemorySegment attributes;
    private int count;

    private LaunchConfig(Arena arena) {
        attributes = arena.allocate(MOST_ATTRIBUTES * ATTRIBUTE_BYTES, Long.BYTES);
    }

    static MemorySegment of(Arena arena, KernelLaunch launch, long stream) {
        LaunchConfig all = new LaunchConfig(arena);
        if (launch.programmatic()) {
            all.add(PROGRAMMATIC_STREAM_SERIALIZATION).set(ValueLayout.JAVA_INT, VALUE, 1);
        }
        if (launch.clusterY() > 1) {
            MemorySegment cluster = all.add(CLUSTER_DIMENSION);
            cluster.set(ValueLayout.JAVA_INT, VALUE, 1);
            cluster.set(ValueLayout.JAVA_INT, VALUE + 4, launch.clusterY());
            cluster.set(ValueLayout.JAVA_INT, VALUE + 8, 1);
        }
        if (launch.cooperative()) {
            all.add(COOPERATIVE).set(ValueLayout.JAVA_INT, VALUE, 1);
        }
        MemorySegment config = arena.allocate(CONFIG_BYTES, Long.BYTES);
        config.set(ValueLayout.JAVA_INT, 0, launch.gridX());
        config.set(ValueLayout.JAVA_INT, 4, launch.gridY());
        config.set(ValueLayout.JAVA_INT, 8, launch.gridZ());
        config.set(ValueLayout.JAVA_INT, 12, launch.threads());
        config.set(ValueLayout.JAVA_INT, 16, 1);
        config.set(ValueLayout.JAVA_INT, 20, 1);
        config.set(ValueLayout.JAVA_INT, 24, launch.dynamicSharedBytes());
        config.set(ValueLayout.JAVA_LONG, 32, stream);
        config.set(ValueLayout.JAVA_LONG, 40, all.attributes.address());
        config.set(ValueLayout.JAVA_INT, 48, all.count);
        return config;
    }

    private MemorySegment add(int id) {
        MemorySegment attribute = attributes.asSlice(count * ATTRIBUTE_BYTES, ATTRIBUTE_BYTES);
        attribute.set(ValueLayout.JAVA_INT, 0, id);
        count++;
        return attribute;
    }
}
