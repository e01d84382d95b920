package io.paretoscope.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks the system whether standard error is a terminal; the JDK answers only for input and output together. */
public final class StandardErrorTerminal {
    private static final int STANDARD_ERROR = 2;

    private StandardErrorTerminal() {}

    /** Whether standard error is a terminal; false where that cannot be found out. */
    public static boolean isPresent() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = Stream.of("isatty", "_isatty")
                .flatMap(name -> linker.defaultLookup().find(name).stream())
                .findFirst();
        if (function.isEmpty()) {
            return false;
        }
        FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            return (int) linker.downcallHandle(function.get(), shape).invokeExact(STANDARD_ERROR) != 0;
        } catch (Throwable e) {
            throw new IllegalStateException("isatty", e);
        }
    }
}
