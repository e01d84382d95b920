package io.paretoscope.window;

import io.paretoscope.analysis.BatchAdvice;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import io.paretoscope.sweep.Protocol;
import io.paretoscope.sweep.Replication;
import io.paretoscope.workbench.GroupSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
        return numbers("batch size", text, "1, 2, 4, 8");
    }

    /**
     * Numbers of replicas set apart by commas or spaces.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static List<Integer> replicaCounts(String text) {
        Replication none = Replication.NONE;
        return new Replication(numbers("replica count", text, "1, 2, 4"), none.modes(), OptionalInt.empty(),
                none.pinned(), List.of()).counts();
    }

    private static List<Integer> numbers(String what, String text, String example) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.strip().split("[,;\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int number = wholeNumber(what, part);
            if (numbers.contains(number)) {
                throw new IllegalArgumentException(what + " " + number + " is listed twice");
            }
            numbers.add(number);
        }
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no " + what + ": enter whole numbers, such as " + example);
        }
        return List.copyOf(numbers);
    }

    /** How lists of numbers are written. */
    static String ofNumbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
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
     * Least share of its throughput alone that a request keeps.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static double epsilon(String text) {
        return new BatchAdvice.Rule(number("epsilon", text), BatchAdvice.Rule.DEFAULT.slowdown(), Map.of()).epsilon();
    }

    /**
     * How many times the latency of the reference batch is allowed.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static double slowdown(String text) {
        return new BatchAdvice.Rule(BatchAdvice.Rule.DEFAULT.epsilon(), number("slowdown", text), Map.of()).slowdown();
    }

    private static double number(String what, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " '" + text.strip() + "': must be a number, such as 2 or 0.1", e);
        }
    }

    /** How a number is written: {@code 2}, {@code 0.1}. */
    static String ofNumber(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
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
     * The share of a GPU's threads that MPS leaves to each replica, in percent; nothing for all of them.
     *
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static OptionalInt mpsThreads(String text) {
        return text.isBlank()
                ? OptionalInt.empty()
                : new Replication(List.of(1), List.of(ReplicaMode.MPS),
                        OptionalInt.of(wholeNumber("MPS thread percentage", text)), true, List.of())
                        .mpsThreadPercentage();
    }

    /**
     * Groups of different models, set apart by semicolons; nothing for none.
     *
     * @param models the model of a name; throws IllegalArgumentException where there is none
     * @throws IllegalArgumentException with a one-line message for the user
     */
    static List<List<Part>> groups(String text, Function<String, ModelSource> models) {
        List<List<Part>> groups = Arrays.stream(text.split(";", -1))
                .filter(group -> !group.isBlank())
                .map(group -> GroupSpec.parse(group.strip()).resolved(models))
                .toList();
        Replication none = Replication.NONE;
        return new Replication(none.counts(), none.modes(), OptionalInt.empty(), none.pinned(), groups).groups();
    }

    /** How groups are written. */
    static String ofGroups(List<List<Part>> groups) {
        return groups.stream().map(GroupSpec::text).collect(Collectors.joining("; "));
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
