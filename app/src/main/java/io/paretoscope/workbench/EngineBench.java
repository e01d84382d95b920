package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.engine.Generation;
import io.paretoscope.opt.Precision;
import io.paretoscope.selftest.DecodeBench;
import io.paretoscope.telemetry.MigInstances;
import io.paretoscope.worker.WorkerException;
import java.util.List;
import java.util.function.Consumer;

/** The engines of this machine: its devices, and one prompt continued on one of them. Needs no store. Thread-safe. */
public interface EngineBench extends AutoCloseable {
    /**
     * The devices of this machine, the CPU first. Blocks for some seconds at the first call, which tries each device in a
     * worker of its own; later calls answer from memory.
     */
    List<DeviceReport> devices();

    /** The MIG instances of a GPU, on which replicas can run; asks the driver at each call. */
    MigInstances migInstances(DeviceId device);

    /**
     * Continues one prompt greedily in a worker of its own. Blocks until it is done.
     *
     * @param engine the kind that is asked for
     * @param prompt token ids, at least one
     * @param newTokens how many tokens to generate, at least 1
     * @param logits whether to bring the logits that follow the prompt too
     * @throws WorkerException with a one-line message, where the model cannot be loaded or run
     */
    Generation generate(ModelSource model, DeviceId device, Precision precision, EngineKind engine,
            List<Integer> prompt, int newTokens, boolean logits) throws WorkerException;

    /**
     * Measures decode steps beside their floor, each model and engine in a worker of its own. Blocks until it is done.
     *
     * @param progress hears, on the caller's thread, what comes next
     * @throws WorkerException with a one-line message, where no worker can be started or the copy rate cannot be measured
     */
    DecodeBench.Report decodeSteps(DeviceId device, DecodeBench.Plan plan, Consumer<String> progress)
            throws WorkerException;

    /** Ends the workers. A second call does nothing. */
    @Override
    void close();
}
