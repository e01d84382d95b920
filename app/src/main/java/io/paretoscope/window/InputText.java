package io.paretoscope.window;

import io.paretoscope.sweep.Protocol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
     * The least time of a window, in seconds; nothing for the rule of the device.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static Optional<Duration> window(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        double seconds;
        try {
            seconds = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("window '" + text.strip() + "': must be seconds, such as 5 or 0.5", e);
        }
        // Not a number becomes a negative window, which the protocol refuses as it refuses any other.
        Duration window = Duration.ofMillis(Double.isNaN(seconds) ? -1 : Math.round(seconds * 1e3));
        return new Protocol(1, Optional.of(window), Protocol.Order.LISTED, OptionalInt.empty()).window();
    }

    /** How seconds are written: {@code 5}, {@code 0.5}. */
    static String ofSeconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /**
     * The temperature to cool down to, in whole degrees Celsius; nothing for no cooling down.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static OptionalInt coolDown(String text) {
        return text.isBlank()
                ? OptionalInt.empty()
                : new Protocol(1, Optional.empty(), Protocol.Order.LISTED,
                        OptionalInt.of(wholeNumber("cool-down temperature", text))).coolDownCelsius();
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
