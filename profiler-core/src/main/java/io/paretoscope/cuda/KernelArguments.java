package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of a launch, in the order in which the kernel declares its parameters. Lives as long as the arena that it is given;
 * a launch copies it, captured or not, so that it may go, or serve the next launch, as soon as the launch has returned.
 */
public final class KernelArguments {
    private static final int FIRST_CAPACITY = 16;

    private final Arena arena;
    private MemorySegment addresses;
    private final List<Integer> sizes = new ArrayList<>();

    /** None as yet. */
    public KernelArguments(Arena arena) {
        this.arena = arena;
        addresses = arena.allocate(ValueLayout.JAVA_LONG, FIRST_CAPACITY);
    }

    /** Adds an address, or an integer of 8 bytes. */
    public KernelArguments add(long value) {
        MemorySegment slot = arena.allocate(ValueLayout.JAVA_LONG);
        slot.set(ValueLayout.JAVA_LONG, 0, value);
        return add(slot);
    }

    /** Adds an integer of 4 bytes. */
    public KernelArguments addInt(int value) {
        MemorySegment slot = arena.allocate(ValueLayout.JAVA_INT);
        slot.set(ValueLayout.JAVA_INT, 0, value);
        return add(slot);
    }

    /** Adds a number of single precision. */
    public KernelArguments addFloat(float value) {
        MemorySegment slot = arena.allocate(ValueLayout.JAVA_FLOAT);
        slot.set(ValueLayout.JAVA_FLOAT, 0, value);
        return add(slot);
    }

    /** Adds a structure as it lies in memory, which has to stay as it is until the launch has returned. */
    public KernelArguments addStructure(MemorySegment structure) {
        return add(structure);
    }

    /** The length of each, in bytes. */
    List<Integer> sizes() {
        return sizes;
    }

    private KernelArguments add(MemorySegment slot) {
        long capacity = addresses.byteSize() / Long.BYTES;
        if (sizes.size() == capacity) {
            MemorySegment larger = arena.allocate(ValueLayout.JAVA_LONG, 2 * capacity);
            addresses = larger.copyFrom(addresses);
        }
        addresses.setAtIndex(ValueLayout.JAVA_LONG, sizes.size(), slot.address());
        sizes.add((int) slot.byteSize());
        return this;
    }

    /** The {@code void*[]}. */
    Pointer pointer() {
        return new Pointer(addresses.address());
    }
}
