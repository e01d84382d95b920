package io.paretoscope.libtorch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An engine was not installed or not removed. Its message is one line that says what, why, and what would help. */
public final class InstallException extends IOException {
    private static final long serialVersionUID = 1;

    InstallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
