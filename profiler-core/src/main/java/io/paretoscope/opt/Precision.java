package io.paretoscope.opt;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The number format in which weights, KV cache and activations are held on the device. */
public enum Precision {
    FP32("fp32", 4),
    FP16("fp16", 2),
    BF16("bf16", 2);

    private final String label;
    private final int bytes;

    Precision(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /** The name used on the command line, in files and on the screen: {@code fp32}, {@code fp16}, {@code bf16}. */
    public String label() {
        return label;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /**
     * The precision of that label, whatever its case.
     *
     * @throws IllegalArgumentException naming the accepted labels
     */
    public static Precision parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (Precision precision : values()) {
            if (precision.label.equals(wanted)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("unknown precision '" + text + "': one of "
                + Arrays.stream(values()).map(Precision::label).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return label;
    }
}
