package io.paretoscope.window;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What users type into the fields of an experiment, turned into values. */
final class InputText {
    private static final int MAX_BITS = 31;

    private InputText() {}

    /**
     * Batch sizes set apart by commas or spaces.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static List<Integer> batchSizes(String text) {
        List<Integer> batches = new ArrayList<>();
        for (String part : text.strip().split("[,;\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int batch = wholeNumber("batch size", part);
            if (batches.contains(batch)) {
                throw new IllegalArgumentException("batch size " + batch + " is listed twice");
            }
            batches.add(batch);
        }
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("no batch size: enter whole numbers, such as 1, 2, 4, 8");
        }
        return List.copyOf(batches);
    }

    /** How {@link #batchSizes} are written. */
    static String ofBatchSizes(List<Integer> batches) {
        return batches.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * A whole number of at least 1.
     *
     * @param what names the field in the message
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static int wholeNumber(String what, String text) {
        String digits = text.strip();
        if (digits.isEmpty()) {
            throw new IllegalArgumentException(what + ": enter a whole number of at least 1");
        }
        BigInteger value;
        try {
            value = new BigInteger(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " '" + digits + "': must be a whole number of at least 1", e);
        }
        if (value.signum() < 1) {
            throw new IllegalArgumentException(what + " " + value + ": must be at least 1");
        }
        if (value.bitLength() > MAX_BITS) {
            throw new IllegalArgumentException(what + " " + value + ": must be at most " + Integer.MAX_VALUE);
        }
        return value.intValue();
    }

    /**
     * A seed: any whole number.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed '" + text.strip() + "': must be a whole number", e);
        }
    }
}
