package io.paretoscope.replica;

import io.paretoscope.worker.WorkerException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;

/** NVIDIA's Multi-Process Service, running for us. */
public interface MpsSession extends AutoCloseable {

    /**
     * What a worker's environment needs to run under it.
     *
     * @param threadPercentage share of the GPU's threads that it may use; empty for all of them
     */
    Map<String, String> environment(OptionalInt threadPercentage);

    /**
     * The processes that compute under it now. A CUDA program that does not find it runs on without it and says nothing.
     *
     * @throws WorkerException if it does not say
     */
    SortedSet<Long> clients() throws WorkerException;

    /** Completes with why it ended by itself, which may become known a little after its clients have failed; never otherwise. */
    CompletableFuture<String> onDeath();

    /** Why it ended by itself; empty while it runs. */
    Optional<String> death();

    /** Ends it; nothing of it remains. */
    @Override
    void close();
}
