package io.paretoscope.engine;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import io.paretoscope.opt.OptConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all engines over one copy of the weights have in common. Nothing here changes once it is made, so they may use it at the
 * same time.
 *
 * @param config the model's shape
 * @param manager the memory of all of it, on its device
 * @param script the loaded {@link OptScript}
 * @param tensors makes tensors on the device
 * @param weights on the device
 * @param stepsBy what else than the script may run decode steps
 * @param users engines that have not been closed
 */
record SharedModel(OptConfig config, PtNDManager manager, PtSymbolBlock script, DeviceTensors tensors,
        OptWeights weights, StepsBy stepsBy, AtomicInteger users) {

    /** A model that one engine will use; everything is closed with the last engine. */
    SharedModel(OptConfig config, PtNDManager manager, PtSymbolBlock script, DeviceTensors tensors, OptWeights weights,
            StepsBy stepsBy) {
        this(config, manager, script, tensors, weights, stepsBy, new AtomicInteger(1));
    }

    /** One engine more uses it. */
    void join() {
        users.incrementAndGet();
    }

    /** One engine less uses it; the last frees it. */
    void leave() {
        if (users.decrementAndGet() == 0) {
            weights.close();
            tensors.close();
            script.close();
            manager.close();
        }
    }
}
