package io.paretoscope.worker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A worker could not do what it was asked, or died. The message is one line for the user. */
public class WorkerException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a one-line message and its cause. */
    public WorkerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** One line, always there. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
