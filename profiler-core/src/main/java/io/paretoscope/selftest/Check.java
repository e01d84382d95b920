package io.paretoscope.selftest;

import java.util.List;
import java.util.Locale;

/**
 * One thing that a self-test looked at, and what to make of it.
 *
 * @param key its name in files
 * @param label its name on the screen
 * @param figures what was measured, the most telling first; empty where nothing could be
 * @param verdict whether all is well
 * @param sentence why
 */
public record Check(String key, String label, List<Figure> figures, Verdict verdict, String sentence) {
    public Check {
        figures = List.copyOf(figures);
    }

    /**
     * A number.
     *
     * @param name in files, without the unit
     * @param value in the unit
     * @param unit for people, such as {@code GB/s}
     * @param unitKey the same at the end of a name in files
     */
    public record Figure(String name, double value, String unit, String unitKey) {
        /** Its name in files. */
        public String key() {
            return unitKey.isEmpty() ? name : name + "_" + unitKey;
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
    }

    /** The worst verdict of all. */
    public static Verdict worst(List<Check> checks) {
        return checks.stream().map(Check::verdict).max(Verdict::compareTo).orElse(Verdict.PASS);
    }
}
