package io.paretoscope.foreign;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file cannot be imported. The message is one line: the file, where in it, what is wrong and what would be right. */
public final class ForeignFileException extends IOException {
    private static final long serialVersionUID = 1;

    ForeignFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ForeignFileException(String message) {
        this(message, null);
    }
}
