package io.paretoscope.workbench;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.Generation;
import io.paretoscope.opt.Precision;
import io.paretoscope.store.RunArchive;
import io.paretoscope.sweep.SweepControl;
import io.paretoscope.sweep.SweepListener;
import io.paretoscope.sweep.SweepPlan;
import io.paretoscope.worker.WorkerException;
import java.util.List;

/**
 * What the window and the command line both stand on: devices, sweeps and stored runs. Thread-safe. Closing stops a
 * running sweep at once and closes the store.
 */
public interface Workbench extends AutoCloseable {
    /**
     * The devices of this machine, the CPU first. Blocks for some seconds at the first call, which tries each device in a
     * worker of its own; later calls answer from memory.
     */
    List<DeviceReport> devices();

    /**
     * Starts a sweep on a thread of its own.
     *
     * @param listener hears everything, on the sweep's thread
     * @throws IllegalStateException where a sweep is running already
     */
    SweepControl start(SweepPlan plan, SweepListener listener);

    /**
     * Continues one prompt greedily in a worker of its own. Blocks until it is done.
     *
     * @param prompt token ids, at least one
     * @param newTokens how many tokens to generate, at least 1
     * @param logits whether to bring the logits that follow the prompt too
     * @throws WorkerException with a one-line message, where the model cannot be loaded or run
     */
    Generation generate(ModelSource model, DeviceId device, Precision precision, List<Integer> prompt, int newTokens,
            boolean logits) throws WorkerException;

    /** The stored runs. */
    RunArchive archive();

    @Override
    void close();
}
