package io.paretoscope.selftest;

/** What came of trying something. */
public sealed interface Finding<T> {
    /**
     * It was measured.
     *
     * @param value what came out
     */
    record Found<T>(T value) implements Finding<T> {}

    /**
     * This machine does not have it.
     *
     * @param reason why, in a few words
     */
    record Unavailable<T>(String reason) implements Finding<T> {}

    /**
     * It was tried and went wrong.
     *
     * @param reason in one line
     */
    record Failed<T>(String reason) implements Finding<T> {}
}
