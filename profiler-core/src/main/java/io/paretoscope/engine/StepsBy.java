package io.paretoscope.engine;

import io.paretoscope.opt.Precision;
import java.nio.file.Path;

/** What else than the script may run a model's decode steps. */
sealed interface StepsBy {

    /** Nothing else. */
    record Script() implements StepsBy {}

    /** This program, for a single sequence in float32 on the CPU. */
    record Java() implements StepsBy {}

    /**
     * A CUDA graph.
     *
     * @param libtorch the folder of the loaded libtorch
     * @param gpu ordinal of the card
     * @param precision of the weights
     */
    record Graph(Path libtorch, int gpu, Precision precision) implements StepsBy {}
}
