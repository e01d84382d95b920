package io.paretoscope.engine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls into libtorch, whose errors come as long C++ texts, and makes one line of each. */
final class Native {
    private static final Pattern CUDA_OUT_OF_MEMORY = Pattern.compile("Tried to allocate ([0-9.]+ [KMGT]iB)");
    private static final Pattern CPU_OUT_OF_MEMORY = Pattern.compile("you tried to allocate (\\d+) bytes");
    private static final int LONGEST_MESSAGE = 300;

    private Native() {}

    /** What is to be called. */
    @FunctionalInterface
    interface Call<T> {
        T run();
    }

    /**
     * Calls it.
     *
     * @param what the step, for the message
     * @throws EngineException with the first line of what libtorch said, or how much memory was lacking
     */
    static <T> T call(String what, Call<T> call) throws EngineException {
        try {
            return call.run();
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            throw new EngineException(what + ": " + reason(e), e);
        }
    }

    /** The cause of {@code error} in one line. */
    static String reason(Throwable error) {
        String text = error.getMessage() == null ? error.toString() : error.getMessage();
        Matcher cuda = CUDA_OUT_OF_MEMORY.matcher(text);
        if (text.contains("out of memory") || cuda.find()) {
            cuda.reset();
            return "out of device memory" + (cuda.find() ? ", asked for another " + cuda.group(1) : "");
        }
        Matcher cpu = CPU_OUT_OF_MEMORY.matcher(text);
        if (cpu.find()) {
            double gib = Long.parseLong(cpu.group(1)) / (double) (1L << 30);
            return String.format(Locale.ROOT, "out of memory, asked for another %.1f GiB", gib);
        }
        // Script errors start with a traceback and end with what went wrong.
        String[] lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toArray(String[]::new);
        String line = lines.length == 0 ? error.toString() : lines[0];
        for (String candidate : lines) {
            if (candidate.startsWith("RuntimeError: ")) {
                line = candidate.substring("RuntimeError: ".length());
            }
        }
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + " …";
    }
}
