package io.paretoscope.cuda;

import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KernelArgumentsTest {
    @Test
    void eachArgumentLiesWhereItsAddressTells() {
        try (Arena arena = Arena.ofConfined()) {
            Pointer addresses = new KernelArguments(arena).add(1L << 40).addInt(-2).addFloat(0.5f).pointer();
            assertEquals(1L << 40, addresses.getPointer(0).getLong(0));
            assertEquals(-2, addresses.getPointer(8).getInt(0));
            assertEquals(0.5f, addresses.getPointer(16).getFloat(0));
        }
    }

    @Test
    void thereMayBeAnyNumberOfThem() {
        try (Arena arena = Arena.ofConfined()) {
            KernelArguments arguments = new KernelArguments(arena);
            for (int i = 0; i < 100; i++) {
                arguments.addInt(i);
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(i, arguments.pointer().getPointer(8L * i).getInt(0));
            }
        }
    }

    @Test
    void lengthsAreThoseOfTheirTypes() {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(List.of(8, 4, 4), new KernelArguments(arena).add(1).addInt(2).addFloat(3).sizes());
        }
    }
}
