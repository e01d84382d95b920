package io.paretoscope.store;

import java.util.List;

/**
 * What a check of a whole store found.
 *
 * @param runs runs that were read
 * @param points points that were read, in whatever way they ended
 * @param foreignRuns runs of others that were read
 * @param troubles what is wrong, each in one line; empty where the store is sound
 * @param notes what is worth knowing and not wrong
 */
public record StoreCheck(int runs, int points, int foreignRuns, List<String> troubles, List<String> notes) {
    public StoreCheck {
        troubles = List.copyOf(troubles);
        notes = List.copyOf(notes);
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
        return troubles.isEmpty();
    }
}
