package io.paretoscope.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Hears Ctrl-C as the signal INT of this process. */
public final class SignalInterrupts implements CliParts.Interrupts {
    private static final String INTERRUPT = "INT";

    @Override
    public Registration onInterrupt(Runnable action) {
        @Nullable
        Object previous = Signals.register(INTERRUPT, action);
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            // JLine answers null where this JVM cannot handle signals; then there is nothing to put back.
            if (previous != null && closed.compareAndSet(false, true)) {
                Signals.unregister(INTERRUPT, previous);
            }
        };
    }
}
