package io.paretoscope.store;

import io.paretoscope.foreign.ForeignRun;

/**
 * A run of others as it was read back.
 *
 * @param id its number among the runs of others, which is not one of the numbers of measured runs
 * @param run what was imported
 */
public record StoredForeignRun(long id, ForeignRun run) {
    /** What the numbers of runs of others are shown with. */
    public static final String PREFIX = "F";

    /** How it is shown, such as {@code F3}. */
    public String name() {
        return name(id);
    }

    /** How the run of others of that number is shown. */
    public static String name(long id) {
        return PREFIX + id;
    }
}
