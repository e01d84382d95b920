package io.paretoscope.sweep;

import java.util.List;
import java.util.Optional;

/**
 * What else computed on the device while a point was measured (R23).
 *
 * @param foreign one line for each process that is not ours, such as {@code process 4711 with 1.2 GiB}
 * @param unknown why it cannot be told; empty where it can
 */
public record Neighbours(List<String> foreign, Optional<String> unknown) {
    public Neighbours {
        foreign = List.copyOf(foreign);
    }

    /** Not known, for that reason. */
    public static Neighbours unknown(String reason) {
        return new Neighbours(List.of(), Optional.of(reason));
    }
}
