package io.paretoscope.download;

import java.time.Duration;

/**
 * How long a download waits for its server.
 *
 * @param connect for a connection, and for the beginning of an answer
 * @param silence without a single byte, after which it connects anew
 * @param pause before the second try; each further one waits twice as long
 * @param tries in a row that bring nothing, after which it gives up
 */
public record Patience(Duration connect, Duration silence, Duration pause, int tries) {
    /** For servers on the internet. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60),
            Duration.ofSeconds(1), 5);
}
