package io.paretoscope.store;

import io.paretoscope.sweep.RunLogException;
import org.jspecify.annotations.Nullable;

/** The store could not be opened, written or read. The message is one line: the file, what is wrong, what to do. */
public final class StoreException extends RunLogException {
    private static final long serialVersionUID = 1;

    StoreException(String message) {
        this(message, null);
    }

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
