package io.paretoscope.window;

/** No window can be opened here. The message is one line that says why. */
public class WindowUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a one-line message. */
    public WindowUnavailableException(String message) {
        super(message);
    }

    /** With a one-line message and its cause. */
    public WindowUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
