package io.paretoscope.sweep;

import org.jspecify.annotations.Nullable;

/** A run could not be written down or read back. The message is one line for the user. */
public class RunLogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a one-line message and its cause. */
    public RunLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
