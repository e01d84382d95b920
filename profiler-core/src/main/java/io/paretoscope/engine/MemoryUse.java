package io.paretoscope.engine;

/** How much device memory was in use, or why that is not known. */
public sealed interface MemoryUse {
    /**
     * In bytes.
     *
     * @param bytes the memory
     */
    record Bytes(long bytes) implements MemoryUse {}

    /**
     * Not known.
     *
     * @param reason why
     */
    record Unknown(String reason) implements MemoryUse {}
}
