package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.opt.Precision;
import java.util.List;

/**
 * A process that owns an engine, seen from the process that asks. Each call blocks until the worker has answered; a worker
 * that dies or cannot do what it was asked ends the call with a {@link WorkerException}. After one, close the worker: its
 * engine may be in any state.
 *
 * <p>Calls come from one thread at a time; {@link #kill} may come from any and ends a blocked call.
 */
public interface ModelWorker extends AutoCloseable {
    /**
     * Loads a model.
     *
     * @return how long loading took, in nanoseconds, the native library itself left out
     */
    long open(ModelSource model, DeviceId device, Precision precision) throws WorkerException;

    /** The native library in use, for people. */
    String library() throws WorkerException;

    /** Allocates the KV cache for a batch, in place of the one before. */
    void configure(int batch, int maxTokens) throws WorkerException;

    /** Runs one timed batch of seeded prompts through prefill and decode. */
    StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException;

    /** Continues prompts greedily; the batch must be configured for as many. */
    Generation generate(List<List<Integer>> prompts, int newTokens, boolean logits) throws WorkerException;

    /** The most device memory in use since the last {@link #configure}. */
    MemoryUse peakMemory() throws WorkerException;

    /** Ends the process at once, whatever it is doing. */
    void kill();

    /** Ends the process; waits until it is gone. */
    @Override
    void close();
}
