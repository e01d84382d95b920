package io.paretoscope.worker;

import io.paretoscope.engine.AnswerCheck;
import io.paretoscope.engine.EngineUse;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.engine.WindowRule;
import java.util.List;

/**
 * One engine of a worker, with a thread, a KV cache and, on a GPU, a CUDA stream of its own, seen from the process that asks.
 * Each call blocks until the worker has answered; a worker that dies or cannot do what it was asked ends the call with a
 * {@link WorkerException}.
 *
 * <p>Calls to one engine come from one thread at a time; engines of one worker may be asked at once.
 */
public interface RemoteEngine {

    /**
     * Another engine of the same worker over the same weights.
     *
     * @param cpus logical CPUs for its threads; empty for all
     */
    RemoteEngine fork(List<Integer> cpus) throws WorkerException;

    /**
     * Allocates the KV cache for a batch, in place of the one before.
     *
     * @return which kind of engine will decode the batch, beside the one that was asked for when the model was opened
     */
    EngineUse configure(int batch, int maxTokens) throws WorkerException;

    /** Runs one timed batch of seeded prompts through prefill and decode. */
    StepTimes run(long seed, int promptTokens, int outputTokens) throws WorkerException;

    /**
     * Runs timed batches of the same seeded prompts one after another until {@code rule} is met.
     *
     * @return the window, its times by {@link System#nanoTime()} of this process, right to within half a round trip
     */
    TimedWindow measure(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException;

    /**
     * Makes ready for a window that begins and ends with those of other engines: the batch that all later ones are compared
     * with has run when this returns.
     */
    HeldWindow arm(long seed, int promptTokens, int outputTokens, WindowRule rule) throws WorkerException;

    /** A window that is held open until it is told to end, so that all of several engines run all the time. */
    interface HeldWindow {
        /** Begins, and returns when the window's rule is met; the engine goes on. */
        void untilMet() throws WorkerException;

        /** Ends the window with the batch that is running; times as {@link RemoteEngine#measure} gives them. */
        TimedWindow end() throws WorkerException;
    }

    /**
     * Compares what the configured batch generated last with what some of its prompts generate alone. Leaves the engine
     * configured for a batch of one.
     */
    AnswerCheck checkAnswers(long seed, int promptTokens, int outputTokens) throws WorkerException;
}
