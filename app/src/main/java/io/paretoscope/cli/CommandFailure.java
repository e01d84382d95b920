package io.paretoscope.cli;

import org.jspecify.annotations.Nullable;

/** Something was tried and failed. The message is one line for the user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
