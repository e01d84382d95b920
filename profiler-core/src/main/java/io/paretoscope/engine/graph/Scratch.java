package io.paretoscope.engine.graph;

/** Cuts one stretch of memory into aligned pieces: once without memory, to learn its length, and once with it. */
final class Scratch {
    /** As memory of the card itself is aligned. */
    private static final long ALIGNMENT = 256;

    private final long base;
    private long taken;

    Scratch(long base) {
        this.base = base;
    }

    /** The address of the next piece. */
    long take(long bytes) {
        long address = base + taken;
        taken += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return address;
    }

    /** Bytes of all pieces. */
    long taken() {
        return taken;
    }
}
