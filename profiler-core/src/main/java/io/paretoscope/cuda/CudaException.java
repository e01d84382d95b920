package io.paretoscope.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call of a CUDA library failed. The message names the call and the error as CUDA names it. */
public class CudaException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a one-line message and its cause. */
    public CudaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** One line, always there. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
