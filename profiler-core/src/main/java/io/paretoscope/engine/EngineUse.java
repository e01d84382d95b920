package io.paretoscope.engine;

import java.util.Optional;

/**
 * Which kind of engine ran, beside the one that was asked for.
 *
 * @param asked the kind that was asked for
 * @param used the kind that decodes
 * @param reason why it is not the one that was asked for, in one line without a full stop; empty where it is
 */
public record EngineUse(EngineKind asked, EngineKind used, Optional<String> reason) {

    /** Checks that there is a reason where, and only where, another kind is used than was asked for. */
    public EngineUse {
        if (reason.isPresent() == (asked == used)) {
            throw new IllegalArgumentException(asked + " asked, " + used + " used, "
                    + reason.map(why -> "because " + why).orElse("no reason")
                    + ": a reason is there where the two differ, and only there");
        }
    }

    /** What was asked for is what runs. */
    public static EngineUse as(EngineKind kind) {
        return new EngineUse(kind, kind, Optional.empty());
    }

    /** Another kind runs than was asked for, because of {@code reason}. */
    public static EngineUse instead(EngineKind asked, EngineKind used, String reason) {
        return new EngineUse(asked, used, Optional.of(reason));
    }

    /** Whether another kind runs than was asked for. */
    public boolean fellBack() {
        return reason.isPresent();
    }

    /** In one line, such as {@code decoded by torchscript instead of graph, since …}; the kind alone where it is the one asked for. */
    public String text() {
        return reason.map(why -> "decoded by " + used + " instead of " + asked + ", since " + why)
                .orElse(used.label());
    }
}
