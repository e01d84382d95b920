package io.paretoscope.engine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that an engine can run on.
 *
 * @param kind the kind of device
 * @param index which of its kind, from 0; always 0 for the CPU
 */
public record DeviceId(Kind kind, int index) {
    /** The kinds of device. */
    public enum Kind {
        CPU,
        CUDA
    }

    /** The host's processor. */
    public static final DeviceId CPU = new DeviceId(Kind.CPU, 0);

    private static final Pattern FORM = Pattern.compile("cpu|(?:cuda|gpu)(?::(\\d{1,3}))?");

    /** The CUDA device of that index, as {@code CUDA_VISIBLE_DEVICES} numbers them. */
    public static DeviceId cuda(int index) {
        return new DeviceId(Kind.CUDA, index);
    }

    /**
     * Parses {@code cpu}, {@code cuda} (the first) or {@code cuda:N}.
     *
     * @throws IllegalArgumentException naming the accepted forms
     */
    public static DeviceId parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("unknown device '" + text + "': cpu or cuda:N, such as cuda:0");
        }
        if (matcher.group().equals("cpu")) {
            return CPU;
        }
        String index = matcher.group(1);
        return cuda(index == null ? 0 : Integer.parseInt(index));
    }

    /** Whether this is the host's processor. */
    public boolean isCpu() {
        return kind == Kind.CPU;
    }

    @Override
    public String toString() {
        return isCpu() ? "cpu" : "cuda:" + index;
    }
}
