package io.paretoscope.selftest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that a self-test looked at, and what to make of it.
 *
 * @param key its name in files
 * @param figures what was measured, the most telling first; empty where nothing could be
 * @param verdict whether all is well
 * @param sentence why
 */
public record Check(String key, List<Figure> figures, Verdict verdict, String sentence) {

    private static final Map<String, String> LABELS = Map.of("timer", "Timer step", "power_field", "Power reading",
            "worker_clock", "Worker's clock", "workload", "Known workload");

    public Check {
        figures = List.copyOf(figures);
    }

    /** Its name on the screen. */
    public String label() {
        String words = key.replace('_', ' ');
        return LABELS.getOrDefault(key, words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
    }

    /** What to do about it; empty where all is well. */
    public String advice() {
        return CheckAdvice.of(this);
    }

    /**
     * A number.
     *
     * @param name in files, without the unit
     * @param value in the unit
     */
    public record Figure(String name, double value, Unit unit) {
        /** Its name in files. */
        public String key() {
            return unit.key.isEmpty() ? name : name + "_" + unit.key;
        }

        /** The figure of that name in files. */
        static Figure of(String key, double value) {
            Unit unit = Arrays.stream(Unit.values())
                    .filter(each -> key.endsWith("_" + each.key))
                    .max(Comparator.comparingInt(each -> each.key.length()))
                    .orElse(Unit.NONE);
            return new Figure(unit == Unit.NONE ? key : key.substring(0, key.length() - unit.key.length() - 1), value,
                    unit);
        }

        /** Its name on the screen. */
        public String label() {
            return name.replace('_', ' ');
        }
    }

    /** What a number counts. */
    public enum Unit {
        /** Just so many. */
        NONE("", ""),
        NANOSECONDS("ns", "ns"),
        MILLISECONDS("ms", "ms"),
        PER_SECOND("/s", "per_s"),
        PERCENT("%", "percent"),
        PERCENT_OF_A_CORE("% of a core", "percent_of_a_core"),
        BYTES("bytes", "bytes"),
        GIGABYTES_PER_SECOND("GB/s", "gb_per_s"),
        TERAFLOPS("TFLOP/s", "tflop_per_s"),
        TOKENS_PER_SECOND("tokens/s", "tokens_per_s");

        private final String label;
        private final String key;

        Unit(String label, String key) {
            this.label = label;
            this.key = key;
        }

        /** The word for it on the screen. */
        public String label() {
            return label;
        }
    }

    /** Whether all is well, the better first. */
    public enum Verdict {
        /** As it should be. */
        PASS,
        /** Something to know when reading numbers measured here. */
        NOTE,
        /** Numbers measured here are not to be trusted before this is mended. */
        FAIL;

        /** The word for it in files and on the screen. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The verdict of that word. */
        static Verdict parse(String label) {
            return Arrays.stream(values())
                    .filter(verdict -> verdict.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is no verdict of a self-test"));
        }
    }

    /** The worst verdict of all. */
    public static Verdict worst(List<Check> checks) {
        return checks.stream().map(Check::verdict).max(Verdict::compareTo).orElse(Verdict.PASS);
    }
}
