package io.paretoscope.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something was not fetched. Its message is one line that says what, why, and what would help. */
public final class DownloadException extends IOException {
    private static final long serialVersionUID = 1;

    DownloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
