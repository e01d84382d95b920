package io.paretoscope.foreign;

import java.util.Arrays;
import java.util.Optional;

/** What tells one point of a file from another. */
public enum Coordinate {
    MODEL("model"),
    /** Sequences of each replica. */
    BATCH("batch"),
    /** Requests in flight at once, to all replicas together. */
    CONCURRENCY("concurrency"),
    /** Sequences that a request has; 1 where it is not given. */
    REQUEST_BATCH("request_batch"),
    REPLICAS("replicas"),
    REPLICA_MODE("replica_mode"),
    DEVICE("device"),
    /** Tokens of a prompt. */
    PROMPT_LENGTH("prompt_length"),
    /** Tokens that are generated for a prompt. */
    OUTPUT_LENGTH("output_length");

    private final String key;

    Coordinate(String key) {
        this.key = key;
    }

    /** The name by which options give it. */
    public String key() {
        return key;
    }

    static Optional<Coordinate> of(String key) {
        return Arrays.stream(values()).filter(coordinate -> coordinate.key.equals(key)).findFirst();
    }
}
