package io.paretoscope.replica;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** NVIDIA's Multi-Process Service, running for us. */
public interface MpsSession extends AutoCloseable {

    /**
     * What a worker's environment needs to run under it.
     *
     * @param threadPercentage share of the GPU's threads that it may use; empty for all of them
     */
    Map<String, String> environment(OptionalInt threadPercentage);

    /** Why it ended by itself; empty while it runs. */
    Optional<String> death();

    /** Ends it; nothing of it remains. */
    @Override
    void close();
}
