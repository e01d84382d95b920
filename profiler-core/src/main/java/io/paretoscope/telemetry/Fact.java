package io.paretoscope.telemetry;

/** One thing about a device that changes slowly or never: its value, or why there is none. */
public sealed interface Fact {
    /** As text for people and files, with its unit. */
    record Known(String value) implements Fact {}

    /** Not to be had, and why. */
    record Unavailable(String reason) implements Fact {}

    /** The value, or "unavailable: " and the reason. */
    default String text() {
        return switch (this) {
            case Known(String value) -> value;
            case Unavailable(String reason) -> "unavailable: " + reason;
        };
    }
}
