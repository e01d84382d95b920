package io.paretoscope.telemetry;

import java.util.Map;

/**
 * A device under watch: samples are being taken on a thread of their own from the moment this exists until it is closed.
 * Thread-safe. Times are those of {@link System#nanoTime()} of this process.
 */
public interface Telemetry extends AutoCloseable {
    /** The samples of a time range that are still held, both ends included; does not wait for any. */
    Traces cut(long fromNanos, long toNanos);

    /** Facts that change slowly or never, by name, in the order in which they are shown; read from the device now. */
    Map<String, Fact> facts();

    /** The processes that compute on the device now. */
    Processes processes();

    /** Cost and punctuality of the sampling so far. */
    SamplerStats sampling();

    /** Stops sampling. */
    @Override
    void close();
}
