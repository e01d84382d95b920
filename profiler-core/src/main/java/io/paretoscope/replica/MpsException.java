package io.paretoscope.replica;

import io.paretoscope.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/** An MPS daemon cannot be had, or does not answer. The message is one line for the user. */
public final class MpsException extends WorkerException {
    private static final long serialVersionUID = 1;

    /** With a one-line message and its cause. */
    MpsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
