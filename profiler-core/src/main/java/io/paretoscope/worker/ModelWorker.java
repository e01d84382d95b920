package io.paretoscope.worker;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.CopyRate;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.engine.MatrixRate;
import io.paretoscope.engine.MemoryUse;
import io.paretoscope.engine.RoundRule;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.OptionalLong;

/**
 * A process that owns an engine, and perhaps more over the same weights, seen from the process that asks. Each call blocks until the worker has answered; a worker
 * that dies or cannot do what it was asked ends the call with a {@link WorkerException}. After one, close the worker: its
 * engine may be in any state.
 *
 * <p>Calls come from one thread at a time; {@link #kill} may come from any and ends a blocked call.
 */
public interface ModelWorker extends RemoteEngine, AutoCloseable {
    /**
     * Loads a model.
     *
     * @param kind how its decode steps are to reach the device; {@link #configure} tells how they will
     * @return how long loading took, in nanoseconds, the native library itself left out
     */
    long open(ModelSource model, DeviceId device, Precision precision, EngineKind kind) throws WorkerException;

    /**
     * Keeps the engine's thread, and those that it starts later, on these logical CPUs, as many threads of libtorch as there are of
     * them on the CPU. Comes before {@link #open}.
     *
     * @param cpus by the system's numbers, at least one
     */
    void pin(List<Integer> cpus) throws WorkerException;

    /**
     * Another engine in this worker, with a model of its own.
     *
     * @param kind how its decode steps are to reach the device
     * @param cpus what {@link #pin} would be told; empty for all
     */
    RemoteEngine openBeside(ModelSource model, DeviceId device, Precision precision, EngineKind kind,
            List<Integer> cpus) throws WorkerException;

    /** The native library in use, for people. */
    String library() throws WorkerException;

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
