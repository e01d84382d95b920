package io.paretoscope.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine could not be made or could not go on. The message is one line for the user. */
public class EngineException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a one-line message and its cause. */
    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** One line, always there. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
