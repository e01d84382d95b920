package io.paretoscope.analysis.rule;

import java.util.Optional;

/**
 * What to do next.
 *
 * @param action in a sentence or two
 * @param command a command line that does it or measures it; empty where there is none
 */
public record Remedy(String action, Optional<String> command) {
    static Remedy of(String action) {
        return new Remedy(action, Optional.empty());
    }

    static Remedy of(String action, String command) {
        return new Remedy(action, Optional.of(command));
    }
}
