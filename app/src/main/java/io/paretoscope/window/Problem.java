package io.paretoscope.window;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Something that went wrong and that the user has to hear of.
 *
 * @param title what could not be done
 * @param message why, in one line
 * @param details what to send to someone who can help
 */
record Problem(String title, String message, String details) {

    static Problem of(String title, Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return new Problem(title, messageOf(cause), title + "\n" + trace);
    }

    /** The first line that {@code cause} or what is behind it has to say. */
    static String messageOf(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            String message = at.getMessage();
            if (message != null && !message.isBlank()) {
                return message.lines().findFirst().orElse(message);
            }
        }
        return cause.getClass().getSimpleName();
    }
}
