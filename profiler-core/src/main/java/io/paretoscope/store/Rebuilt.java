package io.paretoscope.store;

import java.nio.file.Path;
import java.util.List;

/**
 * A store that was made from a rescue file.
 *
 * @param store the new file
 * @param runs how many it holds
 * @param points how many it holds
 * @param foreignRuns runs of others that it holds
 * @param notes what of the rescue file could not be used, each in one line; empty where all could
 */
public record Rebuilt(Path store, int runs, int points, int foreignRuns, List<String> notes) {
    public Rebuilt {
        notes = List.copyOf(notes);
    }
}
