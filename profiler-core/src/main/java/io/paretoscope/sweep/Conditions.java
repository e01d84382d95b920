package io.paretoscope.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Under what a run was measured (R30), as it was when the run began.
 *
 * @param settled what stays as it is until someone changes it, such as device, driver, libtorch, power limit; name to value,
 *     in the order in which they are shown. Runs whose settled conditions differ are not one run
 * @param momentary what moves by itself, such as temperature, free memory, host load
 */
public record Conditions(Map<String, String> settled, Map<String, String> momentary) {
    public Conditions {
        settled = Collections.unmodifiableMap(new LinkedHashMap<>(settled));
        momentary = Collections.unmodifiableMap(new LinkedHashMap<>(momentary));
    }

    /**
     * One thing that differs between two runs.
     *
     * @param name of the condition
     * @param before its value in the first; empty where it has none
     * @param after its value in the second
     * @param settled whether it is one that stays until someone changes it
     */
    public record Difference(String name, Optional<String> before, Optional<String> after, boolean settled) {
        /** In one line. */
        public String text() {
            return name + ": " + before.orElse("not stated") + " → " + after.orElse("not stated");
        }
    }

    /** All conditions, settled before momentary. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(settled);
        all.putAll(momentary);
        return all;
    }

    /** The same with one more settled condition, shown last. */
    public Conditions withSettled(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settled);
        more.put(name, value);
        return new Conditions(more, momentary);
    }

    /** In what {@code later} differs, settled conditions first; empty where in nothing. */
    public List<Difference> differences(Conditions later) {
        List<Difference> differences = new ArrayList<>(differences(settled, later.settled, true));
        differences.addAll(differences(momentary, later.momentary, false));
        return List.copyOf(differences);
    }

    private static List<Difference> differences(Map<String, String> before, Map<String, String> after,
            boolean settled) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .map(name -> new Difference(name, Optional.ofNullable(before.get(name)),
                        Optional.ofNullable(after.get(name)), settled))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }
}
