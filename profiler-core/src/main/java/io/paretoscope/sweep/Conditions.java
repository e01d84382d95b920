package io.paretoscope.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Under what a run was measured: device, driver, libtorch, JVM, version of the product and so on.
 *
 * @param values name to value, in the order in which they are shown
 */
public record Conditions(Map<String, String> values) {
    public Conditions {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
