package io.paretoscope.telemetry;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntSupplier;

/** Calls NVML and turns what it returns into values or reasons. */
final class NvmlCalls {
    private static final int LONGEST_TEXT = 96;

    /** {@code nvmlReturn_t}, in words. */
    private static final Map<Integer, String> WORDS = Map.ofEntries(Map.entry(1, "NVML is not initialised"),
            Map.entry(2, "invalid argument"),
            Map.entry(Nvml.ERROR_NOT_SUPPORTED, "not supported by this device"),
            Map.entry(Nvml.ERROR_NO_PERMISSION, "this user has no permission"),
            Map.entry(Nvml.ERROR_NOT_FOUND, "not found"),
            Map.entry(8, "the device has no power cable attached"),
            Map.entry(9, "the NVIDIA driver is not loaded"),
            Map.entry(10, "timed out"),
            Map.entry(12, "a library of the driver is missing"),
            Map.entry(Nvml.ERROR_FUNCTION_NOT_FOUND, "this driver does not have it"),
            Map.entry(Nvml.ERROR_GPU_IS_LOST, "the GPU is lost: it fell off the bus"),
            Map.entry(16, "the GPU needs a reset"),
            Map.entry(17, "the operating system refused"),
            Map.entry(18, "the driver's library and kernel module differ in version: restart the machine"),
            Map.entry(19, "in use"), Map.entry(20, "out of memory"), Map.entry(21, "no data"),
            Map.entry(25, "this driver does not know the version of the structure"), Map.entry(999, "unknown error"));

    private static final Map<Integer, Boolean> LASTING = Map.of(Nvml.ERROR_NOT_SUPPORTED, true,
            Nvml.ERROR_NO_PERMISSION, true, Nvml.ERROR_FUNCTION_NOT_FOUND, true, 25, true);

    private NvmlCalls() {}

    /** Reads a text into a buffer. */
    @FunctionalInterface
    interface TextCall {
        int read(byte[] into, int length);
    }

    /** A call that gives a value or fails. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws NvmlException;
    }

    /** Makes a call of that name. */
    static void check(String name, IntSupplier call) throws NvmlException {
        int result = result(name, call);
        if (result != Nvml.SUCCESS) {
            throw failure(name, result);
        }
    }

    /** Makes a call of that name and returns what it returned. */
    static int result(String name, IntSupplier call) throws NvmlException {
        try {
            return call.getAsInt();
        } catch (UnsatisfiedLinkError e) {
            throw new NvmlException("this driver has no " + name, true);
        }
    }

    /** What a result other than success means. */
    static NvmlException failure(String name, int result) {
        return new NvmlException(name + ": " + WORDS.getOrDefault(result, "error " + result),
                LASTING.getOrDefault(result, false));
    }

    /** A text that a call of that name gives. */
    static String text(String name, TextCall call) throws NvmlException {
        byte[] buffer = new byte[LONGEST_TEXT];
        check(name, () -> call.read(buffer, buffer.length));
        return Native.toString(buffer, StandardCharsets.UTF_8);
    }

    /** A value as a fact. */
    static Fact fact(Reading<String> reading) {
        try {
            return new Fact.Known(reading.read());
        } catch (NvmlException e) {
            return new Fact.Unavailable(e.reason());
        }
    }
}
