package io.paretoscope.analysis.rule;

/** What is known of something, or why nothing is. */
sealed interface Knowledge<T> {

    /**
     * It is known.
     *
     * @param value what it is
     */
    record Known<T>(T value) implements Knowledge<T> {}

    /**
     * It is not.
     *
     * @param reason why, in a few words
     */
    record Unknown<T>(String reason) implements Knowledge<T> {}
}
