package io.paretoscope.store;

import io.paretoscope.foreign.ForeignFormat;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the list of runs of others.
 *
 * @param id as in {@link StoredForeignRun}
 * @param title how it is called
 * @param fileName the file it was read from, without its folder
 * @param format what kind of file that was
 * @param importedAt when
 * @param points how many it has
 * @param conditions what the file says of device, engine and load
 */
public record ForeignRunSummary(long id, String title, String fileName, ForeignFormat format, Instant importedAt,
        int points, Map<String, String> conditions) {
    public ForeignRunSummary {
        conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }

    /** How it is shown, such as {@code F3}. */
    public String name() {
        return StoredForeignRun.name(id);
    }
}
