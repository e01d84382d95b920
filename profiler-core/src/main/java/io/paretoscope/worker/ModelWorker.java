package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.OptionalLong;

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

    /**
     * Runs timed batches of the same seeded prompts one after another until {@code rule} is met.
     *
     * @return the window, its times by {@link System#nanoTime()} of this process, right to within half a round trip
     */
    TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException;

    /**
     * Compares what the configured batch generated last with what some of its prompts generate alone. Leaves the worker
     * configured for a batch of one.
     */
    AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException;

    /** How far this process's clock is from the worker's; each call asks it some more times, and rests on all of them. */
    ClockReading clock() throws WorkerException;

    /** Measures how fast {@code device} copies within its memory. A model that is open stays so. */
    CopyRate copyRate(DeviceId device, RoundRule rule) throws WorkerException;

    /** Measures how fast {@code device} multiplies matrices of that precision. A model that is open stays so. */
    MatrixRate matrixRate(DeviceId device, Precision precision, RoundRule rule) throws WorkerException;

    /** The process's number on this machine; empty where it runs elsewhere. */
    OptionalLong processId();

    /** The lines that the worker has logged as errors since it was last asked. */
    List<String> newErrors();

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
